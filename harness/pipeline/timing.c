/* timing.c - the measuring stage: how much faster, beside the reference, in the
 * same rounds.
 *
 * The arms of a round: the reference's serial solution, a canary at each worker
 * count, and for each mode that was right the reference and the student's
 * program at each worker count, the student's with one worker too.  Nobody runs
 * beside another arm.  All arms of a round get the same fresh input; every answer
 * is judged.  Points hang on one worker count, the largest: arms at others are for
 * charts, and pause when there are rounds enough for an interval.
 *
 * Only the clock of box/session.c is believed.  A student's arm that fails ends
 * that mode's rounds; a reference's arm that fails is the grader's fault.  What
 * would cost points, be it a failure, a wrong answer or a low gain, must recur in a
 * fresh sitting (new boxes, new seed) before it is recorded.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../base/base.h"
#include "../box/box.h"
#include "../grading/score.h"
#include "../grading/speed.h"
#include "../measure/canary.h"
#include "../measure/rounds.h"
#include "../stats/stats.h"
#include "sitting.h"

enum { SITTINGS_MOST = 4 };
static const double canary_seconds = 0.03, probe_seconds = 0.006;
static const double calm_s = 1.5; /* waited for at most, for each round, when the machine is disturbed */

bool mode_is_timed(const struct pipeline *p, enum mode mode)
{
	const struct manifest_mode *offered = manifest_mode(p->job.exercise, mode);

	return mode != MODE_SERIAL && mode_was_right(p, mode) &&
	       (p->job.time_all_modes || offered->speed > 0);
}

static int build_reference(struct timing *t)
{
	const struct manifest *m = t->p->job.exercise;
	struct program *reference = &t->p->reference;
	bool good = false;
	char *said = NULL;

	if (reference->built[FLAVOUR_PLAIN])
		return 0; /* an earlier sitting has built it */
	program_free(reference);
	*reference = (struct program){0};
	int failed = stage_reference(t->p->workshop, m, reference) != 0 ||
	             build_program(t->p->workshop, m, reference, FLAVOUR_PLAIN, &good, &said) != 0;

	if (!failed && !good)
		failed = error_set("reference/%s does not compile: %.200s", m->name, said) != 0;
	free(said);
	return failed ? -1 : 0;
}

/* --- a round --------------------------------------------------------------- */

static int begin_round(void *context, int round, uint64_t seed)
{
	struct timing *t = context;
	const struct manifest *m = t->p->job.exercise;

	(void)round;
	if (t->now.args)
		oracle_case_free(&t->now);
	return oracle_make_case(t->p, m->measure_args, seed, &t->now);
}

static int judge_answer(struct timing *t, struct lane *lane, struct sample *sample)
{
	struct sightings seen = {.wall_s = sample->seconds, .cpu_s = sample->cpu_s};
	const struct manifest *m = t->p->job.exercise;
	struct judgement judgement;
	int failed = 0;

	if (oracle_judge(t->p, &t->now, session_answer(lane->session), lane->mode, lane->workers, &seen,
	                 &judgement) != 0)
		return -1;
	sample->right = judgement.right || judgement.late; /* how long it took is what is measured */
	if (!sample->right && lane->arm == ARM_REFERENCE)
		failed = error_set("%s: the model solution gave a wrong answer while it was timed: %s",
		                   m->name, judgement.message);
	judgement_free(&judgement);
	return failed;
}

static int judge_lane(void *context, size_t arm, struct sample *sample)
{
	struct timing *t = context;
	struct lane *lane = &t->lanes[arm];

	sample->right = true; /* a canary has no answer */
	int failed = lane->session ? judge_answer(t, lane, sample) : 0;
	lane_close(lane);
	return failed;
}

static int run_session(struct timing *t, struct lane *lane, struct sample *sample)
{
	int done = lane_call(t, lane);
	const struct session_result *result = &lane->result;

	if (done < 0)
		return -1;
	sample->seconds = done == 1 ? (double)result->elapsed_ns * 1e-9 : NAN;
	sample->cpu_s = result->cpu_s;
	/* At least: where CPU time comes in ticks, some of them may be too many. */
	sample->idle_cpu_s = fmax(0, result->start_cpu_s + result->idle_cpu_s - box_cpu_grain_s());
	return 1;
}

static int fail_lane(void *context, size_t arm)
{
	struct timing *t = context;

	return lane_failed(t, &t->lanes[arm]);
}

static bool points_hang_on(const struct timing *t, const struct lane *lane)
{
	bool baseline = lane->workers == 1 && lane->arm != ARM_STUDENT;

	return baseline || lane->workers == t->counts[t->count_count - 1];
}

static bool seen_enough(const struct timing *t, const struct lane *lane)
{
	const struct outcome *o = &t->p->outcome;
	int kept = 0;

	for (size_t i = 0; i < o->sample_count; i++) {
		const struct sample *s = &o->samples[i];
		kept += s->sitting == t->sitting && !s->dropped && s->arm == lane->arm &&
		        s->mode == lane->mode && s->workers == lane->workers;
	}
	return kept >= stats_looks[0];
}

static int prepare_lane(void *context, size_t arm)
{
	struct timing *t = context;
	struct lane *lane = &t->lanes[arm];

	if (lane->over || (lane->arm != ARM_CANARY && t->failed_mode[lane->mode]) ||
	    (!points_hang_on(t, lane) && seen_enough(t, lane)))
		return 0;
	return lane->program && lane_open(t, lane) != 0 ? -1 : 1;
}

static void name_lane(void *context, size_t arm, struct sample *sample)
{
	const struct timing *t = context;

	sample->arm = t->lanes[arm].arm;
	sample->mode = t->lanes[arm].mode;
	sample->workers = t->lanes[arm].workers;
}

static int run_lane(void *context, size_t arm, struct sample *sample)
{
	struct timing *t = context;
	struct lane *lane = &t->lanes[arm];

	if (lane->program)
		return run_session(t, lane, sample);
	const struct host *host = &t->p->workshop->host;
	struct canary canary = canary_run(t->canary_steps, lane->workers, host->cpus, host->usable);
	sample->seconds = canary.seconds;
	sample->delay_s = canary.delay_s;
	sample->switches = canary.switches;
	return 1;
}

static double run_probe(void *context, int workers)
{
	const struct timing *t = context;
	const struct host *host = &t->p->workshop->host;

	return canary_probe(t->probe_steps, workers, host->cpus, host->usable);
}

/* --- a sitting ---------------------------------------------------------------- */

/* Enough is known when this sitting has decided every mode that is measured in it. */
static bool enough(void *context, int rounds)
{
	struct timing *t = context;
	struct outcome *o = &t->p->outcome;
	struct score_rules rules = score_rules_of(o);
	bool decided = true;

	(void)rounds;
	for (int mode = 0; mode < MODE_COUNT; mode++)
		if (t->wanted[mode] && !t->failed_mode[mode])
			decided &=
				speed_decided(o->samples, o->sample_count, t->sitting, (enum mode)mode,
			                      t->counts[t->count_count - 1], rules.bands, rules.band_count);
	score_rules_free(&rules);
	return decided;
}

/* One CPU: nothing can be faster with two workers, and nobody is to blame. */
static void record_unmeasurable(struct pipeline *p)
{
	outcome_forget_speeds(&p->outcome);
	for (int mode = 0; mode < MODE_COUNT; mode++) {
		if (!mode_is_timed(p, (enum mode)mode))
			continue;
		struct speed *speed = outcome_add_speed(&p->outcome);
		speed->mode = (enum mode)mode;
		speed->workers = 1;
		speed->graded = true;
		speed->verdict = VERDICT_NOT_MEASURABLE;
		speed->reason = xstrdup("only one CPU can be used here, and a speedup needs at least two");
	}
}

static void choose_counts(struct timing *t)
{
	int counts[COUNTS_MAX];
	size_t n = host_worker_counts(t->p->workshop->host.usable, counts, COUNTS_MAX);

	for (size_t i = 0; i < n; i++)
		if (counts[i] > 1)
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

	for (size_t i = 0; i < o->sample_count; i++)
		last = o->samples[i].round > last ? o->samples[i].round : last;
	return last;
}

static bool all_failed(const struct timing *t)
{
	bool all = true;

	for (int mode = 0; mode < MODE_COUNT; mode++)
		all &= !t->wanted[mode] || t->failed_mode[mode];
	return all;
}

/* There is nothing to time, and that is a sitting, too. */
static int keep_sitting(struct timing *t, uint64_t seed)
{
	*outcome_add_sitting(&t->p->outcome) = (struct sitting){
		.number = t->sitting,
		.seed = seed,
		.started_at = clock_epoch_s(),
		.ended = xstrdup("nothing to time: it works outside the clock, or gives no answer"),
	};
	return 0;
}

static int run_all(struct timing *t)
{
	const struct host *host = &t->p->workshop->host;
	struct rounds_plan plan = {
		.sitting = t->sitting,
		.first_round = rounds_so_far(&t->p->outcome) + 1,
		.seed = fresh_seed(),
		.calm_s = calm_s,
		.begin = begin_round,
		.name = name_lane,
		.prepare = prepare_lane,
		.run = run_lane,
		.judge = judge_lane,
		.failed = fail_lane,
		.cpus = host->cpus,
		.cpu_count = host->usable,
		.probe = run_probe,
		.enough = enough,
		.context = t,
	};

	lanes_add(t);
	if (build_reference(t) != 0 || begin_round(t, 0, plan.seed) != 0 || examine_outside(t) != 0)
		return -1;
	if (all_failed(t))
		return keep_sitting(t, plan.seed);
	t->canary_steps = canary_calibrate(canary_seconds, host->cpus, host->usable);
	t->probe_steps = canary_calibrate_probe(probe_seconds, host->cpus, host->usable);
	int *workers = xcalloc(t->lane_count, sizeof *workers);
	for (size_t i = 0; i < t->lane_count; i++)
		workers[i] = t->lanes[i].program && points_hang_on(t, &t->lanes[i]) ? t->lanes[i].workers : 0;
	plan.arms = t->lane_count;
	plan.workers = workers;
	int failed = rounds_run(&plan, &t->p->outcome);
	free(workers);
	return failed;
}

/* A sitting of these modes, alone on the machine; then all that was ever timed is judged anew. */
static int sit(struct pipeline *p, const bool *wanted)
{
	struct timing t = {.p = p, .sitting = (int)p->outcome.sitting_count + 1};
	int lock, failed;

	choose_counts(&t);
	for (int mode = 0; mode < MODE_COUNT; mode++)
		t.wanted[mode] = wanted[mode];
	lock = host_lock(1);
	if (lock < 0)
		return -1;
	free(p->outcome.doctor);
	p->outcome.doctor = xstrdup(workshop_watch(p->workshop));
	failed = run_all(&t);
	close(lock);
	lanes_close(&t);
	if (!failed) {
		sitting_absolve(&t);
		speed_judge_all(&p->outcome);
	}
	return failed;
}

/* --- sittings ------------------------------------------------------------------- */

/* How settled is this mode?  Open, as long as it was not timed at all. */
static enum speed_state state_of(const struct pipeline *p, enum mode mode)
{
	const struct outcome *o = &p->outcome;
	const struct finding *noted = outcome_fault_in(o, STAGE_MEASURE, mode);
	struct score_rules rules = score_rules_of(o);
	enum speed_state state = SPEED_OPEN;

	for (size_t i = 0; i < o->speed_count; i++) {
		struct speed again = {0};
		if (o->speeds[i].mode != mode || !o->speeds[i].graded)
			continue;
		state = speed_judge(o->samples, o->sample_count, mode, o->speeds[i].workers, rules.bands,
		                    rules.band_count, &again);
		free(again.reason);
	}
	score_rules_free(&rules);
	if (!noted)
		return state;
	/* Noted, and not seen since: a further sitting must tell. */
	return noted->verdict == VERDICT_INCONCLUSIVE ? SPEED_UNCONFIRMED : SPEED_SETTLED;
}

/* The modes to be timed whose state is at least this unsettled; false: there is none. */
static bool choose_modes(const struct pipeline *p, bool also_open, bool *wanted)
{
	bool any = false;

	for (int mode = 0; mode < MODE_COUNT; mode++) {
		enum speed_state state =
			mode_is_timed(p, (enum mode)mode) ? state_of(p, (enum mode)mode) : SPEED_SETTLED;
		wanted[mode] = state == SPEED_UNCONFIRMED || (also_open && state == SPEED_OPEN);
		any |= wanted[mode];
	}
	return any && p->outcome.sitting_count < SITTINGS_MOST;
}

bool timing_unsettled(const struct pipeline *p)
{
	bool wanted[MODE_COUNT];

	return p->workshop->host.usable > 1 && choose_modes(p, true, wanted);
}

int time_submission(struct pipeline *p)
{
	bool wanted[MODE_COUNT];

	if (p->workshop->host.usable < 2) {
		record_unmeasurable(p);
		return 0;
	}
	if (choose_modes(p, true, wanted) && sit(p, wanted) != 0)
		return -1;
	/* What would cost points must recur, at once and in fresh boxes. */
	if (choose_modes(p, false, wanted) && sit(p, wanted) != 0)
		return -1;
	return 0;
}
