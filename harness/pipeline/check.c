/* check.c - is it right?  Every case of the manifest, in every mode, at every
 * worker count, each in a box of its own, judged by the oracle.
 *
 * Cases and worker counts are run in the manifest's order, smallest first, so
 * that the first that fails is the counter-example to show.  A mode that
 * crashes, hangs or is not written yet is not tried again: its further cases
 * would say the same, and a hang costs its whole limit each time.
 */
#include <stdlib.h>
#include <string.h>

#include "../base/base.h"
#include "../base/file.h"
#include "../base/parallel.h"
#include "../measure/observe.h"
#include "call.h"

enum { LATE_TRIES = 4 }; /* more */

/* One call, watched from outside if the case asks for it.  -1: the grader failed. */
static int make_watched(struct call *call, bool observe, struct sightings *seen)
{
	struct observed observed = {0};
	int failed = call_open(call);

	if (!failed)
		failed = observe ? call_make_observed(call, 0, &observed) : call_make(call);
	*seen = call_seen(call);
	seen->observed = observe;
	seen->processes = observed.processes;
	seen->threads = observed.threads;
	seen->most_processes = observed.most_processes;
	seen->most_threads = observed.most_threads;
	return failed;
}

static int judge_case(struct submission *sub, const struct oracle_case *c, struct session *session,
                      const struct sightings *seen, struct finding *f, bool *late)
{
	struct judgement judgement;
	int failed = oracle_judge(sub, c, session_answer(session), f->mode, f->workers, seen, &judgement);

	f->verdict = judgement.right ? VERDICT_CORRECT : VERDICT_WRONG_ANSWER;
	*late = judgement.late;
	f->message = judgement.message;
	f->hint = judgement.hint;
	return failed;
}

/* One mode's part of the stage: modes run side by side. */
struct checking {
	struct submission *sub;
	const struct oracle_case *cases;
	enum mode mode;
	struct outcome found; /* findings only */
	double spent_s;       /* in all calls so far */
};

/* Run one case once and judge it; fills the finding.  -1: the grader failed. */
static int run_once(struct checking *one, const struct oracle_case *c, bool observe, struct finding *f,
                    bool *late)
{
	struct submission *sub = one->sub;
	struct call call = {
		.sub = sub,
		.program = &sub->program,
		.purpose = CALL_CHECKED,
		.c = c,
		.mode = f->mode,
		.workers = f->workers,
	};
	struct sightings seen;
	int failed = make_watched(&call, observe, &seen);

	one->spent_s += call.spent_s;
	if (!failed) {
		f->verdict = call_verdict(&call, &f->message, &f->hint);
		if (f->verdict == VERDICT_CORRECT)
			failed = judge_case(sub, c, call.session, &seen, f, late);
		else if (*session_output(call.session))
			f->detail = xasprintf("it printed:\n%.2000s", session_output(call.session));
	}
	call_close(&call);
	return failed;
}

/* Run one case.  An answer that is only late may be due to a busy machine: try again. */
static int run_case(struct checking *one, const struct oracle_case *c, bool observe, struct finding *f)
{
	bool late = false;
	int failed = run_once(one, c, observe, f, &late);

	for (int again = 0; !failed && late && again < LATE_TRIES; again++) {
		free(f->message);
		free(f->hint);
		f->message = f->hint = NULL;
		late = false;
		failed = run_once(one, c, observe, f, &late);
	}
	return failed;
}

/* The message of a judgement names the case; that of an ended run does not. */
static void name_the_case(struct finding *f, const struct oracle_case *c, bool judged)
{
	if (!f->message || judged)
		return;
	char *longer = f->workers > 1
	                       ? xasprintf("For %s with %d workers: %s", c->args, f->workers, f->message)
	                       : xasprintf("For %s: %s", c->args, f->message);

	free(f->message);
	f->message = longer;
}

/* The same call with the model solution (vouch.c). */
struct same_call {
	const struct oracle_case *c;
	bool observe;
};

static int run_model(void *context, struct submission *model, struct finding *f)
{
	const struct same_call *same = context;
	struct checking one = {.sub = model, .mode = f->mode};

	return run_case(&one, same->c, same->observe, f);
}

static int check_case(struct checking *one, size_t index, int workers, enum verdict *verdict)
{
	const struct manifest_case *asked = &one->sub->job.exercise->cases[index];
	const struct oracle_case *c = &one->cases[index];
	struct finding *f = outcome_add_finding(&one->found);

	f->stage = STAGE_CHECK;
	f->mode = one->mode;
	f->workers = workers;
	f->case_name = xstrdup(asked->name);
	if (run_case(one, c, asked->observe, f) != 0)
		return -1;
	struct same_call same = {c, asked->observe};
	if (f->verdict != VERDICT_CORRECT && vouch_call(one->sub, f, c, run_model, &same) != 0)
		return -1;
	*verdict = f->verdict;
	name_the_case(f, c, f->verdict == VERDICT_WRONG_ANSWER || f->verdict == VERDICT_NOT_ATTEMPTED);
	if (f->verdict != VERDICT_CORRECT)
		f->again = again_command(one->sub, one->mode, (int)index + 1, workers);
	return 0;
}

static bool pointless_to_go_on(enum verdict v)
{
	return v != VERDICT_CORRECT && v != VERDICT_WRONG_ANSWER;
}

/* No single call was too slow, but all of them together were. */
static bool out_of_time(struct checking *one)
{
	double most = one->sub->job.exercise->limits.wall_s * CALLS_STRETCH;

	if (one->spent_s <= most)
		return false;
	struct finding *f = outcome_add_finding(&one->found);
	f->stage = STAGE_CHECK;
	f->mode = one->mode;
	f->verdict = VERDICT_TIMED_OUT;
	f->message =
		xasprintf("The cases so far took more than %g s together; the rest was not tried.", most);
	f->hint = xstrdup("Small cases should take milliseconds: does it wait for something?");
	f->again = again_command(one->sub, one->mode, 0, 0);
	return true;
}

static int check_mode(void *context, size_t index)
{
	struct checking *one = (struct checking *)context + index;
	const struct pipeline_job *job = &one->sub->job;
	const struct manifest *m = job->exercise;
	/* A number that was asked for holds for every case, whatever the manifest lists. */
	const unsigned only = one->mode == MODE_SERIAL ? 1 : (unsigned)job->only_workers;

	for (size_t i = 0; i < m->case_count; i++) {
		const struct manifest_case *c = &m->cases[i];
		const unsigned *workers = only ? &only : c->workers;
		unsigned count = only ? 1 : c->worker_count;

		if (job->only_case && (size_t)job->only_case != i + 1)
			continue;
		for (unsigned k = 0; k < count; k++) {
			enum verdict v;
			if (check_case(one, i, (int)workers[k], &v) != 0)
				return -1;
			if (pointless_to_go_on(v) || out_of_time(one))
				return 0;
		}
	}
	return 0;
}

static int check_modes(struct submission *sub, const struct oracle_case *cases)
{
	struct checking modes[MODE_COUNT] = {0};
	size_t count = 0;

	for (int mode = 0; mode < MODE_COUNT; mode++)
		if (mode_wanted(sub, (enum mode)mode))
			modes[count++] =
				(struct checking){.sub = sub, .cases = cases, .mode = (enum mode)mode};
	int failed = parallel_run(sub->job.jobs, count, check_mode, modes);
	for (size_t i = 0; i < count; i++)
		outcome_take_findings(&sub->outcome, &modes[i].found);
	return failed;
}

int check_submission(struct submission *sub)
{
	const struct manifest *m = sub->job.exercise;
	struct oracle_case *cases = xcalloc(m->case_count, sizeof *cases);
	size_t made = 0;
	int failed = 0;

	for (; !failed && made < m->case_count; made += !failed)
		failed = oracle_make_case(sub, m->cases[made].args, oracle_seed_of_case(m, made),
		                          &cases[made]);
	failed = failed || check_modes(sub, cases) != 0 ? -1 : 0;
	while (made > 0)
		oracle_case_free(&cases[--made]);
	free(cases);
	return failed;
}
