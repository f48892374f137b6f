/* measure.c - the measuring stage: times a submission beside the reference, in the same
 * rounds.
 *
 * The arms of a round: the reference's serial solution, a canary at each worker count, and
 * for each mode that was right the reference and the student's program at each worker
 * count, the student's with one worker too.  No two arms run at the same time.  All arms of
 * a round get the same fresh input; every answer is judged.  Points depend only on the
 * largest worker count: arms at other counts are for charts, and pause when there are
 * enough rounds for an interval.
 *
 * Only the clock of box/session.c counts.  A failing student arm ends that mode's rounds; a
 * failing reference arm is the grader's fault.  A low gain costs points only if a second
 * series (new boxes, new seed) confirms it; a failure, only if a second one of any kind
 * follows.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../base/base.h"
#include "../box/box.h"
#include "../grading/speed.h"
#include "../measure/canary.h"
#include "../measure/rounds.h"
#include "../stats/stats.h"
#include "measure.h"

enum { SERIES_MOST = 4 };
static const double canary_seconds = 0.03, probe_seconds = 0.006;
/* Time limits for a series, and for all timing of a submission in one run, whether decided
 * or not: others wait for the machine. */
static const double series_budget_s = 300, submission_budget_s = 600;
static const double calm_s = 1.5; /* the longest wait for a calm machine, for each round */

static int build_reference(struct timing *t)
{
	const struct manifest *m = t->sub->job.exercise;
	struct program *reference = &t->kept->reference;
	bool good = false;
	char *said = NULL;

	if (reference->built[FLAVOUR_PLAIN])
		return 0; /* an earlier series has built it */
	program_free(reference);
	*reference = (struct program){0};
	int failed = collect_reference(t->sub->workshop, m, reference) != 0 ||
	             build_model(t->sub->workshop, m, reference, &good, &said) != 0;

	if (!failed && !good)
		failed = error_set("reference/%s does not compile: %.200s", m->name, said) != 0;
	free(said);
	return failed ? -1 : 0;
}

/* --- a round --------------------------------------------------------------- */

static int begin_round(void *context, int round, uint64_t seed)
{
	struct timing *t = context;
	const struct manifest *m = t->sub->job.exercise;

	if (t->sub->job.before_round)
		t->sub->job.before_round(t->sub->job.before_round_context, round);
	if (t->now.args)
		oracle_case_free(&t->now);
	return oracle_make_case(t->sub, m->measure_args, seed, &t->now);
}

static int judge_answer(struct timing *t, struct arm *arm, struct sample *sample)
{
	struct sightings seen = {.wall_s = sample->seconds, .cpu_s = sample->cpu_s};
	const struct manifest *m = t->sub->job.exercise;
	struct judgement judgement;
	int failed = 0;

	if (oracle_judge(t->sub, &t->now, session_answer(arm->session), arm->mode, arm->workers, &seen,
	                 &judgement) != 0)
		return -1;
	sample->right = judgement.right || judgement.late; /* the duration itself is the measurement */
	if (!sample->right && arm->kind == ARM_REFERENCE)
		failed = error_set("%s: the model solution gave a wrong answer while it was timed: %s",
		                   m->name, judgement.message);
	judgement_free(&judgement);
	return failed;
}

static int judge_arm(void *context, size_t index, struct sample *sample)
{
	struct timing *t = context;
	struct arm *arm = &t->arms[index];

	sample->right = true; /* a canary has no answer */
	int failed = arm->session ? judge_answer(t, arm, sample) : 0;
	arm_close(arm);
	return failed;
}

static int run_session(struct timing *t, struct arm *arm, struct sample *sample, double *used_s)
{
	int done = arm_call(t, arm);
	const struct session_result *result = &arm->result;

	if (done < 0)
		return -1;
	/* End the box, or its timers could fire during the next probe; the answer is a
	 * copy.  (After a call that was too slow, it has ended already.) */
	*used_s = done == 1 && arm->session ? session_end(arm->session) : result->cpu_s;
	sample->seconds = done == 1 ? (double)result->elapsed_ns * 1e-9 : NAN;
	sample->cpu_s = result->cpu_s;
	/* At least 0: with CPU time in clock ticks, the subtracted value may be too large. */
	sample->idle_cpu_s = fmax(0, result->start_cpu_s + result->idle_cpu_s - box_cpu_grain_s());
	return 1;
}

static int fail_arm(void *context, size_t index)
{
	struct timing *t = context;

	return arm_failed(t, &t->arms[index]);
}

static bool points_hang_on(const struct timing *t, const struct arm *arm)
{
	bool baseline = arm->workers == 1 && arm->kind != ARM_STUDENT;

	return baseline || arm->workers == t->counts[t->count_count - 1];
}

static bool seen_enough(const struct timing *t, const struct arm *arm)
{
	const struct outcome *o = &t->sub->outcome;
	int kept = 0;

	for (size_t i = 0; i < o->samples.count; i++) {
		const struct sample *s = &o->samples.list[i];
		kept += s->series == t->series && !s->dropped && s->arm == arm->kind &&
		        s->mode == arm->mode && s->workers == arm->workers;
	}
	return kept >= stats_looks[0];
}

static int prepare_arm(void *context, size_t index)
{
	struct timing *t = context;
	struct arm *arm = &t->arms[index];

	if (arm->over || (arm->kind != ARM_CANARY && t->failed_mode[arm->mode]) ||
	    (!points_hang_on(t, arm) && seen_enough(t, arm)))
		return 0;
	return arm->program && arm_open(t, arm) != 0 ? -1 : 1;
}

static void name_arm(void *context, size_t index, struct sample *sample)
{
	const struct timing *t = context;

	sample->arm = t->arms[index].kind;
	sample->mode = t->arms[index].mode;
	sample->workers = t->arms[index].workers;
}

static int run_arm(void *context, size_t index, struct sample *sample, double *used_s)
{
	struct timing *t = context;
	struct arm *arm = &t->arms[index];

	if (arm->program)
		return run_session(t, arm, sample, used_s);
	const struct host *host = &t->sub->workshop->host;
	struct canary canary = canary_run(t->canary_steps, arm->workers, host->cpus, host->usable);
	sample->seconds = canary.seconds;
	sample->delay_s = canary.delay_s;
	sample->switches = canary.switches;
	return 1;
}

static double run_probe(void *context, int workers)
{
	const struct timing *t = context;
	const struct host *host = &t->sub->workshop->host;

	return canary_probe(t->probe_steps, workers, host->cpus, host->usable);
}

/* --- a series ---------------------------------------------------------------- */

/* Enough is known when this series can decide nothing more about any mode in it. */
static bool enough(void *context, int rounds)
{
	struct timing *t = context;
	bool decided = true;

	(void)rounds;
	for (int mode = 0; mode < MODE_COUNT; mode++)
		if (t->wanted[mode] && !t->failed_mode[mode])
			decided &= speed_decided(&t->sub->outcome, (enum mode)mode,
			                         t->counts[t->count_count - 1]);
	return decided || t->sub->job.quick;
}

/* One CPU: two workers cannot be faster, and the submission is not to blame. */
static void record_unmeasurable(struct submission *sub)
{
	outcome_forget_speeds(&sub->outcome);
	for (int mode = 0; mode < MODE_COUNT; mode++) {
		if (!mode_is_timed(sub, (enum mode)mode))
			continue;
		struct speed *speed = outcome_add_speed(&sub->outcome);
		speed->mode = (enum mode)mode;
		speed->workers = 1;
		speed->graded = true;
		speed->verdict = VERDICT_NOT_MEASURABLE;
		speed->at_least = -INFINITY;
		speed->at_most = INFINITY;
		speed->reason = xstrdup("only one CPU can be used here, and a speedup needs at least two");
	}
}

static void choose_counts(struct timing *t)
{
	int counts[COUNTS_MAX];
	size_t n = host_worker_counts(t->sub->workshop->host.usable, counts, COUNTS_MAX);

	for (size_t i = 0; i < n; i++)
		if (counts[i] > 1 && (!t->sub->job.quick || i + 1 == n))
			t->counts[t->count_count++] = counts[i];
}

static uint64_t fresh_seed(void)
{
	uint64_t seed = 0;

	if (getentropy(&seed, sizeof seed) != 0)
		seed = clock_ns();
	return seed >> 1;
}

static int rounds_so_far(const struct outcome *o)
{
	int last = 0;

	for (size_t i = 0; i < o->samples.count; i++)
		last = o->samples.list[i].round > last ? o->samples.list[i].round : last;
	return last;
}

static bool all_failed(const struct timing *t)
{
	bool all = true;

	for (int mode = 0; mode < MODE_COUNT; mode++)
		all &= !t->wanted[mode] || t->failed_mode[mode];
	return all;
}

/* Record an empty series when nothing can be timed. */
static int keep_series(struct timing *t, uint64_t seed)
{
	*outcome_add_series(&t->sub->outcome) = (struct series){
		.number = t->series,
		.seed = seed,
		.started_at = clock_epoch_s(),
		.ended = xstrdup("nothing to time: work outside the clock, or no answer"),
	};
	return 0;
}

static int run_all(struct timing *t)
{
	const struct host *host = &t->sub->workshop->host;
	struct rounds_plan plan = {
		.series = t->series,
		.first_round = rounds_so_far(&t->sub->outcome) + 1,
		.seed = fresh_seed(),
		.calm_s = calm_s,
		.budget_s = fmin(series_budget_s, submission_budget_s - t->kept->timed_s),
		.begin = begin_round,
		.name = name_arm,
		.prepare = prepare_arm,
		.run = run_arm,
		.judge = judge_arm,
		.failed = fail_arm,
		.cpus = host->cpus,
		.cpu_count = host->usable,
		.probe = run_probe,
		.enough = enough,
		.context = t,
	};

	arms_add(t);
	if (build_reference(t) != 0 || begin_round(t, 0, plan.seed) != 0 || examine_off_clock(t) != 0)
		return -1;
	if (all_failed(t))
		return keep_series(t, plan.seed);
	t->canary_steps = canary_calibrate(canary_seconds, host->cpus, host->usable);
	t->probe_steps = canary_calibrate_probe(probe_seconds, host->cpus, host->usable);
	int *workers = xcalloc(t->arm_count, sizeof *workers);
	for (size_t i = 0; i < t->arm_count; i++)
		workers[i] = t->arms[i].program && points_hang_on(t, &t->arms[i]) ? t->arms[i].workers : 0;
	plan.arms = t->arm_count;
	plan.workers = workers;
	struct series series;
	int failed = rounds_run(&plan, &t->sub->outcome.samples, &series);
	*outcome_add_series(&t->sub->outcome) = series;
	free(workers);
	return failed;
}

/* Record how fit the host is now, and whether other graders are locked out. */
static void note_host(struct submission *sub, const struct host_lock *lock)
{
	const char *found = workshop_watch(sub->workshop);

	free(sub->outcome.doctor);
	sub->outcome.doctor =
		lock->without ? xasprintf("%s; not alone: %s", found, lock->without) : xstrdup(found);
	if (lock->without)
		outcome_mark(&sub->outcome, TIMED_WITHOUT_LOCK);
}

/* Run a series of these modes, alone on the machine; then judge all rounds of all series
 * anew. */
static int run_series(struct submission *sub, struct measuring *kept, const bool *wanted)
{
	struct timing t = {.sub = sub, .kept = kept, .series = (int)sub->outcome.series_count + 1};
	struct host_lock lock;

	choose_counts(&t);
	for (int mode = 0; mode < MODE_COUNT; mode++)
		t.wanted[mode] = wanted[mode];
	host_lock_take(&lock, true);
	note_host(sub, &lock);
	uint64_t began = clock_ns();
	int failed = run_all(&t);
	kept->timed_s += (double)(clock_ns() - began) * 1e-9;
	host_lock_drop(&lock);
	arms_close(&t);
	if (!failed) {
		series_absolve(&t);
		speed_judge_all(&sub->outcome);
	}
	return failed;
}

/* --- series ------------------------------------------------------------------- */

/* Select the modes to be timed whose state is at least this unsettled; false: none. */
static bool choose_modes(const struct submission *sub, const struct measuring *kept, bool also_open,
                         bool *wanted)
{
	bool any = false;

	for (int mode = 0; mode < MODE_COUNT; mode++) {
		enum speed_state state = mode_is_timed(sub, (enum mode)mode)
		                                 ? speed_state_of(&sub->outcome, (enum mode)mode)
		                                 : SPEED_SETTLED;
		wanted[mode] = state == SPEED_UNCONFIRMED || (also_open && state == SPEED_OPEN);
		any |= wanted[mode];
	}
	return any && sub->outcome.series_count < sub->earlier_series + SERIES_MOST &&
	       kept->timed_s < submission_budget_s;
}

bool measure_unsettled(const struct submission *sub, const struct measuring *kept)
{
	bool wanted[MODE_COUNT];

	return sub->workshop->host.usable > 1 && choose_modes(sub, kept, true, wanted);
}

struct timing_budget timing_budget(void)
{
	return (struct timing_budget){.series_s = series_budget_s, .submission_s = submission_budget_s};
}

int measure_submission(struct submission *sub, struct measuring *kept)
{
	bool wanted[MODE_COUNT];

	if (sub->workshop->host.usable < 2) {
		record_unmeasurable(sub);
		return 0;
	}
	if (choose_modes(sub, kept, true, wanted) && run_series(sub, kept, wanted) != 0)
		return -1;
	/* A loss of points must be confirmed at once, in fresh boxes. */
	if (!sub->job.quick && choose_modes(sub, kept, false, wanted) && run_series(sub, kept, wanted) != 0)
		return -1;
	return 0;
}
