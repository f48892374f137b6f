/* check.c - is it right?  Every case of the manifest, in every mode, at every
 * worker count, judged by the oracle.
 *
 * Cases and worker counts are run in the manifest's order, smallest first, so that the
 * first that fails is the counter-example to show.  A mode that crashes, hangs or is not
 * written yet is not tried again: its further cases would show the same, and a hang costs
 * its whole limit each time.  Nor is one that was wrong several times.
 *
 * The calls of a mode go one after another to one driver in one box (the contract says that
 * functions may be called again); an observed case ends its box, so it gets a separate one.
 * A call that failed after others is not reported yet: it is repeated in a fresh box, which
 * later calls then share.  In mpi mode a box has a number of ranks, so the calls go by that number.  If it is right there, an earlier call has left something behind,
 * which is a fault too; but if calls only reached a limit together, that is a leak.
 */
#include <stdlib.h>
#include <string.h>

#include "../base/base.h"
#include "../base/file.h"
#include "../base/parallel.h"
#include "../measure/observe.h"
#include "call.h"
#include "worker_counts.h"

enum { LATE_TRIES = 4 };    /* more */
enum { FILL_TRIES = 2 };    /* with memory filled, and as many without */
enum { WRONG_ENOUGH = 6 };  /* wrong answers of a mode */
enum { BOXES_RENEWED = 3 }; /* after that each call gets a separate box */
enum { CALLS_NAMED = 3 };   /* of those made before in the same process */
/* The second wait for a call that has hung, as a fraction of its limit. */
static const double second_patience = 0.1;

/* A call that was made. */
struct made {
	size_t index;
	int workers;
};

/* One mode's part of the stage: modes run side by side. */
struct checking {
	struct submission *sub;
	const struct oracle_case *cases;
	enum mode mode;
	struct outcome found; /* findings only: of the cases ... */
	struct outcome left;  /* ... and of what calls left behind */
	double spent_s;       /* in all calls so far */
	struct call call;     /* the box that calls share; session NULL: there is none */
	struct made *made;    /* the calls in it */
	size_t made_count;
	int wrong;   /* answers */
	int renewed; /* boxes that were opened to repeat a call */
	bool alone;  /* each call gets a separate box */
};

/* --- the box that calls share ------------------------------------------------ */

static void close_box(struct checking *one)
{
	call_close(&one->call);
	one->made_count = 0;
}

static unsigned calls_of(const struct manifest *m)
{
	unsigned calls = 0;

	for (size_t i = 0; i < m->case_count; i++)
		calls += worker_counts_most(&m->cases[i]);
	return calls;
}

/* All boxes have room for the largest case, so the size reveals nothing about the case. */
static int open_box(struct checking *one, const struct oracle_case *c, int workers)
{
	const struct manifest *m = one->sub->job.exercise;

	one->call = (struct call){
		.sub = one->sub,
		.program = &one->sub->program,
		.purpose = CALL_CHECKED,
		.c = c,
		.mode = one->mode,
		.workers = workers,
		.calls = one->alone ? 1 : calls_of(m),
	};
	for (size_t i = 0; i < m->case_count; i++) {
		const struct oracle_case *other = &one->cases[i];
		if (other->input_bytes > one->call.input_room)
			one->call.input_room = other->input_bytes;
		if (other->answer_bytes > one->call.answer_room)
			one->call.answer_room = other->answer_bytes;
	}
	return call_open(&one->call);
}

/* --- a call ------------------------------------------------------------------ */

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

/* Nobody reads it, and it takes time when calls are timed. */
static void tell_printing(const struct call *call, struct finding *f)
{
	size_t bytes = call->result.output_to - call->result.output_from;

	if (bytes == 0 || call->result.output_to < call->result.output_from)
		return;
	free(f->message);
	f->message = xstrdup(PRINTS_IN_CALLS);
	f->detail = xasprintf("%zu bytes in one call of %s mode", bytes, mode_name(f->mode));
}

/* The finding of a call that was made.  -1: the grader failed. */
static int conclude(struct checking *one, const struct call *call, const struct sightings *seen,
                    struct finding *f, bool *late)
{
	f->verdict = call_verdict(call, &f->message, &f->hint);
	if (f->verdict == VERDICT_CORRECT) {
		int failed = judge_case(one->sub, call->c, call->session, seen, f, late);
		if (!failed && f->verdict == VERDICT_CORRECT)
			tell_printing(call, f);
		return failed;
	}
	char *printed = call_printed(call);
	if (printed)
		f->detail = xasprintf("it printed:\n%.2000s", printed);
	free(printed);
	return 0;
}

/* A call in a separate box, observed from outside.  -1: the grader failed. */
static int call_observed(struct checking *one, size_t index, struct finding *f, bool *late)
{
	struct call call = {
		.sub = one->sub,
		.program = &one->sub->program,
		.purpose = CALL_CHECKED,
		.c = &one->cases[index],
		.mode = f->mode,
		.workers = f->workers,
	};
	struct observed observed = {0};
	int failed = call_open(&call) != 0 || call_make_observed(&call, 0, NULL, &observed) != 0 ? -1 : 0;
	struct sightings seen = call_seen(&call);

	one->spent_s += call.spent_s;
	seen.observed = true;
	seen.processes = observed.processes;
	seen.threads = observed.threads;
	seen.most_processes = observed.most_processes;
	seen.most_threads = observed.most_threads;
	seen.worker_cpu_s = f->mode == MODE_FORK ? observed.process_cpu_s : observed.thread_cpu_s;
	seen.worker_count = f->mode == MODE_FORK ? observed.processes : observed.threads;
	if (seen.worker_count > OBSERVED_EACH)
		seen.worker_count = OBSERVED_EACH;
	if (!failed)
		failed = conclude(one, &call, &seen, f, late);
	call_close(&call);
	return failed;
}

/* A call in the shared box, or in a fresh one if there is none.  Where children are left behind
 * (the sanitizer's run counts them) the next call shall neither meet them nor their number. */
static int call_shared(struct checking *one, size_t index, double patience_s, struct finding *f, bool *late)
{
	struct call *call = &one->call;

	if (call->session && one->mode == MODE_MPI && call->workers != f->workers)
		close_box(one);
	if (!call->session && open_box(one, &one->cases[index], f->workers) != 0)
		return -1;
	double spent = call->spent_s;
	call->c = &one->cases[index];
	call->workers = f->workers;
	call->patience_s = patience_s;
	*GROW(one->made, one->made_count) = (struct made){index, f->workers};
	int failed = call_make(call);
	one->spent_s += call->spent_s - spent;
	struct sightings seen = call_seen(call);
	if (!failed)
		failed = conclude(one, call, &seen, f, late);
	bool answered = call->result.end == SESSION_DONE && call->result.returned == 0 &&
	                !call->result.child_returned;
	if (failed || one->alone || !answered || call->result.children_left > 0)
		call_close(call); /* its calls are remembered until the next is opened */
	return failed;
}

static void forget_words(struct finding *f)
{
	free(f->message);
	free(f->hint);
	free(f->detail);
	f->message = f->hint = f->detail = NULL;
}

/* --- right when called first, wrong when called again ---------------------------- */

static char *calls_in_words(const struct checking *one, const struct made *made, size_t count)
{
	const struct manifest *m = one->sub->job.exercise;
	struct text words;
	FILE *to = text_open(&words);

	size_t first = count > CALLS_NAMED ? count - CALLS_NAMED : 0;
	if (first > 0)
		fprintf(to, "%zu calls, the last of them ", count);
	for (size_t i = first; i < count; i++) {
		fprintf(to, "%s%s with %d worker%s", i > first ? ", " : "", m->cases[made[i].index].name,
		        made[i].workers, made[i].workers == 1 ? "" : "s");
	}
	return text_close(&words);
}

/* What earlier calls left behind filled the box. */
static void add_leak(struct checking *one, const struct finding *seen, const char *calls)
{
	struct finding *f = outcome_add_finding(&one->left);

	f->stage = STAGE_SANITIZE;
	f->mode = one->mode;
	f->workers = seen->workers;
	f->case_name = xstrdup(seen->case_name);
	f->verdict = VERDICT_LEAK;
	f->message =
		xasprintf("Calls leave something behind, and together that reached a limit: right when it is "
	                  "called first in a process; called after %s: %s",
	                  calls, seen->message);
	f->hint = xstrdup(
		"Before it returns, a function waits for its children, joins its threads, closes what it "
		"opened and frees what it allocated.");
	f->again = again_command(one->sub, one->mode, one->sub->job.only_case, one->sub->job.only_workers);
}

/* `seen` is the result after `calls`; f the result as the first call in a process, which
 * was right. */
static void add_again(struct checking *one, struct finding *f, const struct finding *seen, const char *calls)
{
	f->verdict = seen->verdict;
	called_again_words(f, seen->message, calls);
	f->detail = seen->detail ? xstrdup(seen->detail) : NULL;
	f->again = again_command(one->sub, one->mode, one->sub->job.only_case, one->sub->job.only_workers);
}

/* It hung, and the second wait was shorter. */
static void tell_both_waits(struct finding *f, const struct finding *seen, double patience_s)
{
	free(f->message);
	f->message = xasprintf("%s Called first in a process it gave none within %g s either.", seen->message,
	                       patience_s);
}

/* The calls of `earlier` and then one more, of the model solution (cross_check.c), in one box. */
struct same_calls {
	const struct checking *of;
	const struct made *made;
	size_t count;
};

static int run_case(struct checking *one, size_t index, bool observe, struct finding *f);

static void checking_free(struct checking *one)
{
	close_box(one);
	free(one->made);
	outcome_free(&one->found);
	outcome_free(&one->left);
}

static int run_model(void *context, struct submission *model, struct finding *f)
{
	const struct same_calls *same = context;
	const struct manifest *m = model->job.exercise;
	struct checking one = {.sub = model, .cases = same->of->cases, .mode = f->mode};
	int failed = 0;

	for (size_t i = 0; !failed && i < same->count; i++) {
		forget_words(f);
		f->workers = same->made[i].workers;
		failed = run_case(&one, same->made[i].index, m->cases[same->made[i].index].observe, f);
		if (f->verdict != VERDICT_CORRECT)
			break;
	}
	checking_free(&one);
	return failed;
}

static int cross_check(struct checking *one, const struct finding *f, const struct made *made, size_t count)
{
	struct same_calls same = {one, made, count};
	char *calls = calls_in_words(one, made, count - 1);
	int failed =
		cross_check_call(one->sub, f, &one->cases[made[count - 1].index], calls, run_model, &same);

	free(calls);
	return failed;
}

/* The last call of several in the box failed with `seen`: repeat it as the first call in a
 * process. */
static int call_again(struct checking *one, size_t index, const struct finding *seen, bool was_late,
                      bool limited, struct finding *f)
{
	double limit_s = one->call.limits.wall_s;
	double patience_s = seen->verdict == VERDICT_TIMED_OUT ? limit_s * second_patience : 0;
	struct made *made = one->made;
	size_t count = one->made_count;
	bool late = true;
	int failed = 0;

	one->made = NULL;
	call_close(&one->call);
	one->alone |= ++one->renewed >= BOXES_RENEWED;
	for (int try = 0; !failed && late && try <= LATE_TRIES; try++) {
		forget_words(f);
		late = false;
		close_box(one);
		failed = call_shared(one, index, patience_s, f, &late);
	}
	char *calls = calls_in_words(one, made, count - 1);
	if (!failed && f->verdict == VERDICT_TIMED_OUT && patience_s > 0) {
		tell_both_waits(f, seen, patience_s);
	} else if (!failed && f->verdict == VERDICT_CORRECT && !was_late) {
		if (limited) {
			add_leak(one, seen, calls);
		} else {
			failed = cross_check(one, seen, made, count);
			forget_words(f);
			add_again(one, f, seen, calls);
			one->alone = true; /* else each further call would report it */
		}
	}
	free(calls);
	free(made);
	return failed;
}

/* --- a case -------------------------------------------------------------------- */

static int run_once(struct checking *one, size_t index, bool observe, struct finding *f, bool *late)
{
	*late = false;
	if (observe)
		return call_observed(one, index, f, late);
	if (one->alone || !one->call.session)
		close_box(one);
	return call_shared(one, index, 0, f, late);
}

/* Run one case.  An answer that is only late may be due to a busy machine: try again. */
static int run_case(struct checking *one, size_t index, bool observe, struct finding *f)
{
	bool late = false;
	int failed = run_once(one, index, observe, f, &late);

	if (!failed && f->verdict != VERDICT_CORRECT && !observe && one->made_count > 1) {
		struct finding seen = *f;
		f->message = f->hint = f->detail = NULL;
		failed = call_again(one, index, &seen, late, call_hit_limit(&one->call, seen.verdict), f);
		forget_words(&seen);
		return failed;
	}
	for (int again = 0; !failed && late && again < LATE_TRIES; again++) {
		forget_words(f);
		close_box(one);
		failed = run_once(one, index, observe, f, &late);
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

/* One call in a separate box.  -1: the grader failed. */
static int call_alone(struct checking *one, size_t index, bool unfilled, struct finding *f)
{
	struct call call = {
		.sub = one->sub,
		.program = &one->sub->program,
		.purpose = CALL_CHECKED,
		.c = &one->cases[index],
		.mode = f->mode,
		.workers = f->workers,
		.unfilled = unfilled,
	};
	bool late = false;
	int failed = call_open(&call) != 0 || call_make(&call) != 0 ? -1 : 0;
	struct sightings seen = call_seen(&call);

	forget_words(f);
	if (!failed)
		failed = conclude(one, &call, &seen, f, &late);
	call_close(&call);
	return failed;
}

/* In check, memory that was never written is filled (kit/protocol.h).  Does it go wrong just
 * because of that?  Each is tried more than once: luck could look the same. */
static int blame_unset_memory(struct checking *one, size_t index, struct finding *f)
{
	struct finding tried = {.mode = f->mode, .workers = f->workers};
	bool depends = true;
	int failed = 0;

	for (int i = 0; !failed && depends && i < 2 * FILL_TRIES; i++) {
		bool unfilled = i % 2 == 0;
		failed = call_alone(one, index, unfilled, &tried);
		depends = (tried.verdict == VERDICT_CORRECT) == unfilled;
	}
	forget_words(&tried);
	if (failed || !depends)
		return failed;
	size_t bytes = strlen(f->message);
	char *longer = xasprintf(
		"%s%s It is right if memory that was never written happens to be 0, which it need not be.",
		f->message, bytes > 0 && f->message[bytes - 1] == '.' ? "" : ".");
	free(f->message);
	free(f->hint);
	f->message = longer;
	f->hint = xstrdup(
		"malloc, realloc and local variables start with arbitrary content: set it, or use calloc.");
	return 0;
}

static bool may_be_unset_memory(const struct checking *one, const struct finding *f, bool observe)
{
	return !observe && one->wrong == 0 &&
	       (f->verdict == VERDICT_WRONG_ANSWER || f->verdict == VERDICT_CRASHED);
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
	if (run_case(one, index, asked->observe, f) != 0)
		return -1;
	struct made made = {index, workers};
	if (f->verdict != VERDICT_CORRECT && !f->again && cross_check(one, f, &made, 1) != 0)
		return -1;
	if (may_be_unset_memory(one, f, asked->observe) && blame_unset_memory(one, index, f) != 0)
		return -1;
	*verdict = f->verdict;
	name_the_case(f, c, f->verdict == VERDICT_WRONG_ANSWER || f->verdict == VERDICT_NOT_ATTEMPTED);
	if (f->verdict != VERDICT_CORRECT && !f->again)
		f->again = again_command(one->sub, one->mode, (int)index + 1, workers);
	return 0;
}

static bool pointless_to_go_on(struct checking *one, enum verdict v)
{
	one->wrong += v == VERDICT_WRONG_ANSWER;
	return one->wrong >= WRONG_ENOUGH || (v != VERDICT_CORRECT && v != VERDICT_WRONG_ANSWER);
}

/* No single call was too slow, but all together were. */
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
		xasprintf("The cases so far took more than %g s together; the others were not run.", most);
	f->hint = xstrdup("Small cases should take milliseconds: does it wait for something?");
	f->again = again_command(one->sub, one->mode, 0, 0);
	return true;
}

static int by_workers(const void *a, const void *b)
{
	const struct made *x = a, *y = b;

	if (x->workers != y->workers)
		return x->workers < y->workers ? -1 : 1;
	return (x->index > y->index) - (x->index < y->index);
}

/* The calls in their order; caller frees. */
static struct made *plan_calls(const struct checking *one, size_t *count)
{
	const struct pipeline_job *job = &one->sub->job;
	struct made *plan = NULL;

	*count = 0;
	for (size_t i = 0; i < job->exercise->case_count; i++) {
		size_t many;
		if (job->only_case && (size_t)job->only_case != i + 1)
			continue;
		int *counts = worker_counts_checked(job, one->mode, i, &many);
		for (size_t k = 0; k < many; k++)
			*GROW(plan, *count) = (struct made){i, counts[k]};
		free(counts);
	}
	if (one->mode == MODE_MPI && *count > 0)
		qsort(plan, *count, sizeof *plan, by_workers);
	return plan;
}

static int check_cases(struct checking *one)
{
	size_t count;
	struct made *plan = plan_calls(one, &count);
	bool over = false;
	int failed = 0;

	for (size_t i = 0; !failed && !over && i < count; i++) {
		enum verdict v;
		failed = check_case(one, plan[i].index, plan[i].workers, &v);
		over = !failed && (pointless_to_go_on(one, v) || out_of_time(one));
	}
	free(plan);
	return failed;
}

static int check_mode(void *context, size_t index)
{
	struct checking *one = (struct checking *)context + index;
	int failed = check_cases(one);

	close_box(one);
	return failed;
}

static int check_modes(struct submission *sub, const struct oracle_case *cases)
{
	struct checking modes[MODE_COUNT] = {0};
	size_t count = 0;

	for (int mode = 0; mode < MODE_COUNT; mode++)
		if (mode_wanted(sub, (enum mode)mode) && mode_is_built(sub, (enum mode)mode))
			modes[count++] =
				(struct checking){.sub = sub, .cases = cases, .mode = (enum mode)mode};
	int failed = parallel_run(sub->job.jobs, count, check_mode, modes);
	for (size_t i = 0; i < count; i++) {
		outcome_take_findings(&sub->outcome, &modes[i].found);
		outcome_take_findings(&sub->outcome, &modes[i].left);
		checking_free(&modes[i]);
	}
	return failed;
}

int check_submission(struct submission *sub)
{
	const struct manifest *m = sub->job.exercise;
	struct oracle_case *cases = xcalloc(m->case_count, sizeof *cases);
	size_t made = 0;
	int failed = 0;

	for (; !failed && made < m->case_count; made += !failed)
		failed = oracle_make_case(sub, m->cases[made].args, oracle_seed_of_case(sub, made),
		                          &cases[made]);
	failed = failed || check_modes(sub, cases) != 0 ? -1 : 0;
	while (made > 0)
		oracle_case_free(&cases[--made]);
	free(cases);
	return failed;
}
