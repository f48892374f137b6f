/* objects: stats/intervals stats/scaling base/base */
/* program */
/* test_stats_peer.c - the estimators compared with an independent implementation in Python
 * (stats_peer.py), on random data.  Skipped without python3. */
#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/base.h"
#include "stats/stats.h"

enum { TRIALS = 40, MOST = 75, COUNTS = 7 };
static const double counts[COUNTS] = {1, 2, 4, 8, 16, 32, 64};

static void send(FILE *to, const char *name, const double *results, size_t r, const double *x, size_t n)
{
	fputs(name, to);
	for (size_t i = 0; i < r; i++)
		fprintf(to, " %.17g", results[i]);
	fputs(" |", to);
	for (size_t i = 0; i < n; i++)
		fprintf(to, " %.17g", x[i]);
	fputc('\n', to);
}

static void send_interval(FILE *to, const char *name, const struct stats_interval *i, const double *x,
                          size_t n)
{
	send(to, name, (double[]){i->median, i->low, i->high, i->coverage}, 4, x, n);
}

/* Serial times near 1 s, the reference's near 0.5 s, the student's in between. */
static void send_rounds(FILE *to, gsl_rng *random, size_t n)
{
	double x[MOST], median;
	struct stats_interval found;

	for (size_t i = 0; i < n; i++) {
		double drift = gsl_ran_lognormal(random, 0, 0.2);
		x[i] = drift * gsl_ran_lognormal(random, 0, 0.05);
		x[n + i] = 0.5 * drift * gsl_ran_lognormal(random, 0, 0.05);
		x[2 * n + i] = 0.7 * drift * gsl_ran_lognormal(random, 0, 0.05);
	}
	median = stats_median(x, n);
	send(to, "median", &median, 1, x, n);
	if (stats_median_interval(x, n, stats_level, &found) == 0)
		send_interval(to, "interval", &found, x, n);
	if (stats_paired_speedup(x, x + n, NULL, n, stats_level, &found) == 0)
		send_interval(to, "speedup", &found, x, 2 * n);
	if (stats_gain(x, x + n, x + 2 * n, NULL, n, stats_level, &found) == 0)
		send_interval(to, "gain", &found, x, 3 * n);
}

static void send_models(FILE *to, gsl_rng *random)
{
	double x[2 * COUNTS], f = gsl_ran_flat(random, 0.05, 0.4), b = gsl_ran_flat(random, 0.001, 0.01);
	struct stats_usl_fit fit;

	for (int i = 0; i < COUNTS; i++) {
		x[i] = counts[i];
		x[COUNTS + i] = stats_amdahl(f, counts[i]) * gsl_ran_lognormal(random, 0, 0.02);
	}
	double kf = stats_karp_flatt(x[COUNTS + 3], (int)counts[3]), fitted;
	send(to, "karp-flatt", &kf, 1, (double[]){x[COUNTS + 3], counts[3]}, 2);
	if (stats_amdahl_fit(x, x + COUNTS, COUNTS, &fitted) == 0)
		send(to, "amdahl", &fitted, 1, x, 2 * COUNTS);
	for (int i = 0; i < COUNTS; i++)
		x[COUNTS + i] = stats_usl(f, b, counts[i]) * gsl_ran_lognormal(random, 0, 0.01);
	if (stats_usl_fit(x, x + COUNTS, COUNTS, &fit) == 0)
		send(to, "usl", (double[]){fit.contention, fit.coherency}, 2, x, 2 * COUNTS);
}

int main(void)
{
	/* A shim named python3 may exist without a Python. */
	if (system("python3 -c 'import fractions' >/dev/null 2>&1") != 0) {
		puts("ok - python agrees # SKIP there is no python3 here");
		return 0;
	}
	FILE *to = popen("python3 tests/unit/stats_peer.py", "w");
	gsl_rng *random = gsl_rng_alloc(gsl_rng_mt19937);

	if (!to)
		return 1;
	gsl_rng_set(random, 3);
	for (int trial = 0; trial < TRIALS; trial++) {
		send_rounds(to, random, (size_t)(8 + trial % 18));
		send_models(to, random);
	}
	gsl_rng_free(random);
	return pclose(to) == 0 ? 0 : 1;
}
