/* intervals.c - medians and their exact intervals, on which grades depend.
 *
 * Times on a busy machine are skewed and have outliers, so only ranks are used and no
 * distribution is assumed.  Rounds of one series are alike, but another series may find the
 * machine in another state.  If the series agree, all rounds are pooled; if not, the
 * interval covers that of each series.
 *
 * It never drops a value, and never turns infinities into NaN; stats_gain uses
 * infinity for "off the scale".
 */
#include "stats.h"

#include <math.h>
#include <stdlib.h>

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_sort.h>

#include "../base/base.h"

/* Group-sequential looks.  Each interval has 99%, so by Bonferroni's bound all
 * five looks together err in less than 5% of all gradings, however dependent
 * they are (Pocock 1977 gives a sharper constant; the bound needs no model). */
const int stats_looks[] = {9, 12, 15, 20, 25};
const int stats_look_count = ARRAY_LENGTH(stats_looks);
const double stats_level = 0.99;
const double stats_error_most = 0.05;

static double *sorted_copy(const double *x, size_t n)
{
	double *copy = xmalloc(n * sizeof *copy);

	for (size_t i = 0; i < n; i++)
		copy[i] = x[i];
	gsl_sort(copy, 1, n);
	return copy;
}

/* GSL's median of sorted data adds the middle two, which gives NaN for opposite
 * infinities.  The median is 0 then; the interval shows how uncertain that is. */
static double median_of_sorted(const double *sorted, size_t n)
{
	double below = sorted[(n - 1) / 2], above = sorted[n / 2];

	if (isinf(below) && isinf(above))
		return below == above ? below : 0;
	return 0.5 * below + 0.5 * above;
}

double stats_median(const double *x, size_t n)
{
	double *sorted = sorted_copy(x, n);
	double median = median_of_sorted(sorted, n);

	free(sorted);
	return median;
}

/* Coverage of [x(k), x(n+1-k)], k from 1: the median lies outside exactly when
 * fewer than k of n fair coins show heads, or fewer than k show tails (David &
 * Nagaraja 2003, 7.1; the inverted sign test).  With
 * ties it covers at least this much. */
static double coverage_of(size_t k, size_t n)
{
	return 1 - 2 * gsl_cdf_binomial_P((unsigned)(k - 1), 0.5, (unsigned)n);
}

/* Largest k whose interval still covers `level`; 0 if none does. */
static size_t narrowest(size_t n, double level)
{
	size_t k = 0;

	while (k + 1 <= n / 2 && coverage_of(k + 1, n) >= level)
		k++;
	return k;
}

double stats_looks_error(double level)
{
	double error = 0;

	for (int look = 0; look < stats_look_count; look++) {
		size_t n = (size_t)stats_looks[look], k = narrowest(n, level);
		error += k ? 1 - coverage_of(k, n) : 0; /* no interval, no claim */
	}
	return error;
}

/* The error budget of all looks of all series, spent as follows (alpha spending; Lan &
 * DeMets 1983): the first series spends what its looks at 99% cost, and each further one
 * half of the remainder.  By Bonferroni's bound the total holds however the looks depend on
 * each other, and for any number of series. */
double stats_level_of(int series)
{
	enum { HALVINGS_MOST = 30 }; /* beyond this, a double cannot distinguish the level from 1 */
	double left = stats_error_most - stats_looks_error(stats_level);
	int halvings = series - 1 < HALVINGS_MOST ? series - 1 : HALVINGS_MOST;

	return series <= 1 ? stats_level : 1 - ldexp(left, -halvings) / stats_look_count;
}

size_t stats_rounds_least(double level)
{
	return (size_t)ceil(1 - log2(1 - level) - 1e-9); /* [min, max] misses by chance 2^(1-n) */
}

int stats_median_interval(const double *x, size_t n, double level, struct stats_interval *result)
{
	size_t k = narrowest(n, level);

	if (k == 0)
		return error_set("median interval: %zu rounds cannot cover %g%%; measure more rounds", n,
		                 100 * level);
	double *sorted = sorted_copy(x, n);
	*result = (struct stats_interval){
		.median = median_of_sorted(sorted, n),
		.low = sorted[k - 1],
		.high = sorted[n - k],
		.coverage = coverage_of(k, n),
	};
	free(sorted);
	return 0;
}

/* --- several series -------------------------------------------------------- */

/* The median and interval of one series. */
struct block {
	struct stats_interval own;
};

static size_t take_block(const double *x, const int *block, size_t n, int which, double *taken)
{
	size_t count = 0;

	for (size_t i = 0; i < n; i++)
		if (block[i] == which)
			taken[count++] = x[i];
	return count;
}

/* The series with enough rounds for an interval, at most one for each round. */
static size_t own_intervals(const double *x, const int *block, size_t n, struct block *blocks)
{
	double *taken = xmalloc((n + 1) * sizeof *taken);
	size_t count = 0;

	for (size_t i = 0; i < n; i++) {
		bool first = true;
		for (size_t j = 0; j < i; j++)
			first &= block[j] != block[i];
		size_t size = first ? take_block(x, block, n, block[i], taken) : 0;
		if (size >= stats_rounds_least(stats_level) &&
		    stats_median_interval(taken, size, stats_level, &blocks[count].own) == 0)
			count++;
	}
	free(taken);
	return count;
}

/* Does some block's median lie outside another's interval? */
static bool disagree(const struct block *blocks, size_t count)
{
	for (size_t i = 0; i < count; i++)
		for (size_t j = 0; j < count; j++)
			if (blocks[i].own.median < blocks[j].own.low ||
			    blocks[i].own.median > blocks[j].own.high)
				return true;
	return false;
}

int stats_block_interval(const double *x, const int *block, size_t n, double level,
                         struct stats_interval *result)
{
	if (!block)
		return stats_median_interval(x, n, level, result);
	struct block *blocks = xcalloc(n + 1, sizeof *blocks);
	int failed = stats_median_interval(x, n, level, result);
	size_t count = failed ? 0 : own_intervals(x, block, n, blocks);

	if (disagree(blocks, count))
		for (size_t i = 0; i < count; i++) {
			result->low = fmin(result->low, blocks[i].own.low);
			result->high = fmax(result->high, blocks[i].own.high);
		}
	free(blocks);
	return failed;
}

/* --- ratios ---------------------------------------------------------------- */

/* Times are above 0.  Infinity is allowed: the call never returned. */
static int check_times(const char *what, const double *seconds, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (!(seconds[i] > 0))
			return error_set("round %zu: %s time is %g s; a time must be above 0", i + 1, what,
			                 seconds[i]);
	}
	return 0;
}

/* The baseline must be finite too, or a ratio could be infinity / infinity. */
static int check_baseline(const double *seconds, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (!(seconds[i] > 0 && isfinite(seconds[i])))
			return error_set("round %zu: serial time is %g s; it must be finite and above 0",
			                 i + 1, seconds[i]);
	}
	return 0;
}

/* Ratios are paired within a round, so that drift between rounds cancels (as in
 * nanobench's `compare`).  Logarithms give a factor of 2 the same weight as one of
 * 1/2; the median assumes no distribution (Hoefler &
 * Belli 2015, 3.1.3). */
int stats_paired_speedup(const double *serial, const double *parallel, const int *block, size_t n,
                         double level, struct stats_interval *result)
{
	if (check_baseline(serial, n) || check_times("parallel", parallel, n))
		return -1;
	double *logs = xmalloc((n + 1) * sizeof *logs);
	for (size_t i = 0; i < n; i++)
		logs[i] = log(serial[i] / parallel[i]);
	int failed = stats_block_interval(logs, block, n, level, result);
	free(logs);
	if (failed)
		return -1;
	result->median = exp(result->median);
	result->low = exp(result->low);
	result->high = exp(result->high);
	return 0;
}

static double gain_of_round(double serial, double reference, double student)
{
	double reference_speedup = serial / reference, student_speedup = serial / student;

	if (reference_speedup > 1)
		return (student_speedup - 1) / (reference_speedup - 1);
	return student_speedup > 1 ? INFINITY : -INFINITY;
}

int stats_gain(const double *reference_serial, const double *reference, const double *student,
               const int *block, size_t n, double level, struct stats_interval *result)
{
	if (check_baseline(reference_serial, n) || check_times("reference", reference, n) ||
	    check_times("student", student, n))
		return -1;
	double *gains = xmalloc((n + 1) * sizeof *gains);
	for (size_t i = 0; i < n; i++)
		gains[i] = gain_of_round(reference_serial[i], reference[i], student[i]);
	int failed = stats_block_interval(gains, block, n, level, result);
	free(gains);
	return failed;
}
