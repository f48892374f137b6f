/* objects: grading/speed grading/evidence grading/score grading/mode_standing grading/mark grading/score_rules grading/outcome grading/verdict stats/intervals measure/arm_order base/base */
/* program */
/* test_decisions.c - are the points for speed right as often as they should be?
 *
 * Simulates many gradings as the measuring stage does them: rounds in the order of
 * measure/arm_order.h, looks at 9, 12, 15, 20 and 25 rounds, another series if points would be lost or
 * are open, all judged by grading/speed.c.  The true gain is known: the median over rounds of a
 * machine without drift.  A grading errs if it earns more points than the true gain is worth, or
 * if the points earned plus pending are fewer.  Machines drift within a series and between
 * series, and have skewed noise or spikes. */
#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>
#include <gsl/gsl_sort.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/base.h"
#include "grading/score.h"
#include "grading/speed.h"
#include "measure/arm_order.h"
#include "stats/stats.h"

enum { TRUTH_DRAWS = 40000, SERIES_MOST = 4, P = 2, ARMS = 5 };
static int runs = 60; /* gradings of each kind; `make calibrate` uses more */
static const double reference_speedup = 1.95;
static const struct score_band bands[] = {{0.7, 1}, {0.45, 0.6}, {0.2, 0.3}};

/* A machine.  `between` is the standard deviation, from series to series, of the relative error
 * of the student's time; the others are about calls within a series.  `pending_most` is the share
 * of gradings that may stay open far from every border. */
struct machine {
	const char *name;
	double between, pending_most;
	double (*drift)(gsl_rng *random, int call, double *state);
	double (*noise)(gsl_rng *random);
};

static double steady(gsl_rng *random, int call, double *state)
{
	(void)random, (void)call, (void)state;
	return 1;
}

static double walk(gsl_rng *random, int call, double *state)
{
	(void)call;
	*state += 0.005 * gsl_ran_gaussian(random, 1);
	return exp(*state);
}

static double wave(gsl_rng *random, int call, double *state)
{
	if (call == 0)
		*state = 6.28 * gsl_rng_uniform(random);
	return 1 + 0.1 * sin(*state + 0.1 * call);
}

static double quiet(gsl_rng *random)
{
	return gsl_ran_lognormal(random, 0, 0.005);
}

static double noisy(gsl_rng *random)
{
	return gsl_ran_lognormal(random, 0, 0.02);
}

static double skewed(gsl_rng *random)
{
	return exp(0.02 * (gsl_ran_exponential(random, 1) - M_LN2));
}

/* One call in ten is disturbed and takes up to twice as long. */
static double spiked(gsl_rng *random)
{
	double time = gsl_ran_lognormal(random, 0, 0.01);

	return gsl_rng_uniform(random) < 0.1 ? time * gsl_ran_flat(random, 1, 2) : time;
}

/* Heavy tails, without a finite mean. */
static double wild(gsl_rng *random)
{
	return 1 + 0.005 * fabs(gsl_ran_cauchy(random, 1));
}

static const struct machine machines[] = {
	{"quiet", 0, 0.02, steady, quiet},
	{"noisy", 0, 0.02, steady, noisy},
	{"skewed noise", 0, 0.02, steady, skewed},
	{"spikes", 0, 0.05, steady, spiked},
	{"heavy tails", 0, 0.02, steady, wild},
	{"random walk", 0, 0.02, walk, quiet},
	{"slow wave", 0, 0.02, wave, quiet},
	{"quiet, series differ by 0.2%", 0.002, 0.02, steady, quiet},
	{"noisy, series differ by 0.5%", 0.005, 0.02, steady, noisy},
	{"random walk, series differ by 0.5%", 0.005, 0.02, walk, quiet},
};

/* --- a round --------------------------------------------------------------------- */

/* The time of an arm; in order: serial reference, reference, student, serial canary, canary. */
static double call_of(const struct machine *m, gsl_rng *random, size_t arm, double student_speedup)
{
	const double usual[ARMS] = {0.25, 0.25 / reference_speedup, 0.25 / student_speedup, 0.03, 0.0155};

	return usual[arm] * m->noise(random);
}

static double gain_of(const double *seconds)
{
	return (seconds[0] / seconds[2] - 1) / (seconds[0] / seconds[1] - 1);
}

static double truth_of(const struct machine *m, gsl_rng *random, double student_speedup)
{
	double *x = xcalloc(TRUTH_DRAWS, sizeof *x);

	for (int i = 0; i < TRUTH_DRAWS; i++) {
		double seconds[ARMS];
		for (size_t arm = 0; arm < 3; arm++)
			seconds[arm] = call_of(m, random, arm, student_speedup);
		x[i] = gain_of(seconds);
	}
	gsl_sort(x, 1, TRUTH_DRAWS);
	double median = x[TRUTH_DRAWS / 2];
	free(x);
	return median;
}

/* --- a grading -------------------------------------------------------------------- */

struct grading {
	const struct machine *machine;
	gsl_rng *random;
	double student_speedup;
	struct outcome outcome;
	int rounds, series;
};

static void add_round(struct grading *g, uint64_t seed, int round, double off, double *state)
{
	static const struct sample arms[ARMS] = {
		{.arm = ARM_REFERENCE, .mode = MODE_SERIAL, .workers = 1},
		{.arm = ARM_REFERENCE, .mode = MODE_THREADS, .workers = P},
		{.arm = ARM_STUDENT, .mode = MODE_THREADS, .workers = P},
		{.arm = ARM_CANARY, .mode = MODE_SERIAL, .workers = 1},
		{.arm = ARM_CANARY, .mode = MODE_SERIAL, .workers = P},
	};
	size_t order[ARMS];

	g->rounds++;
	arm_order(seed, (size_t)round, ARMS, order);
	for (int place = 0; place < ARMS; place++) {
		size_t arm = order[place];
		struct sample *s = samples_add(&g->outcome.samples);
		*s = arms[arm];
		s->round = g->rounds;
		s->series = g->series;
		s->right = true;
		s->seconds = call_of(g->machine, g->random, arm, g->student_speedup) *
		             g->machine->drift(g->random, round * ARMS + place, state) *
		             (arm == 2 ? 1 + off : 1);
	}
}

/* Like rounds.c. */
static void run_series(struct grading *g)
{
	uint64_t seed = gsl_rng_get(g->random);
	double state = 0, off = g->machine->between * gsl_ran_gaussian(g->random, 1);
	int round = 0;

	g->series++;
	for (int look = 0; look < stats_look_count; look++) {
		while (round < stats_looks[look])
			add_round(g, seed, round++, off, &state);
		if (speed_decided(&g->outcome, MODE_THREADS, P))
			return;
	}
}

/* Like measure.c, called twice as grade does. */
static void run_grading(struct grading *g)
{
	for (int call = 0; call < 2; call++) {
		if (speed_state_of(&g->outcome, MODE_THREADS) != SPEED_SETTLED)
			run_series(g);
		if (speed_state_of(&g->outcome, MODE_THREADS) == SPEED_UNCONFIRMED && g->series < SERIES_MOST)
			run_series(g);
	}
	speed_judge_all(&g->outcome);
	struct score_rules rules = score_rules_of(&g->outcome);
	score_outcome(&rules, &g->outcome);
	score_rules_free(&rules);
}

static void start_grading(struct grading *g)
{
	struct outcome *o = &g->outcome;

	g->rounds = g->series = 0;
	*outcome_add_rule(o) = (struct rule){.kind = RULE_MODE, .mode = MODE_THREADS, .speed = 1};
	for (size_t i = 0; i < ARRAY_LENGTH(bands); i++)
		*outcome_add_rule(o) =
			(struct rule){.kind = RULE_BAND, .gain = bands[i].gain, .share = bands[i].share};
	*outcome_add_finding(o) = (struct finding){.stage = STAGE_CHECK, .mode = MODE_THREADS};
	*outcome_add_finding(o) = (struct finding){.stage = STAGE_CENSUS, .mode = MODE_THREADS};
}

/* --- many gradings -------------------------------------------------------------------- */

struct counts {
	int over, under; /* earned more than is due; earned plus pending is less than is due */
	int pending, most_series;
	double rounds;
};

static struct counts grade_many(const struct machine *m, gsl_rng *random, double speedup, double truth)
{
	struct counts c = {0};
	double due = 0;

	score_band_of(bands, ARRAY_LENGTH(bands), (struct interval){truth, truth, truth}, &due);
	for (int run = 0; run < runs; run++) {
		struct grading g = {.machine = m, .random = random, .student_speedup = speedup};
		start_grading(&g);
		run_grading(&g);
		const struct part *part = &g.outcome.parts[0];
		c.over += part->points > due + 1e-9;
		c.under += part->points + part->pending < due - 1e-9;
		c.pending += part->pending > 0;
		c.rounds += (double)g.rounds / runs;
		outcome_free(&g.outcome);
	}
	return c;
}

/* Is the true gain far from every border? */
static bool is_far(double truth)
{
	for (size_t i = 0; i < ARRAY_LENGTH(bands); i++)
		if (fabs(truth - bands[i].gain) < 0.1)
			return false;
	return true;
}

/* The error budget stats_error_most, plus three standard errors. */
static int allowed(double share)
{
	return (int)(runs * share + 3 * sqrt(runs * share * (1 - share)));
}

static bool examine(const struct machine *m, gsl_rng *random, double gain)
{
	double speedup = 1 + gain * (reference_speedup - 1), truth = truth_of(m, random, speedup);
	struct counts c = grade_many(m, random, speedup, truth);
	bool far = is_far(truth);
	bool good = c.over + c.under <= allowed(stats_error_most) &&
	            (!far || c.pending <= allowed(m->pending_most));

	printf("%s %s, gain %.3f: too much in %.2f%%, too little in %.2f%%, pending in %.1f%%, %.0f rounds%s\n",
	       good ? "ok" : "not ok", m->name, truth, 100.0 * c.over / runs, 100.0 * c.under / runs,
	       100.0 * c.pending / runs, c.rounds, far ? " (far from every border)" : "");
	return good;
}

int main(int argc, char **argv)
{
	/* Far from every border; then just below and just above a border. */
	static const double gains[] = {0, 0.32, 0.57, 0.82, 1, 0.44, 0.46, 0.69, 0.71};
	gsl_rng *random = gsl_rng_alloc(gsl_rng_mt19937);
	bool good = true;
	uint64_t asked;

	if (argc > 1 && parse_uint64(argv[1], 1, 1000000, &asked) == 0)
		runs = (int)asked;
	gsl_rng_set(random, 14);
	for (size_t i = 0; i < ARRAY_LENGTH(machines); i++)
		for (size_t j = 0; j < ARRAY_LENGTH(gains); j++)
			good &= examine(&machines[i], random, gains[j]);
	gsl_rng_free(random);
	return good ? 0 : 1;
}
