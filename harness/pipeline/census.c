/* census.c - did workers work at the same time?  Observed from outside, untimed and
 * exactly (measure/observe.h), for modes that were right.
 *
 * It does not judge speed: workers that wait for each other most of the time still
 * count.  A mode is not parallel only if there were no workers, or one worked at a
 * time.
 */
#include <stdlib.h>

#include "../base/base.h"
#include "../measure/observe.h"
#include "call.h"

/* A worker uses at least this part of an equal share of the CPU time. */
static const double fair_share = 0.1;
enum { PARALLEL_LEAST = 2, LOOKS_MAX = 3, FAILURES_BELIEVED = 2 };

static bool uses_processes(enum mode mode)
{
	return mode == MODE_FORK;
}

static void write_verdict(struct submission *sub, const struct census *c)
{
	const struct manifest *m = sub->job.exercise;
	struct finding *f = outcome_add_finding(&sub->outcome);
	const char *kind = uses_processes(c->mode) ? "processes" : "threads";
	int created = uses_processes(c->mode) ? c->processes : c->threads;

	f->stage = STAGE_CENSUS;
	f->mode = c->mode;
	f->workers = c->workers;
	if (c->working >= PARALLEL_LEAST) {
		f->verdict = VERDICT_CORRECT;
		return;
	}
	f->verdict = VERDICT_NOT_PARALLEL;
	if (created == 0)
		f->message = xasprintf(
			"The answers are right, but no workers: with %d asked for (%s), no %s were started.",
			c->workers, m->census_args, kind);
	else
		f->message = xasprintf(
			"The answers are right, but of %d %s that were started (%d workers asked for, %s) no "
			"two did a fair share of the work at the same time.",
			created, kind, c->workers, m->census_args);
	f->hint = xasprintf(
		created == 0 ? "Write the parallel part of %s_%s: share the work out among the workers."
			     : "Start all workers of %s_%s first, and only then wait for the first of them.",
		m->name, mode_name(c->mode));
	f->again = again_command(sub, c->mode, 0, 0);
}

static struct census census_of(const struct call *call, const struct observed *seen)
{
	return (struct census){
		.mode = call->mode,
		.workers = call->workers,
		.processes = seen->processes,
		.threads = seen->threads,
		.most_processes = seen->most_processes,
		.most_threads = seen->most_threads,
		.working = uses_processes(call->mode) ? seen->working_processes : seen->working_threads,
		.cpu_s = seen->cpu_s,
	};
}

/* A mode that was right in every case but fails here: a finding like any other. */
static void record_failure(struct submission *sub, const struct call *call)
{
	struct finding *f = outcome_add_finding(&sub->outcome);
	char *message;

	f->stage = STAGE_CENSUS;
	f->mode = call->mode;
	f->workers = call->workers;
	f->verdict = call_verdict(call, &message, &f->hint);
	f->message =
		xasprintf("For %s with %d workers: %s", sub->job.exercise->census_args, f->workers, message);
	f->again = again_command(sub, call->mode, 0, 0);
	free(message);
}

/* look_once: 1: there is an answer; 0: it failed; recorded if `believed`; -1: the grader failed. */
static int look_once(struct submission *sub, const struct oracle_case *c, enum mode mode, bool believed,
                     struct census *census)
{
	struct call call = {
		.sub = sub,
		.program = &sub->program,
		.purpose = CALL_TRACED,
		.c = c,
		.mode = mode,
		.workers = sub->job.exercise->census_workers,
	};
	struct observed seen;
	int result = call_open(&call) != 0 || call_make_observed(&call, fair_share, &seen) != 0 ? -1 : 0;

	if (!result && call.result.end == SESSION_DONE && call.result.returned == 0) {
		*census = census_of(&call, &seen);
		result = 1;
	} else if (!result && believed) {
		record_failure(sub, &call);
	}
	call_close(&call);
	return result;
}

/* On a busy machine one worker may have done all before another had a CPU, and what
 * waits in vain for it may fail.  So the best look counts, and a failure if it recurs. */
static int count_mode(struct submission *sub, const struct oracle_case *c, enum mode mode)
{
	struct census best = {.working = -1}, census;
	int failures = 0;

	for (int look = 0; look < LOOKS_MAX && best.working < PARALLEL_LEAST; look++) {
		int result = look_once(sub, c, mode, failures + 1 == FAILURES_BELIEVED, &census);
		if (result < 0)
			return -1;
		if (result == 0 && ++failures == FAILURES_BELIEVED)
			return 0;
		if (result > 0 && census.working > best.working)
			best = census;
	}
	*outcome_add_census(&sub->outcome) = best;
	write_verdict(sub, &best);
	return 0;
}

int census_submission(struct submission *sub)
{
	const struct manifest *m = sub->job.exercise;
	struct oracle_case c;
	int failed;

	if (sub->job.only_workers && sub->job.only_workers != m->census_workers)
		return 0;
	failed = oracle_make_case(sub, m->census_args, oracle_seed_of_case(m, m->case_count), &c);

	if (failed)
		return -1;
	for (int mode = 0; !failed && mode < MODE_COUNT; mode++)
		if (mode != MODE_SERIAL && mode_wanted(sub, (enum mode)mode) &&
		    !outcome_fault_in(&sub->outcome, STAGE_CHECK, (enum mode)mode))
			failed = count_mode(sub, &c, (enum mode)mode);
	oracle_case_free(&c);
	return failed;
}
