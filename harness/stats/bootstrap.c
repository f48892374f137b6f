/* bootstrap.c - intervals for derived numbers, which have no exact interval.
 *
 * Whole rounds are resampled, never single times: the arms of a round ran under the same
 * conditions and belong together.  The draws come from Philox, so a seed gives the same
 * interval on every machine.
 */
#include "stats.h"

#include <math.h>
#include <stdlib.h>

#include <Random123/philox.h>
#include <gsl/gsl_sort.h>

#include "../base/base.h"

/* Rows of one resample.  One Philox block gives two 64-bit draws; the upper
 * half of the product with n maps a draw to 0..n-1 (Lemire 2019) with a bias
 * below n / 2^64. */
static void draw_rows(uint64_t seed, unsigned resample, size_t n, size_t *rows)
{
	philox2x64_key_t key = {{seed}};

	for (size_t i = 0; i < n; i += 2) {
		philox2x64_ctr_t counter = {{i / 2, resample}};
		philox2x64_ctr_t draw = philox2x64(counter, key);
		for (size_t j = 0; j < 2 && i + j < n; j++)
			rows[i + j] = (size_t)(((unsigned __int128)draw.v[j] * n) >> 64);
	}
}

/* Statistics of all resamples, sorted; -1 if one of them is not a number. */
static int resample_all(size_t n, double (*statistic)(const size_t *rows, size_t n, void *context),
                        void *context, unsigned resamples, uint64_t seed, size_t *rows, double *values)
{
	for (unsigned b = 0; b < resamples; b++) {
		draw_rows(seed, b, n, rows);
		values[b] = statistic(rows, n, context);
		if (isnan(values[b]))
			return error_set("bootstrap: the statistic of resample %u is not a number", b);
	}
	gsl_sort(values, 1, resamples);
	return 0;
}

/* The ends are order statistics, the k-th from either end with k the whole part
 * of (B + 1) alpha (Efron & Tibshirani 1993, 12.5 and 13.3): no
 * interpolation, so an infinite statistic stays infinite and nothing is NaN. */
int stats_bootstrap(size_t n, double (*statistic)(const size_t *rows, size_t n, void *context), void *context,
                    unsigned resamples, uint64_t seed, double level, struct stats_interval *result)
{
	/* The small addend keeps 0.005 * 1000 from becoming 4.99... */
	double tail = floor(((double)resamples + 1) * (1 - level) / 2 + 1e-9);

	if (n < 2)
		return error_set("bootstrap: %zu rounds are too few; it needs 2", n);
	if (tail < 1)
		return error_set("bootstrap: %u resamples are too few for %g%%", resamples, 100 * level);

	size_t k = (size_t)tail;
	size_t *rows = xmalloc(n * sizeof *rows);
	double *values = xmalloc(resamples * sizeof *values);
	int failed = resample_all(n, statistic, context, resamples, seed, rows, values);
	if (!failed) {
		for (size_t i = 0; i < n; i++)
			rows[i] = i;
		*result = (struct stats_interval){
			.median = statistic(rows, n, context), /* of the rounds as measured */
			.low = values[k - 1],
			.high = values[resamples - k],
			.coverage = level, /* nominal: a bootstrap has no exact one */
		};
	}
	free(rows);
	free(values);
	return failed;
}
