/* census.c - did workers work at the same time, and as many as were asked for?  Observed
 * from outside, untimed and exactly (measure/observe.h), for modes that were right.
 *
 * It does not judge speed: workers that wait for each other most of the time still
 * count.  A mode is not parallel only if there were no workers, or one worked at a
 * time.  The caller may be a worker or only coordinate, so one more or less is as asked.
 */
#include <stdlib.h>
#include <string.h>

#include "../base/base.h"
#include "../measure/observe.h"
#include "call.h"
#include "worker_counts.h"

/* A worker uses at least this part of an equal share of the CPU time. */
static const double fair_share = 0.1;
enum { PARALLEL_LEAST = 2, LOOKS_MAX = 3, FAILURES_BELIEVED = 2 };

/* In mpi mode: the kit's process that hands over to rank 0, and mpirun. */
enum { LAUNCHERS = 2 };

static bool uses_processes(enum mode mode)
{
	return mode == MODE_FORK || mode == MODE_MPI;
}

static int created_by(const struct census *c)
{
	return uses_processes(c->mode) ? c->processes : c->threads;
}

static int most_alive(const struct census *c)
{
	return uses_processes(c->mode) ? c->most_processes : c->most_threads;
}

static bool is_parallel(const struct census *c)
{
	return c->working >= PARALLEL_LEAST;
}

static bool is_as_asked(const struct census *c)
{
	return is_parallel(c) && created_by(c) >= c->workers - 1 && most_alive(c) <= c->workers + 1;
}

/* They work side by side, but there are too many or too few of them. */
static void write_miscount(const struct manifest *m, const struct census *c, struct finding *f)
{
	const char *kind = uses_processes(c->mode) ? "processes" : "threads";
	bool few = created_by(c) < c->workers - 1;

	f->verdict = VERDICT_WRONG_ANSWER;
	f->message = xasprintf(
		"The answers are right, but with %d workers asked for (%s), %s%d %s, the caller's among them.",
		c->workers, m->census_args, few ? "there were only " : "at one moment there were ",
		few ? created_by(c) + 1 : most_alive(c), kind);
	f->hint = xasprintf("The argument `workers` of %s_%s says how many are to work side by side: the "
	                    "caller and %d more, or the caller, who only waits, and %d more.",
	                    m->name, mode_name(c->mode), c->workers - 1, c->workers);
}

static void write_idleness(const struct manifest *m, const struct census *c, struct finding *f)
{
	const char *kind = uses_processes(c->mode) ? "processes" : "threads";
	int created = created_by(c);

	f->verdict = VERDICT_NOT_PARALLEL;
	if (c->mode == MODE_MPI)
		f->message = xasprintf(
			"The answers are right, but of %d ranks (%s) no two did a fair share of the "
			"work at the same time.",
			c->workers, m->census_args);
	else if (created == 0)
		f->message = xasprintf(
			"The answers are right, but without workers: %d were requested (%s), and no %s "
			"were started.",
			c->workers, m->census_args, kind);
	else
		f->message = xasprintf(
			"The answers are right, but of %d %s that were started (%d workers asked for, %s) no "
			"two did a fair share of the work at the same time.",
			created, kind, c->workers, m->census_args);
	f->hint = xasprintf(
		created == 0 || c->mode == MODE_MPI
			? "Write the parallel part of %s_%s: share the work out among the workers."
			: "Start all workers of %s_%s first, and only then wait for the first of them.",
		m->name, mode_name(c->mode));
}

static void write_verdict(struct submission *sub, const struct census *c)
{
	const struct manifest *m = sub->job.exercise;
	struct finding *f = outcome_add_finding(&sub->outcome);

	f->stage = STAGE_CENSUS;
	f->mode = c->mode;
	f->workers = c->workers;
	f->verdict = VERDICT_CORRECT;
	if (is_as_asked(c))
		return;
	if (is_parallel(c))
		write_miscount(m, c, f);
	else
		write_idleness(m, c, f);
	f->again = again_command(sub, c->mode, 0, 0);
}

static struct census census_of(const struct call *call, const struct observed *seen)
{
	const int launchers = call->mode == MODE_MPI ? LAUNCHERS : 0;

	return (struct census){
		.mode = call->mode,
		.workers = call->workers,
		.processes = seen->processes - launchers,
		.threads = seen->threads,
		.most_processes = seen->most_processes - launchers,
		.most_threads = seen->most_threads,
		.working = uses_processes(call->mode) ? seen->working_processes : seen->working_threads,
		.cpu_s = seen->cpu_s,
	};
}

/* Report children that a signal ended before the consequences. */
static char *killed_words(const struct observed *seen)
{
	if (seen->killed == 0)
		return xstrdup("");
	return xasprintf("%d child process%s killed by SIG%s. ", seen->killed,
	                 seen->killed == 1 ? " was" : "es were", sigabbrev_np(seen->killed_by));
}

static void tell_failure(const struct submission *asked, const struct call *call, const struct observed *seen,
                         struct finding *f)
{
	char *killed = killed_words(seen), *message = f->message;

	f->message = xasprintf("For %s with %d workers, while it was watched: %s%s", call->c->args,
	                       call->workers, killed, message ? message : "");
	f->again = again_command(asked, call->mode, 0, asked->job.only_workers);
	free(message);
	free(killed);
}

/* A mode that was right in every case may fail here: a finding like any other. */
static int judge_look(struct submission *sub, const struct call *call, struct finding *f)
{
	struct sightings sightings = call_seen(call);
	struct judgement judgement = {0};
	int failed = 0;

	f->verdict = call_verdict(call, &f->message, &f->hint);
	if (f->verdict != VERDICT_CORRECT)
		return 0;
	failed = oracle_judge(sub, call->c, session_answer(call->session), call->mode, call->workers,
	                      &sightings, &judgement);
	if (!failed && !judgement.right && !judgement.late) { /* being watched makes everybody late */
		f->verdict = VERDICT_WRONG_ANSWER;
		f->message = judgement.message;
		f->hint = judgement.hint;
		judgement = (struct judgement){0};
	}
	judgement_free(&judgement);
	return failed;
}

/* Results have to be sent, so of all processes only one has what the answer is in: in fork mode the
 * first, in mpi mode one of those that are observed as workers. */
static bool is_sharing(const struct call *call, const struct observed *seen)
{
	return call->mode == MODE_MPI ? seen->sharing > 1 : call->mode == MODE_FORK && seen->sharing > 0;
}

static void tell_sharing(const struct call *call, const struct observed *seen, struct finding *f)
{
	f->verdict = VERDICT_NOT_PARALLEL;
	if (call->mode == MODE_MPI) {
		f->message = xasprintf("For %s with %d ranks: %d of them could write to the answer.",
		                       call->c->args, call->workers, seen->sharing);
		f->hint = xstrdup("Send what a rank has found to rank 0, which has `out`.");
		return;
	}
	f->message = xasprintf(
		"For %s with %d workers: of %d child processes, %d shared memory that fork() gives a "
		"copy of.",
		call->c->args, call->workers, seen->processes, seen->sharing);
	f->hint = xstrdup(
		"Make children with fork(), let them do the work, and send results through a pipe or "
		"through memory that the function maps itself (mmap with MAP_SHARED | MAP_ANONYMOUS).");
}

/* Threads work side by side, but they are not this mode's own. */
static bool has_wrong_threads(enum mode mode, const struct observed *seen)
{
	int right = mode == MODE_THREADS ? seen->working_own : seen->working_openmp;

	return !uses_processes(mode) && seen->working_threads >= PARALLEL_LEAST && right < PARALLEL_LEAST;
}

static void tell_wrong_threads(const struct call *call, struct finding *f)
{
	bool threads = call->mode == MODE_THREADS;

	f->verdict = VERDICT_NOT_PARALLEL;
	f->message = xasprintf("For %s with %d workers: the threads that worked were started by %s.",
	                       call->c->args, call->workers,
	                       threads ? "OpenMP's runtime, not by pthread_create() in your code"
	                               : "pthread_create() in your code, not by OpenMP");
	f->hint = xstrdup(threads ? "In threads mode, start the workers with pthread_create() and join them."
	                          : "In openmp mode, let `#pragma omp parallel` start the workers.");
}

struct look {
	const struct submission *asked;
	const struct oracle_case *c;
	struct census census;
};

/* One call, watched and judged.  -1: the grader failed. */
static int look_once(void *context, struct submission *sub, struct finding *f)
{
	struct look *look = context;
	struct call call = {
		.sub = sub,
		.program = &sub->program,
		.purpose = CALL_TRACED,
		.c = look->c,
		.mode = f->mode,
		.workers = f->workers,
	};
	struct observed seen;
	int failed =
		call_open(&call) != 0 || call_make_observed(&call, fair_share, NULL, &seen) != 0 ? -1 : 0;

	if (!failed) {
		look->census = census_of(&call, &seen);
		failed = judge_look(sub, &call, f);
	}
	if (!failed && f->verdict == VERDICT_CORRECT && is_sharing(&call, &seen))
		tell_sharing(&call, &seen, f);
	else if (!failed && f->verdict == VERDICT_CORRECT && has_wrong_threads(call.mode, &seen))
		tell_wrong_threads(&call, f);
	else if (!failed && f->verdict != VERDICT_CORRECT)
		tell_failure(look->asked, &call, &seen, f);
	call_close(&call);
	return failed;
}

static void forget(struct finding *f)
{
	free(f->message);
	free(f->hint);
	free(f->again);
}

/* On a busy machine one worker may have done all before another had a CPU, and what
 * waits in vain for it may fail.  So the best look counts, and a failure if it recurs;
 * no busy machine makes an answer wrong. */
static int count_mode(struct submission *sub, const struct oracle_case *c, enum mode mode, int workers)
{
	struct look look = {.asked = sub, .c = c};
	struct census best = {.working = -1};
	int failures = 0;

	for (int looks = 0; looks < LOOKS_MAX && !is_as_asked(&best); looks++) {
		struct finding f = {.stage = STAGE_CENSUS, .mode = mode, .workers = workers};
		if (look_once(&look, sub, &f) != 0)
			return -1;
		if (f.verdict == VERDICT_CORRECT) {
			if (look.census.working > best.working || is_as_asked(&look.census))
				best = look.census;
		} else if ((failures += f.verdict == VERDICT_WRONG_ANSWER ? FAILURES_BELIEVED : 1) >=
		           FAILURES_BELIEVED) {
			*outcome_add_finding(&sub->outcome) = f;
			return cross_check_call(sub, &f, c, "", look_once, &look);
		}
		forget(&f);
	}
	*outcome_add_census(&sub->outcome) = best;
	write_verdict(sub, &best);
	return 0;
}

int census_submission(struct submission *sub)
{
	const struct manifest *m = sub->job.exercise;
	struct oracle_case c;

	if (sub->job.only_workers == 1)
		return 0;
	if (oracle_make_case(sub, m->census_args, oracle_seed_of_case(sub, m->case_count), &c) != 0)
		return -1;
	int failed = 0;
	for (int mode = 0; !failed && mode < MODE_COUNT; mode++)
		if (mode != MODE_SERIAL && mode_wanted(sub, (enum mode)mode) &&
		    !outcome_fault_in(&sub->outcome, STAGE_CHECK, (enum mode)mode))
			failed = count_mode(sub, &c, (enum mode)mode,
			                    worker_count_census(&sub->job, (enum mode)mode));
	oracle_case_free(&c);
	return failed;
}
