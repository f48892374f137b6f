/* stats.h - the estimators, each with its source.  Pure: numbers in, numbers
 * out; no files, no clock, no global state.
 *
 * n is the number of rounds.  Functions that need more rounds than they are
 * given return -1 with error_text().
 */
#ifndef PARLAB_STATS_H
#define PARLAB_STATS_H

#include <stddef.h>
#include <stdint.h>

/* Coverage: the exact one, >= the requested level. */
struct stats_interval {
	double median, low, high, coverage;
};

double stats_median(const double *x, size_t n); /* n >= 1 */
/* Exact interval for the median from order statistics (the inverted sign test): Hoefler & Belli 2015, section 3.1.3; David & Nagaraja, Order
 * Statistics, 7.1.  -1 if even [min, max] covers less than `level`. */
int stats_median_interval(const double *x, size_t n, double level, struct stats_interval *result);
/* stats_block_interval: the same for rounds of several series, block[i] being the series of
 * round i; NULL: one series.  All rounds are pooled; but if the median of one series lies
 * outside the interval of another (stats_level), the interval is widened to cover that of
 * each series. */
int stats_block_interval(const double *x, const int *block, size_t n, double level,
                         struct stats_interval *result);
/* Paired speedup: exp of the median of ln(serial[i] / parallel[i]) and its interval, by stats_block_interval. */
int stats_paired_speedup(const double *serial, const double *parallel, const int *block, size_t n,
                         double level, struct stats_interval *result);
/* Normalised gain per round, (S_student - 1) / (S_reference - 1), median and
 * interval, by stats_block_interval.  All arrays are paired by round; seconds.  A round in
 * which the reference does not speed up (S_reference <= 1) counts as +infinity
 * gain when the student is faster than serial, else as -infinity: such rounds
 * sort to the ends, and an interval that reaches them has no finite end there. */
int stats_gain(const double *reference_serial, const double *reference, const double *student,
               const int *block, size_t n, double level, struct stats_interval *result);
/* Percentile bootstrap over whole rounds (Efron & Tibshirani 1993, ch. 13),
 * seeded and reproducible: statistic(rows, n, context) is called with resampled row indices. */
int stats_bootstrap(size_t n, double (*statistic)(const size_t *rows, size_t n, void *context), void *context,
                    unsigned resamples, uint64_t seed, double level, struct stats_interval *result);

/* Sequential looks at 9, 12, 15, 20, 25 rounds.  Each look's interval has
 * stats_level; Bonferroni's bound on all looks together is stats_looks_error. */
extern const int stats_looks[];
extern const int stats_look_count;
extern const double stats_level; /* 0.99 */
/* stats_looks_error: the sum, over all looks, of one minus the exact coverage
 * of the interval taken there: an upper bound on the chance that any of them
 * misses the true median, however the looks depend on each other. */
double stats_looks_error(double level);
/* stats_level_of: the level of each look when this many series exist, such that the chance
 * that any look of any series, present or future, misses the true median is at most
 * stats_error_most. */
extern const double stats_error_most; /* 0.05 */
double stats_level_of(int series);
size_t stats_rounds_least(double level); /* fewer give no interval of this level */

/* Scaling models.  `workers` counts from 1; speedups are over one worker's time. */
double stats_karp_flatt(
	double speedup,
	int workers); /* experimentally determined serial fraction; Karp & Flatt 1990; workers >= 2 */
double stats_amdahl(double serial_fraction, double workers); /* predicted speedup; Amdahl 1967 */
double stats_usl(double contention, double coherency,
                 double workers); /* Gunther 1993; Gunther 2007, chapter 4 */

/* stats_karp_flatt_interval: the serial fraction's interval from the speedup's.
 * The fraction falls as the speedup rises, so the ends swap and the
 * coverage stays exact.  Returns whether it is resolved, that is, lies above 0.  If
 * it is not, show "unresolved" instead of a figure. */
int stats_karp_flatt_interval(const struct stats_interval *speedup, int workers,
                              struct stats_interval *result);

/* Fits over n worker counts, ascending, each once.  -1 if there are fewer than the model
 * needs (STATS_AMDAHL_LEAST, STATS_USL_LEAST), if a count or speedup is not above 0, if too
 * few counts differ, or if a coefficient is negative: then the model does not apply, and no
 * curve may be drawn. */
enum { STATS_AMDAHL_LEAST = 4, STATS_USL_LEAST = 6 };
/* stats_amdahl_fit: least squares of 1/S = 1/p + f (1 - 1/p), linear in f. */
int stats_amdahl_fit(const double *workers, const double *speedup, size_t n, double *serial_fraction);
/* Peak: infinity without coherency. */
struct stats_usl_fit {
	double contention, coherency, peak_workers;
};
/* stats_usl_fit: non-linear least squares of S = p / (1 + a (p - 1) + b p (p - 1))
 * (Levenberg-Marquardt, GSL), started from the linear fit of p/S - 1. */
int stats_usl_fit(const double *workers, const double *speedup, size_t n, struct stats_usl_fit *fit);

/* Break-even: the size from which on one mode is faster than another.
 * speedup[i] is the paired speedup at the i-th of `count` sizes, which ascend.
 * A size is won if its whole interval lies above 1, lost if it lies below 1, and
 * open otherwise (NaN included).  Nothing is interpolated: the break-even lies between the
 * last size that was lost and `from`. */
struct stats_break_even {
	size_t from;  /* the first size from which on all are won; `count`: the largest is not won */
	size_t after; /* one past the last lost size; 0: none is lost */
};
struct stats_break_even stats_break_even(const struct stats_interval *speedup, size_t count);

#endif
