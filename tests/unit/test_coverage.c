/* objects: stats/order base/base */
/* program */
/* test_coverage.c - do the intervals cover the truth as often as they say?
 *
 * Simulated rounds on machines that drift, each in a way of its own; the truth
 * is known.  For each: how often one interval at 9 rounds covers it, and how
 * often a grader that looks at 9, 12, 15, 20 and 25 rounds is never misled. */
#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>
#include <math.h>
#include <stdio.h>

#include "base/base.h"
#include "stats/stats.h"

enum { MOST = 25, RUNS = 20000 };

/* A machine: what it does to all arms of round i, and to one arm of it.  The
 * latter must have a median of 1, or there would be no truth to cover. */
struct machine {
	const char *name;
	double (*shared)(gsl_rng *random, int round, double *state);
	double (*own)(gsl_rng *random);
};

static double steady(gsl_rng *random, int round, double *state)
{
	(void)random, (void)round, (void)state;
	return 1;
}

static double walk(gsl_rng *random, int round, double *state)
{
	(void)round;
	*state += 0.05 * gsl_ran_gaussian(random, 1);
	return exp(*state);
}

static double wave(gsl_rng *random, int round, double *state)
{
	if (round == 0)
		*state = 6.28 * gsl_rng_uniform(random);
	return 1 + 0.25 * sin(*state + 0.7 * round);
}

/* It heats up, and then runs a third slower. */
static double throttled(gsl_rng *random, int round, double *state)
{
	if (round == 0)
		*state = MOST * gsl_rng_uniform(random);
	return round < *state ? 1 : 1.33;
}

static double lognormal(gsl_rng *random)
{
	return gsl_ran_lognormal(random, 0, 0.02);
}

static double skewed(gsl_rng *random)
{
	return exp(0.03 * (gsl_ran_exponential(random, 1) - M_LN2));
}

/* One call in ten is hit by something and takes up to twice as long. */
static double spiked(gsl_rng *random)
{
	double time = gsl_ran_lognormal(random, 0, 0.01);
	return gsl_rng_uniform(random) < 0.1 ? time * gsl_ran_flat(random, 1, 2) : time;
}

static const struct machine machines[] = {
	{"steady", steady, lognormal},       {"skewed noise", steady, skewed},
	{"spikes", steady, spiked},          {"random walk", walk, lognormal},
	{"random walk, spikes", walk, spiked}, {"slow wave, skewed", wave, skewed},
	{"throttled half-way", throttled, lognormal},
};

struct rates {
	double first, always;
};

static struct rates simulate(const struct machine *m, gsl_rng *random)
{
	struct rates rates = {0};

	for (int run = 0; run < RUNS; run++) {
		double serial[MOST], parallel[MOST], truth = 1 + 7 * gsl_rng_uniform(random), state = 0;
		for (int i = 0; i < MOST; i++) {
			double shared = m->shared(random, i, &state);
			serial[i] = shared * m->own(random);
			parallel[i] = shared * m->own(random) / truth;
		}
		bool always = true;
		for (int look = 0; look < stats_look_count; look++) {
			struct stats_interval found;
			stats_paired_speedup(serial, parallel, (size_t)stats_looks[look], stats_level, &found);
			bool covers = found.low <= truth && truth <= found.high;
			always &= covers;
			rates.first += look == 0 && covers;
		}
		rates.always += always;
	}
	return (struct rates){rates.first / RUNS, rates.always / RUNS};
}

int main(void)
{
	/* The exact coverage at the first look, 1 - 2/2^9, less three standard errors. */
	const double first = 1 - 2 / 512.0 - 3 * 0.00044, bound = 1 - stats_looks_error(stats_level);
	gsl_rng *random = gsl_rng_alloc(gsl_rng_mt19937);
	int failed = 0;

	gsl_rng_set(random, 12);
	for (size_t i = 0; i < ARRAY_LENGTH(machines); i++) {
		struct rates r = simulate(&machines[i], random);
		bool good = r.first >= first && r.always >= bound - 0.003;
		printf("%s %s: 9 rounds cover %.2f%% (99.61%% promised), all five looks %.2f%% (at least %.2f%%)\n",
		       good ? "ok" : "not ok", machines[i].name, 100 * r.first, 100 * r.always, 100 * bound);
		failed |= !good;
	}
	gsl_rng_free(random);
	return failed;
}
