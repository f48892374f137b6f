/* timing.c - the measuring stage: how much faster, beside the reference, in the
 * same rounds.
 *
 * The arms of a round: the reference's serial solution, a canary at each worker
 * count, and for each mode that was right the reference and the student's
 * program at each worker count, the student's with one worker too.  Every call
 * has a driver and a box of its own, begun for it, frozen from READY to GO and
 * from DONE on, and ended when its answer has been judged: nothing that one call
 * has learnt or left running can serve another, and nobody runs beside another
 * arm.  All arms of a round get the same fresh input; every answer is judged.
 *
 * Only the clock of box/session.c is believed.  A student's arm that fails ends
 * that mode's measurement with a verdict; a reference's arm that fails is the
 * grader's fault.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../base/base.h"
#include "../grading/speed.h"
#include "../measure/canary.h"
#include "../measure/rounds.h"
#include "stages.h"

enum { COUNTS_MAX = 16, CALL_STRETCH = 4 };
static const double canary_seconds = 0.06;

struct lane {
	enum arm arm;
	enum mode mode;
	int workers;
	const struct program *program;   /* NULL: canary */
	struct session *session;   /* from its call until its answer is judged */
	bool over;                 /* it failed, or its mode did */
};

struct timing {
	struct pipeline *p;
	struct program reference;
	struct oracle_case now;          /* of the current round */
	struct lane *lanes;
	size_t lane_count;
	int counts[COUNTS_MAX];          /* worker counts to measure, ascending, from 2 */
	size_t count_count;
	uint64_t canary_steps;
	bool failed_mode[MODE_COUNT];
};

static bool measured_mode(const struct pipeline *p, enum mode mode)
{
	return mode != MODE_SERIAL && mode_was_right(p, mode);
}

/* --- opening and closing --------------------------------------------------- */

static void add_lane(struct timing *t, const struct program *program, enum arm arm, enum mode mode, int workers)
{
	*GROW(t->lanes, t->lane_count) = (struct lane){.arm = arm, .mode = mode, .workers = workers, .program = program};
}

static void add_mode(struct timing *t, enum mode mode)
{
	add_lane(t, &t->p->program, ARM_STUDENT, mode, 1);
	for (size_t i = 0; i < t->count_count; i++) {
		add_lane(t, &t->reference, ARM_REFERENCE, mode, t->counts[i]);
		add_lane(t, &t->p->program, ARM_STUDENT, mode, t->counts[i]);
	}
}

static void add_lanes(struct timing *t)
{
	add_lane(t, &t->reference, ARM_REFERENCE, MODE_SERIAL, 1);
	add_lane(t, NULL, ARM_CANARY, MODE_SERIAL, 1);
	for (size_t i = 0; i < t->count_count; i++)
		add_lane(t, NULL, ARM_CANARY, MODE_SERIAL, t->counts[i]);
	for (int mode = 0; mode < MODE_COUNT; mode++)
		if (measured_mode(t->p, (enum mode)mode))
			add_mode(t, (enum mode)mode);
}

/* A box for one call, its driver READY and frozen. */
static int open_lane(struct timing *t, struct lane *lane)
{
	struct session_request request = run_request(t->p->workshop, t->p->job.exercise,
	                                             lane->program->built[FLAVOUR_PLAIN], &t->now, FLAVOUR_PLAIN);

	/* Measured sizes are larger than the checked ones: the call has its own limit. */
	request.box.limits.cpu_s = 0;
	request.box.limits.wall_s = 0;
	request.box.cpus = t->p->workshop->host.cpus;
	request.box.cpu_count = (size_t)t->p->workshop->host.usable;
	lane->session = session_start(&request, true);
	run_request_free(&request);
	return lane->session ? 0 : -1;
}

static void close_lane(struct lane *lane)
{
	session_free(lane->session);
	lane->session = NULL;
}

static void close_all(struct timing *t)
{
	for (size_t i = 0; i < t->lane_count; i++)
		close_lane(&t->lanes[i]);
	free(t->lanes);
	if (t->now.args)
		oracle_case_free(&t->now);
	program_free(&t->reference);
}

static int build_reference(struct timing *t)
{
	const struct manifest *m = t->p->job.exercise;
	bool good = false;
	char *said = NULL;
	int failed = stage_reference(t->p->workshop, m, &t->reference) != 0 ||
	             build_program(t->p->workshop, m, &t->reference, FLAVOUR_PLAIN, &good, &said) != 0;

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
	return oracle_make_case(t->p->workshop, m, m->measure_args, seed, &t->now);
}

/* A student's arm that gave no answer: a finding, and the end of its mode. */
static int lane_failed(struct timing *t, struct lane *lane, const struct session_result *result, double wall_s)
{
	const struct manifest *m = t->p->job.exercise;
	char *message, *hint;
	enum verdict v = run_verdict(result, m, lane->mode, wall_s, &message, &hint);

	lane->over = true;
	if (lane->arm == ARM_REFERENCE) {
		error_set("%s: the model solution failed while it was timed (%s): %s", m->name, mode_name(lane->mode), message);
		free(message);
		free(hint);
		return -1;
	}
	t->failed_mode[lane->mode] = true;
	struct finding *f = outcome_add_finding(&t->p->outcome);
	f->stage = STAGE_MEASURE;
	f->mode = lane->mode;
	f->workers = lane->workers;
	f->verdict = v;
	f->message = xasprintf("While it was timed (%s, %d workers): %s", m->measure_args, lane->workers, message);
	f->hint = hint;
	free(message);
	return 0;
}

static int judge_answer(struct timing *t, struct lane *lane, struct sample *sample)
{
	struct sightings seen = {.wall_s = sample->seconds, .cpu_s = sample->cpu_s};
	const struct manifest *m = t->p->job.exercise;
	struct judgement judgement;
	int failed = 0;

	if (oracle_judge(t->p->workshop, m, &t->now, session_answer(lane->session), lane->mode, lane->workers,
	                 &seen, &judgement) != 0)
		return -1;
	sample->right = judgement.right;
	if (!judgement.right && lane->arm == ARM_REFERENCE)
		failed = error_set("%s: the model solution gave a wrong answer while it was timed: %s", m->name,
		                   judgement.message);
	judgement_free(&judgement);
	return failed;
}

static int judge_lane(void *context, size_t arm, struct sample *sample)
{
	struct timing *t = context;
	struct lane *lane = &t->lanes[arm];

	sample->right = true;   /* a canary has no answer */
	int failed = lane->session ? judge_answer(t, lane, sample) : 0;
	close_lane(lane);
	return failed;
}

static int run_session(struct timing *t, struct lane *lane, struct sample *sample)
{
	double wall_s = t->p->job.exercise->limits.wall_s * CALL_STRETCH;
	struct session_call call = {
		.mode = lane->mode, .workers = lane->workers, .input = t->now.input, .input_bytes = t->now.input_bytes,
		.layout = t->now.layout, .answer_bytes = t->now.answer_bytes, .wall_s = wall_s,
	};
	struct session_result result;

	if (open_lane(t, lane) != 0 || session_call(lane->session, &call, &result) != 0)
		return -1;
	if (result.end != SESSION_DONE || result.returned != 0 || result.child_returned) {
		close_lane(lane);
		return lane_failed(t, lane, &result, wall_s);
	}
	sample->seconds = (double)result.elapsed_ns * 1e-9;
	sample->cpu_s = result.cpu_s;
	sample->idle_cpu_s = result.start_cpu_s + result.idle_cpu_s;
	return 1;
}

static int run_lane(void *context, size_t arm, struct sample *sample)
{
	struct timing *t = context;
	struct lane *lane = &t->lanes[arm];

	if (lane->over || (lane->arm != ARM_CANARY && t->failed_mode[lane->mode]))
		return 0;
	sample->arm = lane->arm;
	sample->mode = lane->mode;
	sample->workers = lane->workers;
	if (lane->program)
		return run_session(t, lane, sample);
	sample->seconds = canary_run(t->canary_steps, lane->workers);
	return 1;
}

/* --- what it says ----------------------------------------------------------- */

static void judge_speed(const struct pipeline *p, enum mode mode, int workers, struct speed *speed)
{
	const struct manifest *m = p->job.exercise;
	struct score_band *bands = xcalloc(m->band_count + 1, sizeof *bands);

	for (size_t i = 0; i < m->band_count; i++)
		bands[i] = (struct score_band){m->bands[i].gain, m->bands[i].share};
	speed_judge(p->outcome.samples, p->outcome.sample_count, mode, workers, bands, m->band_count, speed);
	free(bands);
}

/* Enough is known when no graded mode's verdict is open. */
static bool enough(void *context, int rounds)
{
	struct timing *t = context;
	bool open = false;

	(void)rounds;
	for (int mode = 0; mode < MODE_COUNT; mode++) {
		struct speed speed = {0};
		if (!measured_mode(t->p, (enum mode)mode) || t->failed_mode[mode])
			continue;
		judge_speed(t->p, (enum mode)mode, t->counts[t->count_count - 1], &speed);
		open |= speed.verdict == VERDICT_INCONCLUSIVE;
		free(speed.reason);
	}
	return !open;
}

static void record_speeds(struct timing *t, enum mode mode)
{
	const struct finding *fault = outcome_fault_in(&t->p->outcome, STAGE_MEASURE, mode);

	for (size_t i = 0; i < t->count_count; i++) {
		struct speed *speed = outcome_add_speed(&t->p->outcome);
		judge_speed(t->p, mode, t->counts[i], speed);
		speed->graded = i + 1 == t->count_count;
		if (fault) {
			speed->verdict = fault->verdict;
			free(speed->reason);
			speed->reason = xstrdup(fault->message);
		}
	}
}

/* One CPU: nothing can be faster with two workers, and nobody is to blame. */
static void record_unmeasurable(struct pipeline *p)
{
	for (int mode = 0; mode < MODE_COUNT; mode++) {
		if (!measured_mode(p, (enum mode)mode))
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

static int run_all(struct timing *t)
{
	struct rounds_plan plan = {
		.seed = fresh_seed(), .begin = begin_round, .run = run_lane, .judge = judge_lane, .enough = enough, .context = t,
	};

	if (build_reference(t) != 0)
		return -1;
	add_lanes(t);
	t->canary_steps = canary_calibrate(canary_seconds);
	plan.arms = t->lane_count;
	return rounds_run(&plan, &t->p->outcome);
}

int time_submission(struct pipeline *p)
{
	struct timing t = {.p = p};
	int lock, failed;

	choose_counts(&t);
	if (t.count_count == 0) {
		record_unmeasurable(p);
		return 0;
	}
	lock = host_lock(1);
	if (lock < 0)
		return -1;
	failed = run_all(&t);
	close(lock);
	for (int mode = 0; !failed && mode < MODE_COUNT; mode++)
		if (measured_mode(p, (enum mode)mode))
			record_speeds(&t, (enum mode)mode);
	close_all(&t);
	return failed;
}
