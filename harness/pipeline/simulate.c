/* simulate.c - mpi mode on a simulated cluster, with more ranks than this machine could run.
 *
 * SimGrid runs all ranks in one process, one after another, and knows at once when none can go on.
 * So it finds what Open MPI on one machine hides: answers that are right with few ranks only, and
 * programs that rely on MPI to keep a message until somebody receives it.  And when a call has
 * hung on Open MPI, it says in which call each rank waits.
 *
 * Answers are judged as everywhere, from outside.  Simulated times are not used, since the program
 * under test could write them: it runs in the simulator's process.
 */
#include <stdlib.h>
#include <string.h>

#include "../base/base.h"
#include "call.h"
#include "mpi_words.h"
#include "secret_draw.h"

static const int many_ranks[] = {16, 64};
enum { DRAWN_LEAST = 5, DRAWN_MOST = 63 };

/* A box with a number of ranks, and one call after another in it. */
struct simulating {
	struct submission *sub;
	struct call call;
};

static void close_simulation(struct simulating *s)
{
	call_close(&s->call);
}

static int open_simulation(struct simulating *s, const struct oracle_case *cases, int ranks)
{
	const struct manifest *m = s->sub->job.exercise;

	s->call = (struct call){
		.sub = s->sub,
		.program = &s->sub->program,
		.purpose = CALL_SIMULATED,
		.c = cases,
		.mode = MODE_MPI,
		.workers = ranks,
		.calls = (unsigned)m->case_count,
	};
	for (size_t i = 0; i < m->case_count; i++) {
		if (cases[i].input_bytes > s->call.input_room)
			s->call.input_room = cases[i].input_bytes;
		if (cases[i].answer_bytes > s->call.answer_room)
			s->call.answer_room = cases[i].answer_bytes;
	}
	return call_open(&s->call);
}

/* ---- a call --------------------------------------------------------------------------- */

/* It gave no answer: what the simulator and the ranks said.  Fills in verdict, message and hint. */
static void tell_end(const struct call *call, struct finding *f)
{
	char *printed = call_printed(call), *waits = mpi_waits(printed ? printed : ""),
	     *mismatch = mpi_mismatch(printed ? printed : "");

	f->verdict = call_verdict(call, &f->message, &f->hint);
	if (mismatch || waits) {
		free(f->message);
		free(f->hint);
		f->verdict = VERDICT_TIMED_OUT;
		f->message = mismatch ? xasprintf("collectives that do not match: %s.", mismatch)
		                      : xasprintf("a deadlock: %s, and nobody can go on.", waits);
		f->hint = xstrdup(
			mismatch ? "All ranks must call the same collectives, in the same order, with the "
				   "same root."
				 : "MPI_Send may wait until the message is received: if all ranks send "
				   "first, or all receive first, use MPI_Sendrecv, or let half of "
				   "them receive first.");
	}
	free(printed);
	free(waits);
	free(mismatch);
}

/* -1: the grader failed. */
static int simulate_once(struct simulating *s, const struct oracle_case *c, struct finding *f)
{
	struct sightings seen;
	struct judgement judgement = {0};

	s->call.c = c;
	if (call_make(&s->call) != 0)
		return -1;
	seen = call_seen(&s->call);
	if (s->call.result.end != SESSION_DONE) {
		tell_end(&s->call, f);
		return 0;
	}
	f->verdict = call_verdict(&s->call, &f->message, &f->hint);
	if (f->verdict != VERDICT_CORRECT)
		return 0;
	if (oracle_judge(s->sub, c, session_answer(s->call.session), MODE_MPI, f->workers, &seen,
	                 &judgement) != 0)
		return -1;
	if (!judgement.right && !judgement.late) {
		f->verdict = VERDICT_WRONG_ANSWER;
		f->message = judgement.message;
		f->hint = judgement.hint;
		judgement = (struct judgement){0};
	}
	judgement_free(&judgement);
	return 0;
}

static void place_in_simulation(struct finding *f, const struct oracle_case *c)
{
	char *message = f->message;

	f->message = xasprintf("On a simulated cluster of %d machines, for %s: %s", f->workers, c->args,
	                       message ? message : "");
	free(message);
}

/* ---- is the model solution right in the same simulation? ---------------------------------- */

static int build_simulated(struct submission *sub, bool *good, char **said)
{
	*good = sub->program.built[FLAVOUR_SMPI] != NULL;
	*said = NULL;
	return *good ? 0
	             : build_program(sub->workshop, sub->job.exercise, &sub->program, FLAVOUR_SMPI, good,
	                             said);
}

static int run_model(void *context, struct submission *model, struct finding *f)
{
	const struct oracle_case *c = context;
	struct simulating s = {.sub = model};
	bool good;
	char *said;
	int failed = build_simulated(model, &good, &said);

	free(said);
	if (!failed && !good)
		failed = error_set("the model solution does not build for the simulator");
	s.call = (struct call){.sub = model,
	                       .program = &model->program,
	                       .purpose = CALL_SIMULATED,
	                       .c = c,
	                       .mode = MODE_MPI,
	                       .workers = f->workers};
	if (!failed)
		failed = call_open(&s.call) != 0 ? -1 : simulate_once(&s, c, f);
	close_simulation(&s);
	return failed;
}

/* ---- all calls ------------------------------------------------------------------------------ */

/* All of a number of ranks.  1: all were right; 0: one was not, and is told; -1: the grader failed. */
static int simulate_ranks(struct submission *sub, const struct oracle_case *cases, int ranks)
{
	const struct manifest *m = sub->job.exercise;
	struct simulating s = {.sub = sub};
	int result = open_simulation(&s, cases, ranks) == 0 ? 1 : -1;

	for (size_t i = 0; result > 0 && i < m->case_count; i++) {
		if (!m->cases[i].sanitize || m->cases[i].worker_count > 0 ||
		    (sub->job.only_case && (size_t)sub->job.only_case != i + 1))
			continue;
		struct finding *f = outcome_add_finding(&sub->outcome);
		*f = (struct finding){.stage = STAGE_CHECK, .mode = MODE_MPI, .workers = ranks};
		f->case_name = xstrdup(m->cases[i].name);
		if (simulate_once(&s, &cases[i], f) != 0)
			result = -1;
		if (result < 0 || f->verdict == VERDICT_CORRECT)
			continue;
		place_in_simulation(f, &cases[i]);
		f->again = again_command(sub, MODE_MPI, (int)i + 1, ranks);
		result =
			cross_check_call(sub, f, &cases[i], "in the simulator", run_model, (void *)&cases[i]);
	}
	close_simulation(&s);
	return result;
}

static int simulate_all(struct submission *sub, const struct oracle_case *cases)
{
	const struct pipeline_job *job = &sub->job;
	int drawn = draw_between(job->secret, job->exercise->name, DRAWN_SIMULATED_RANKS, 0, DRAWN_LEAST,
	                         DRAWN_MOST);
	int result = 1;

	if (job->only_workers)
		return simulate_ranks(sub, cases, job->only_workers);
	result = simulate_ranks(sub, cases, drawn);
	for (size_t i = 0; result > 0 && i < ARRAY_LENGTH(many_ranks); i++)
		result = simulate_ranks(sub, cases, many_ranks[i]);
	return result;
}

/* A call hung on Open MPI: add where its ranks wait, if the simulator shows the same. */
static int explain_hang(struct submission *sub, const struct oracle_case *cases)
{
	const struct manifest *m = sub->job.exercise;
	struct finding *hang = NULL;
	size_t which = 0;
	int failed = 0;

	for (size_t i = 0; i < sub->outcome.finding_count; i++)
		if (&sub->outcome.findings[i] == outcome_fault_in(&sub->outcome, STAGE_CHECK, MODE_MPI))
			hang = &sub->outcome.findings[i];
	while (hang && hang->case_name && which < m->case_count &&
	       strcmp(m->cases[which].name, hang->case_name) != 0)
		which++;
	if (!hang || !hang->case_name || which == m->case_count)
		return 0;
	struct simulating s = {.sub = sub};
	struct finding f = {.stage = STAGE_CHECK, .mode = MODE_MPI, .workers = hang->workers};
	failed = open_simulation(&s, cases, hang->workers) != 0 ? -1 : simulate_once(&s, &cases[which], &f);
	if (!failed && f.verdict == VERDICT_TIMED_OUT && f.message) {
		char *message = xasprintf("%s A simulation shows %s", hang->message, f.message);
		free(hang->message);
		free(hang->hint);
		hang->message = message;
		hang->hint = f.hint;
		f.hint = NULL;
	}
	free(f.message);
	free(f.hint);
	close_simulation(&s);
	return failed;
}

/* Open MPI builds it: what only the simulator refuses costs nothing. */
static void tell_unbuilt(struct submission *sub, const char *said)
{
	struct finding *f = outcome_add_finding(&sub->outcome);

	f->stage = STAGE_BUILD;
	f->mode = MODE_MPI;
	f->verdict = VERDICT_CORRECT;
	f->message = xasprintf("%s does not build for the simulator, so mpi mode was not simulated.",
	                       manifest_file(sub->job.exercise, MODE_MPI));
	f->detail = xstrdup(said);
}

static int simulate(struct submission *sub, bool has_hung)
{
	const struct manifest *m = sub->job.exercise;
	struct oracle_case *cases = xcalloc(m->case_count, sizeof *cases);
	size_t made = 0;
	int failed = 0;

	for (; !failed && made < m->case_count; made += !failed)
		failed = oracle_make_case(sub, m->cases[made].args, oracle_seed_of_case(sub, made),
		                          &cases[made]);
	if (!failed)
		failed = has_hung ? explain_hang(sub, cases) : simulate_all(sub, cases) < 0 ? -1 : 0;
	while (made > 0)
		oracle_case_free(&cases[--made]);
	free(cases);
	return failed;
}

int simulate_submission(struct submission *sub)
{
	const struct finding *fault = outcome_fault_in(&sub->outcome, STAGE_CHECK, MODE_MPI);
	bool good;
	char *said;

	if (!sub->workshop->simulator || !mode_wanted(sub, MODE_MPI) || !mode_is_built(sub, MODE_MPI) ||
	    (fault && fault->verdict != VERDICT_TIMED_OUT))
		return 0;
	int failed = build_simulated(sub, &good, &said);
	if (!failed && !good)
		tell_unbuilt(sub, said);
	else if (!failed)
		failed = simulate(sub, fault != NULL);
	free(said);
	return failed;
}
