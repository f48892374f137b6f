/* sanitize.c - races, memory errors and leaks, untimed, with the student's own
 * source lines.
 *
 * Every mode runs under AddressSanitizer with UBSan; modes whose workers share memory run
 * under ThreadSanitizer too.  (It cannot see races between processes.)  The sanitizers'
 * reports use the same channel as the program's output, so a submission could forge a
 * report against itself.  It cannot retract one, since output is stored as it arrives.
 *
 * The calls of a mode go one after another to one driver in one box.  A report belongs to
 * the call during which it appeared; reports at the end, mostly leaks, belong to all of
 * them.  A call that fails after others is repeated in a fresh box (check.c).
 *
 * The absence of a report proves nothing, since a sanitizer runs in the process that it
 * watches.  So the answers are judged here too, the box must end normally, and after the
 * last call the kit makes deliberate errors, with sizes that cannot be predicted: if these
 * are not reported, the sanitizer was silenced, and the calls do not count.
 */
#include <math.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../base/base.h"
#include "../base/parallel.h"
#include "sanitize_findings.h"
#include "worker_counts.h"

enum { CLOSE_WAIT_S = 30 };

/* The wall time that a mode has used, in both flavours together. */
struct watching {
	pthread_mutex_t lock;
	double spent_s
		[MODE_COUNT]; /* INFINITY: a call was not completed, or the limit was reported already */
};

/* --- the time it takes ---------------------------------------------------------- */

static double most_s(const struct submission *sub)
{
	return sub->job.exercise->limits.wall_s * WATCHED_CALLS_STRETCH;
}

static double spent_s(struct flavoured *side, enum mode mode, double more)
{
	pthread_mutex_lock(&side->watching->lock);
	double spent = side->watching->spent_s[mode] += more;
	pthread_mutex_unlock(&side->watching->lock);
	return spent;
}

/* --- which calls there are ---------------------------------------------------------- */

struct planned {
	size_t index; /* of the case */
	int workers;
};

/* Few workers and many take turns; a case that is alone is called with both.  The caller frees. */
static struct planned *plan_calls(const struct flavoured *side, enum mode mode, size_t *count)
{
	const struct pipeline_job *job = &side->sub->job;
	const struct manifest *m = job->exercise;
	struct planned *plan = NULL;
	size_t cases = 0, nth = 0;

	*count = 0;
	for (size_t i = 0; i < m->case_count; i++)
		cases += m->cases[i].sanitize;
	for (size_t i = 0; i < m->case_count; i++) {
		bool both = cases == 1 && mode != MODE_SERIAL && !job->only_workers;
		bool many = m->cases[i].sanitize && nth++ % 2 == 1;
		if (!side->cases[i].args)
			continue;
		*GROW(plan, *count) =
			(struct planned){i, worker_count_sanitized(job, side->flavour, mode, i, many)};
		if (both)
			*GROW(plan, *count) = (struct planned){
				i, worker_count_sanitized(job, side->flavour, mode, i, true)};
	}
	return plan;
}

/* --- a box -------------------------------------------------------------------------- */

static int open_watched_box(struct flavoured *side, enum mode mode, const struct planned *plan, size_t count,
                            struct watched_box *box)
{
	*box = (struct watched_box){.call = {
					    .sub = side->sub,
					    .program = &side->sub->program,
					    .flavour = side->flavour,
					    .purpose = CALL_SANITIZED,
					    .c = &side->cases[plan->index],
					    .mode = mode,
					    .calls = (unsigned)count,
				    }};
	for (size_t i = 0; i < count; i++) {
		const struct oracle_case *c = &side->cases[plan[i].index];
		if (c->input_bytes > box->call.input_room)
			box->call.input_room = c->input_bytes;
		if (c->answer_bytes > box->call.answer_room)
			box->call.answer_room = c->answer_bytes;
	}
	return call_open(&box->call);
}

static int judge_watched(struct flavoured *side, const struct call *call, struct watched *w)
{
	struct sightings seen = call_seen(call);
	struct judgement judgement = {.right = true};

	/* Workers are not observed here; the oracle judges by the rest. */
	if (oracle_judge(side->sub, call->c, session_answer(call->session), call->mode, w->workers, &seen,
	                 &judgement) != 0)
		return -1;
	if (!judgement.right && !judgement.late) { /* a sanitizer slows everything down */
		w->verdict = VERDICT_WRONG_ANSWER;
		w->message = xstrdup(judgement.message);
		w->hint = xstrdup(
			"Right without the sanitizer and wrong with it: does it use memory that was never "
			"set, or does it depend on who is faster?");
	}
	judgement_free(&judgement);
	return 0;
}

/* A call, its time, its end and its answer.  -1: the grader failed. */
static int make_call(struct flavoured *side, const struct planned *planned, struct watched_box *box)
{
	struct call *call = &box->call;
	struct watched *w = GROW(box->calls, box->count);
	double before = call->spent_s;

	*w = (struct watched){.case_index = planned->index, .workers = planned->workers};
	call->c = &side->cases[planned->index];
	call->workers = w->workers;
	call->patience_s = fmax(most_s(side->sub) - spent_s(side, call->mode, 0), 1);
	if (call_make(call) != 0)
		return -1;
	bool endless = call->result.end == SESSION_TIMED_OUT || call->result.end == SESSION_CPU_EXHAUSTED;
	spent_s(side, call->mode, endless ? INFINITY : call->spent_s - before);
	w->result = call->result;
	w->verdict = call_verdict(call, &w->message, &w->hint);
	w->limited = call_hit_limit(call, w->verdict);
	return w->verdict == VERDICT_CORRECT && !failed_already(side, call->mode)
	               ? judge_watched(side, call, w)
	               : 0;
}

/* End the box and get its whole output; free `own` after its last use. */
static char *end_box(struct flavoured *side, struct watched_box *box)
{
	const struct call *call = &box->call;
	const struct code *code = &call->program->code[call->flavour];
	double limit_s = side->sub->job.exercise->limits.wall_s;
	uint64_t began = clock_ns();
	struct box_result end;

	if (getentropy(&box->sequence, sizeof box->sequence) != 0)
		box->sequence = clock_ns();
	box->ended = box->calls[box->count - 1].result.end == SESSION_DONE;
	if (box->ended)
		session_close(call->session, box->sequence, fmin(CLOSE_WAIT_S, limit_s), &end);
	spent_s(side, call->mode, (double)(clock_ns() - began) * 1e-9);
	char *own = own_words(side->flavour, box->sequence);
	const char *said = session_output(call->session);
	box->said = (struct sanitizer_text){.text = said,
	                                    .bytes = strlen(said),
	                                    .files = side->sub->job.exercise->submit,
	                                    .code_from = code->from,
	                                    .code_to = code->to,
	                                    .own = own};
	find_reports(box);
	return own;
}

static void free_box(struct watched_box *box)
{
	for (size_t i = 0; i < box->count; i++) {
		free(box->calls[i].message);
		free(box->calls[i].hint);
	}
	free(box->calls);
	call_close(&box->call);
}

static bool shares_memory(enum mode mode)
{
	return mode == MODE_THREADS || mode == MODE_OPENMP;
}

/* Not mpi mode: Open MPI itself leaks, and its ranks exchange messages, not memory.
 * Skip a mode that hangs or is not written; one that is wrong or crashes may still give a
 * report. */
static bool worth_running(const struct submission *sub, enum mode mode)
{
	const struct finding *fault = outcome_fault_in(&sub->outcome, STAGE_CHECK, mode);

	return mode != MODE_MPI && mode_wanted(sub, mode) &&
	       (!fault || fault->verdict == VERDICT_WRONG_ANSWER || fault->verdict == VERDICT_CRASHED);
}

static bool concerns_mode(const struct submission *sub, enum flavour flavour, enum mode mode)
{
	return worth_running(sub, mode) && (flavour != FLAVOUR_THREAD || shares_memory(mode));
}

/* Too slow in all calls together: calls that were not made do not count as clean. */
static bool watched_too_long(struct flavoured *side, enum mode mode)
{
	double spent = spent_s(side, mode, 0);

	if (spent <= most_s(side->sub))
		return false;
	if (isinf(spent))
		return true; /* reported before */
	spent_s(side, mode, INFINITY);
	struct finding *f = new_finding(side, mode, 0, VERDICT_TIMED_OUT);
	f->message = xasprintf(
		"With sanitizers, the calls so far took more than %g s together; the others were not made.",
		most_s(side->sub));
	f->again = again_command(side->sub, mode, 0, 0);
	return true;
}

/* Make the calls of one box, up to the first that fails; *next is its index, or the end. */
static int fill_box(struct flavoured *side, const struct planned *plan, size_t count, size_t *next,
                    struct watched_box *box)
{
	while (*next < count) {
		if (make_call(side, &plan[*next], box) != 0)
			return -1;
		if (box->calls[box->count - 1].verdict != VERDICT_CORRECT)
			return 0;
		++*next;
		if (spent_s(side, box->call.mode, 0) > most_s(side->sub))
			return 0;
	}
	return 0;
}

static int sanitize_mode(struct flavoured *side, enum mode mode)
{
	size_t count, next = 0;
	struct planned *plan = plan_calls(side, mode, &count);
	struct watched_box before = {0}; /* whose last call is repeated */
	int failed = 0;

	while (!failed && next < count && !sanitize_failed(&side->found, mode) &&
	       !watched_too_long(side, mode)) {
		struct watched_box box;
		bool again = false;
		failed = open_watched_box(side, mode, &plan[next], count - next, &box) != 0 ||
		                         fill_box(side, plan, count, &next, &box) != 0
		                 ? -1
		                 : 0;
		if (!failed) {
			char *own = end_box(side, &box);
			tell_again(side, &before, &box);
			tell_box(side, &box, &again);
			free(own);
			next += !again && box.calls[box.count - 1].verdict != VERDICT_CORRECT;
		}
		free_box(&before);
		before = (struct watched_box){0};
		if (again)
			before = box;
		else
			free_box(&box);
	}
	if (before.count > 0 && !failed) /* there was no time to repeat it */
		add_bad_call(side, mode, &before.calls[before.count - 1]);
	free_box(&before);
	free(plan);
	return failed;
}

/* The plain flavour compiled.  Code that only a sanitizer's compiler refuses costs nothing,
 * but it must not avoid the sanitizer either: the mode stays open until a person has
 * checked it. */
static void add_unbuilt(struct flavoured *side, enum mode mode, const char *said)
{
	struct finding *f = outcome_add_finding(&side->found);

	f->stage = STAGE_BUILD;
	f->mode = mode;
	f->verdict = VERDICT_NOT_MEASURABLE;
	f->message =
		xasprintf("%s does not build with %s, so errors cannot be ruled out; a person must look.",
	                  side->sub->job.exercise->submit[0], sanitizer_name(side->flavour));
	f->detail = xstrdup(said);
}

/* Archer is part of LLVM's OpenMP runtime. */
static bool lacks_archer(const struct flavoured *side, enum mode mode)
{
	return side->flavour == FLAVOUR_THREAD && mode == MODE_OPENMP && !side->sub->workshop->archer;
}

static void add_unwatched(struct flavoured *side, enum mode mode)
{
	struct finding *f = outcome_add_finding(&side->found);

	f->stage = STAGE_SANITIZE;
	f->mode = mode;
	f->verdict = VERDICT_NOT_MEASURABLE;
	f->message = xstrdup("Data races were not looked for: LLVM's OpenMP runtime is missing here.");
	f->hint = xstrdup("Install it if you can: apt-get install clang libomp-dev");
}

/* The cases that are sanitized; the others stay without args. */
static int make_cases(struct flavoured *side)
{
	struct submission *sub = side->sub;
	const struct manifest *m = sub->job.exercise;
	int failed = 0;

	side->cases = xcalloc(m->case_count, sizeof *side->cases);
	for (size_t i = 0; !failed && i < m->case_count; i++)
		if (m->cases[i].sanitize && (!sub->job.only_case || (size_t)sub->job.only_case == i + 1))
			failed = oracle_make_case(sub, m->cases[i].args, oracle_seed_of_case(sub, i),
			                          &side->cases[i]);
	return failed;
}

static void free_cases(struct flavoured *side)
{
	for (size_t i = 0; side->cases && i < side->sub->job.exercise->case_count; i++)
		if (side->cases[i].args)
			oracle_case_free(&side->cases[i]);
	free(side->cases);
}

static int sanitize_flavour(void *context, size_t index)
{
	struct flavoured *side = (struct flavoured *)context + index;
	struct submission *sub = side->sub;
	bool good;
	char *said;
	int failed =
		build_program(sub->workshop, sub->job.exercise, &sub->program, side->flavour, &good, &said);

	if (!failed && good)
		failed = make_cases(side);
	for (int mode = 0; !failed && mode < MODE_COUNT; mode++) {
		if (!concerns_mode(sub, side->flavour, (enum mode)mode))
			continue;
		if (good && lacks_archer(side, (enum mode)mode))
			add_unwatched(side, (enum mode)mode);
		else if (good)
			failed = sanitize_mode(side, (enum mode)mode);
		else
			add_unbuilt(side, (enum mode)mode, said);
	}
	free(said);
	free_cases(side);
	return failed;
}

int sanitize_submission(struct submission *sub)
{
	struct watching watching = {.lock = PTHREAD_MUTEX_INITIALIZER};
	struct flavoured sides[] = {{.sub = sub, .flavour = FLAVOUR_THREAD, .watching = &watching},
	                            {.sub = sub, .flavour = FLAVOUR_ADDRESS, .watching = &watching}};
	bool any = false, shared = false;

	for (int mode = 0; mode < MODE_COUNT; mode++) {
		any |= worth_running(sub, (enum mode)mode);
		shared |= worth_running(sub, (enum mode)mode) && shares_memory((enum mode)mode);
	}
	size_t first = shared ? 0 : 1, count = any ? ARRAY_LENGTH(sides) - first : 0;
	int failed = parallel_run(sub->job.jobs, count, sanitize_flavour, sides + first);
	for (size_t i = 0; i < ARRAY_LENGTH(sides); i++)
		outcome_take_findings(&sub->outcome, &sides[i].found);
	return failed;
}
