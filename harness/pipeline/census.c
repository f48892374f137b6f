/* census.c - did workers work at the same time?  Observed from outside, untimed and
 * exactly (measure/observe.h), for modes that were right.
 *
 * It does not judge speed: workers that wait for each other most of the time still
 * count.  A mode is not parallel only if there were no workers, or one worked at a
 * time.
 */
#include <stdlib.h>
#include <string.h>

#include "../base/base.h"
#include "../measure/observe.h"
#include "call.h"
#include "draw.h"

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

/* Children that a signal ended are told before what followed from it. */
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
	int failed = call_open(&call) != 0 || call_make_observed(&call, fair_share, &seen) != 0 ? -1 : 0;

	if (!failed) {
		look->census = census_of(&call, &seen);
		failed = judge_look(sub, &call, f);
	}
	if (!failed && f->verdict != VERDICT_CORRECT)
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

	for (int looks = 0; looks < LOOKS_MAX && best.working < PARALLEL_LEAST; looks++) {
		struct finding f = {.stage = STAGE_CENSUS, .mode = mode, .workers = workers};
		if (look_once(&look, sub, &f) != 0)
			return -1;
		if (f.verdict == VERDICT_CORRECT) {
			if (look.census.working > best.working)
				best = look.census;
		} else if ((failures += f.verdict == VERDICT_WRONG_ANSWER ? FAILURES_BELIEVED : 1) >=
		           FAILURES_BELIEVED) {
			*outcome_add_finding(&sub->outcome) = f;
			return vouch_call(sub, &f, c, "", look_once, &look);
		}
		forget(&f);
	}
	*outcome_add_census(&sub->outcome) = best;
	write_verdict(sub, &best);
	return 0;
}

/* About as many as the manifest says, but at least two. */
static int workers_of(const struct submission *sub, enum mode mode)
{
	const struct manifest *m = sub->job.exercise;
	int most = 2 * m->census_workers - 2;

	if (sub->job.only_workers)
		return sub->job.only_workers;
	if (most >= (int)m->limits.processes)
		most = (int)m->limits.processes - 1;
	return draw_between(sub->job.secret, m->name, DRAWN_CENSUS_WORKERS, mode, 2, most);
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
			failed = count_mode(sub, &c, (enum mode)mode, workers_of(sub, (enum mode)mode));
	oracle_case_free(&c);
	return failed;
}
