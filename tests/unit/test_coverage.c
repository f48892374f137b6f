/* objects: stats/intervals measure/arm_order base/base */
/* program */
/* test_coverage.c - do the intervals cover the true value as often as they claim?
 *
 * Simulates rounds on machines that drift from call to call in various ways, with arms in the
 * order of measure/arm_order.h and known true values.  Tests for each machine, for the student's
 * speedup and for the gain, how often one interval at 9 rounds covers the true value, and how
 * often all intervals at 9, 12, 15, 20 and 25 rounds do.  Parallel calls may have different noise
 * from serial ones; then the true value is the median over rounds without drift. */
#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>
#include <gsl/gsl_sort.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/base.h"
#include "measure/arm_order.h"
#include "stats/stats.h"

enum { MOST = 25, RUNS = 20000, TRUTH_DRAWS = 400000 };
/* The arms of a round that are used. */
enum { SERIAL, REFERENCE, STUDENT, ARMS = 7 };
static const double reference_speedup = 1.9, student_speedup = 1.65;

/* A machine: its drift at call number `call` of a series, and the random noise of serial and of
 * parallel calls. */
struct machine {
	const char *name;
	double (*drift)(gsl_rng *random, int call, double *state);
	double (*serial)(gsl_rng *random);
	double (*parallel)(gsl_rng *random);
};

static double steady(gsl_rng *random, int call, double *state)
{
	(void)random, (void)call, (void)state;
	return 1;
}

static double walk(gsl_rng *random, int call, double *state)
{
	(void)call;
	*state += 0.02 * gsl_ran_gaussian(random, 1);
	return exp(*state);
}

static double wave(gsl_rng *random, int call, double *state)
{
	if (call == 0)
		*state = 6.28 * gsl_rng_uniform(random);
	return 1 + 0.25 * sin(*state + 0.1 * call);
}

/* Thermal throttling: from some call on, a third slower. */
static double throttled(gsl_rng *random, int call, double *state)
{
	if (call == 0)
		*state = MOST * ARMS * gsl_rng_uniform(random);
	return call < *state ? 1 : 1.33;
}

/* Each call is a little slower than the one before it. */
static double warming(gsl_rng *random, int call, double *state)
{
	(void)random, (void)state;
	return 1 + 0.004 * call;
}

static double lognormal(gsl_rng *random)
{
	return gsl_ran_lognormal(random, 0, 0.02);
}

static double skewed(gsl_rng *random)
{
	return exp(0.03 * (gsl_ran_exponential(random, 1) - M_LN2));
}

/* One call in ten is disturbed and takes up to twice as long. */
static double spiked(gsl_rng *random)
{
	double time = gsl_ran_lognormal(random, 0, 0.01);

	return gsl_rng_uniform(random) < 0.1 ? time * gsl_ran_flat(random, 1, 2) : time;
}

/* Several workers wait for the slowest. */
static double slowest(gsl_rng *random)
{
	return fmax(fmax(skewed(random), skewed(random)), fmax(skewed(random), spiked(random)));
}

static const struct machine machines[] = {
	{"steady", steady, lognormal, lognormal},
	{"skewed noise", steady, skewed, skewed},
	{"spikes", steady, spiked, spiked},
	{"workers wait for the slowest", steady, lognormal, slowest},
	{"random walk", walk, lognormal, lognormal},
	{"random walk, spikes", walk, spiked, spiked},
	{"slow wave", wave, lognormal, lognormal},
	{"warming up", warming, lognormal, lognormal},
	{"throttled half-way", throttled, lognormal, lognormal},
};

/* A quantity: its value in one round, and its interval over n rounds. */
struct figure {
	const char *name;
	double (*of_round)(const double *seconds);
	int (*interval)(const double *serial, const double *reference, const double *student, size_t n,
	                struct stats_interval *found);
};

static double speedup_of_round(const double *seconds)
{
	return seconds[SERIAL] / seconds[STUDENT];
}

static int speedup_interval(const double *serial, const double *reference, const double *student, size_t n,
                            struct stats_interval *found)
{
	(void)reference;
	return stats_paired_speedup(serial, student, NULL, n, stats_level, found);
}

static double gain_of_round(const double *seconds)
{
	return (seconds[SERIAL] / seconds[STUDENT] - 1) / (seconds[SERIAL] / seconds[REFERENCE] - 1);
}

static int gain_interval(const double *serial, const double *reference, const double *student, size_t n,
                         struct stats_interval *found)
{
	return stats_gain(serial, reference, student, NULL, n, stats_level, found);
}

static const struct figure figures[] = {
	{"speedup", speedup_of_round, speedup_interval},
	{"gain", gain_of_round, gain_interval},
};
enum { FIGURES = ARRAY_LENGTH(figures) };

static double call_of(const struct machine *m, gsl_rng *random, size_t arm)
{
	switch (arm) {
	case SERIAL:
		return m->serial(random);
	case REFERENCE:
		return m->parallel(random) / reference_speedup;
	case STUDENT:
		return m->parallel(random) / student_speedup;
	default:
		return m->parallel(random); /* the canary, the student's serial mode, ... */
	}
}

static double truth_of(const struct figure *f, const struct machine *m, gsl_rng *random)
{
	double *x = xcalloc(TRUTH_DRAWS, sizeof *x);

	for (int i = 0; i < TRUTH_DRAWS; i++) {
		const double seconds[] = {
			call_of(m, random, SERIAL),
			call_of(m, random, REFERENCE),
			call_of(m, random, STUDENT),
		};
		x[i] = f->of_round(seconds);
	}
	gsl_sort(x, 1, TRUTH_DRAWS);
	double median = x[TRUTH_DRAWS / 2];
	free(x);
	return median;
}

/* times[arm][round] of one series. */
static void simulate_series(const struct machine *m, gsl_rng *random, double times[ARMS][MOST])
{
	uint64_t seed = gsl_rng_get(random);
	double state = 0;

	for (size_t round = 0; round < MOST; round++) {
		size_t order[ARMS];
		arm_order(seed, round, ARMS, order);
		for (size_t place = 0; place < ARMS; place++)
			times[order[place]][round] = call_of(m, random, order[place]) *
			                             m->drift(random, (int)(round * ARMS + place), &state);
	}
}

struct rates {
	double first, always;
};

/* Count whether the interval at the first look, and those at all looks, cover the true value. */
static void add_series(const struct figure *f, double truth, double times[ARMS][MOST], struct rates *rates)
{
	bool always = true;

	for (int look = 0; look < stats_look_count; look++) {
		struct stats_interval found;
		f->interval(times[SERIAL], times[REFERENCE], times[STUDENT], (size_t)stats_looks[look],
		            &found);
		bool covers = found.low <= truth && truth <= found.high;
		always &= covers;
		rates->first += look == 0 && covers;
	}
	rates->always += always;
}

static bool say(const struct machine *m, const struct figure *f, const struct rates *r)
{
	/* The exact coverage at the first look, 1 - 2/2^9, less three standard errors. */
	const double first = 1 - 2 / 512.0 - 3 * 0.00044, bound = 1 - stats_looks_error(stats_level);
	bool good = r->first / RUNS >= first && r->always / RUNS >= bound - 0.003;

	printf("%s %s, %s: 9 rounds cover %.2f%% (99.61%% promised), all five looks %.2f%% (at least %.2f%%)\n",
	       good ? "ok" : "not ok", m->name, f->name, 100 * r->first / RUNS, 100 * r->always / RUNS,
	       100 * bound);
	return good;
}

int main(void)
{
	static double times[ARMS][MOST];
	gsl_rng *random = gsl_rng_alloc(gsl_rng_mt19937);
	bool good = true;

	gsl_rng_set(random, 12);
	for (size_t i = 0; i < ARRAY_LENGTH(machines); i++) {
		struct rates rates[FIGURES] = {0};
		double truth[FIGURES];
		for (size_t f = 0; f < FIGURES; f++)
			truth[f] = truth_of(&figures[f], &machines[i], random);
		for (int run = 0; run < RUNS; run++) {
			simulate_series(&machines[i], random, times);
			for (size_t f = 0; f < FIGURES; f++)
				add_series(&figures[f], truth[f], times, &rates[f]);
		}
		for (size_t f = 0; f < FIGURES; f++)
			good &= say(&machines[i], &figures[f], &rates[f]);
	}
	gsl_rng_free(random);
	return good ? 0 : 1;
}
