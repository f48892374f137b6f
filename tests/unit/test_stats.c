/* objects: stats/intervals stats/bootstrap base/base */
/* test_stats.c - estimators compared with hand-computed values, and their simulated coverage. */
#include <criterion/criterion.h>
#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>
#include <math.h>
#include <string.h>

#include "base/base.h"
#include "stats/stats.h"

enum { MOST = 25 };

/* 1, 2, ..., n in a scrambled order: the k-th smallest is k. */
static void ranks(double *x, size_t n)
{
	for (size_t i = 0; i < n; i++)
		x[i] = (double)((i * 7 + 3) % n) + 1;
}

Test(median, of_odd_even_and_single)
{
	cr_assert_eq(stats_median((double[]){3, 1, 2}, 3), 2);
	cr_assert_eq(stats_median((double[]){4, 1, 3, 2}, 4), 2.5);
	cr_assert_eq(stats_median((double[]){7}, 1), 7);
	cr_assert_eq(stats_median((double[]){-1, 1e308, 1e308, 1e308}, 4), 1e308);
}

Test(median, does_not_change_its_input)
{
	double x[] = {3, 1, 2};

	stats_median(x, 3);
	cr_assert_eq(x[0], 3);
	cr_assert_eq(x[2], 2);
}

Test(median, of_infinities_is_a_number)
{
	cr_assert_eq(stats_median((double[]){INFINITY, 1, INFINITY, INFINITY}, 4), INFINITY);
	cr_assert_eq(stats_median((double[]){-INFINITY, INFINITY}, 2), 0);
	cr_assert_eq(stats_median((double[]){-INFINITY, 5, INFINITY}, 3), 5);
	cr_assert_eq(stats_median((double[]){1, INFINITY}, 2), INFINITY);
}

/* Coverage of [x(k), x(n+1-k)] is 1 - 2 (C(n,0) + ... + C(n,k-1)) / 2^n. */
Test(median_interval, has_the_exact_coverage_at_every_look)
{
	static const struct {
		size_t n;
		double low, high, coverage;
	} exact[] = {
		{9, 1, 9, 1 - 2 * 1 / 512.0},
		{12, 2, 11, 1 - 2 * 13 / 4096.0},
		{15, 3, 13, 1 - 2 * 121 / 32768.0},
		{20, 4, 17, 1 - 2 * 1351 / 1048576.0},
		{25, 6, 20, 1 - 2 * 68406 / 33554432.0},
	};

	cr_assert_eq((size_t)stats_look_count, ARRAY_LENGTH(exact));
	for (size_t i = 0; i < ARRAY_LENGTH(exact); i++) {
		double x[MOST];
		struct stats_interval found;
		ranks(x, exact[i].n);
		cr_assert_eq((size_t)stats_looks[i], exact[i].n);
		cr_assert_eq(stats_median_interval(x, exact[i].n, 0.99, &found), 0);
		cr_assert_eq(found.low, exact[i].low, "n = %zu: low %g", exact[i].n, found.low);
		cr_assert_eq(found.high, exact[i].high, "n = %zu: high %g", exact[i].n, found.high);
		cr_assert_eq(found.median, ((double)exact[i].n + 1) / 2);
		cr_assert_float_eq(found.coverage, exact[i].coverage, 1e-12);
	}
}

/* The usual table of the sign test's intervals at 95%. */
Test(median_interval, agrees_with_the_published_table_at_95_percent)
{
	static const struct {
		size_t n;
		double low;
		double coverage;
	} table[] = {
		{6, 1, 0.9688},  {8, 1, 0.9922},  {9, 2, 0.9609},  {10, 2, 0.9785},
		{12, 3, 0.9614}, {15, 4, 0.9648}, {20, 6, 0.9586}, {25, 8, 0.9567},
	};

	for (size_t i = 0; i < ARRAY_LENGTH(table); i++) {
		double x[MOST];
		struct stats_interval found;
		ranks(x, table[i].n);
		cr_assert_eq(stats_median_interval(x, table[i].n, 0.95, &found), 0);
		cr_assert_eq(found.low, table[i].low, "n = %zu: low %g", table[i].n, found.low);
		cr_assert_float_eq(found.coverage, table[i].coverage, 5e-5);
	}
}

Test(median_interval, refuses_too_few_rounds)
{
	double x[] = {1, 2, 3, 4, 5, 6, 7, 8};
	struct stats_interval found;

	cr_assert_eq(stats_median_interval(x, 7, 0.99, &found), -1);
	cr_assert(strstr(error_text(), "7 rounds"));
	cr_assert_eq(stats_median_interval(x, 8, 0.99, &found), 0);
	for (size_t n = 0; n < 2; n++)
		cr_assert_eq(stats_median_interval(x, n, 0.5, &found), -1);
}

/* 20000 intervals: the standard error of a coverage near 0.995 is 0.0005. */
Test(median_interval, covers_the_median_of_skewed_times_as_often_as_claimed)
{
	gsl_rng *random = gsl_rng_alloc(gsl_rng_mt19937);

	gsl_rng_set(random, 20);
	for (int look = 0; look < stats_look_count; look++) {
		size_t n = (size_t)stats_looks[look];
		int runs = 20000, covered = 0;
		struct stats_interval found;
		for (int run = 0; run < runs; run++) {
			double x[MOST];
			for (size_t i = 0; i < n; i++)
				x[i] = gsl_ran_lognormal(random, 0, 1); /* median 1 */
			stats_median_interval(x, n, 0.99, &found);
			covered += found.low <= 1 && 1 <= found.high;
		}
		cr_assert_float_eq((double)covered / runs, found.coverage, 0.0025, "n = %zu: %d", n, covered);
	}
	gsl_rng_free(random);
}

Test(paired_speedup, cancels_drift_that_both_arms_share)
{
	double serial[9], parallel[9];
	struct stats_interval found;

	for (int i = 0; i < 9; i++) {
		serial[i] = 1 + 0.1 * i * i;
		parallel[i] = serial[i] / 4;
	}
	cr_assert_eq(stats_paired_speedup(serial, parallel, NULL, 9, 0.99, &found), 0);
	cr_assert_float_eq(found.median, 4, 1e-12);
	cr_assert_float_eq(found.low, 4, 1e-12);
	cr_assert_float_eq(found.high, 4, 1e-12);
	cr_assert_float_eq(found.coverage, 0.99609375, 1e-12);
}

Test(paired_speedup, takes_order_statistics_of_the_ratios)
{
	double serial[12], parallel[12];
	struct stats_interval found;

	for (int i = 0; i < 12; i++) {
		serial[i] = 1 << i; /* ratios 1, 2, 4, ..., 2048 */
		parallel[i] = 1;
	}
	cr_assert_eq(stats_paired_speedup(serial, parallel, NULL, 12, 0.99, &found), 0);
	cr_assert_float_eq(found.low, 2, 1e-12);
	cr_assert_float_eq(found.high, 1024, 1e-9);
	cr_assert_float_eq(found.median, sqrt(32.0 * 64), 1e-9); /* geometric mean of the middle two */
}

Test(paired_speedup, refuses_invalid_times)
{
	double good[9], bad[9];
	struct stats_interval found;
	static const double none[] = {0, -1, NAN};

	for (int i = 0; i < 9; i++)
		good[i] = bad[i] = 1;
	for (size_t i = 0; i < ARRAY_LENGTH(none); i++) {
		bad[4] = none[i];
		cr_assert_eq(stats_paired_speedup(good, bad, NULL, 9, 0.99, &found), -1);
		cr_assert_eq(stats_paired_speedup(bad, good, NULL, 9, 0.99, &found), -1);
		cr_assert(strstr(error_text(), "round 5"));
		cr_assert_eq(stats_gain(good, good, bad, NULL, 9, 0.99, &found), -1);
		cr_assert_eq(stats_gain(good, bad, good, NULL, 9, 0.99, &found), -1);
		cr_assert_eq(stats_gain(bad, good, good, NULL, 9, 0.99, &found), -1);
	}
}

Test(paired_speedup, of_a_run_that_never_ended_is_zero)
{
	double serial[9], parallel[9];
	struct stats_interval found;

	for (int i = 0; i < 9; i++) {
		serial[i] = 1;
		parallel[i] = INFINITY;
	}
	cr_assert_eq(stats_paired_speedup(serial, parallel, NULL, 9, 0.99, &found), 0);
	cr_assert_eq(found.median, 0);
	cr_assert_eq(stats_paired_speedup(parallel, serial, NULL, 9, 0.99, &found), -1);
}

/* Fills nine equal rounds. */
static void rounds_of(double *x, double seconds)
{
	for (int i = 0; i < 9; i++)
		x[i] = seconds;
}

Test(gain, is_0_for_serial_1_for_the_reference_and_linear_between)
{
	static const struct {
		double student, gain;
	} known[] = {
		{1.0, 0}, {0.25, 1}, {0.4, 0.5}, {0.2, 4.0 / 3}, {2.0, -0.5 / 3},
	};
	double serial[9], reference[9], student[9];
	struct stats_interval found;

	rounds_of(serial, 1);
	rounds_of(reference, 0.25); /* speedup 4 */
	for (size_t i = 0; i < ARRAY_LENGTH(known); i++) {
		rounds_of(student, known[i].student);
		cr_assert_eq(stats_gain(serial, reference, student, NULL, 9, 0.99, &found), 0);
		cr_assert_float_eq(found.median, known[i].gain, 1e-12);
		cr_assert_float_eq(found.low, known[i].gain, 1e-12);
		cr_assert_float_eq(found.high, known[i].gain, 1e-12);
	}
}

Test(gain, rounds_without_reference_speedup_only_widen_the_interval)
{
	double serial[9], reference[9], student[9];
	struct stats_interval found;

	rounds_of(serial, 1);
	rounds_of(reference, 0.5);
	rounds_of(student, 0.5);
	reference[2] = 1.5; /* slower than serial, and the student is faster: +infinity */
	cr_assert_eq(stats_gain(serial, reference, student, NULL, 9, 0.99, &found), 0);
	cr_assert_eq(found.median, 1);
	cr_assert_eq(found.low, 1);
	cr_assert_eq(found.high, INFINITY);
	reference[5] = 1.0;
	student[5] = 1.0; /* neither is faster: -infinity */
	cr_assert_eq(stats_gain(serial, reference, student, NULL, 9, 0.99, &found), 0);
	cr_assert_eq(found.low, -INFINITY);
	cr_assert_eq(found.median, 1);
}

Test(gain, is_never_nan_for_any_share_of_infinite_rounds)
{
	for (int off = 0; off < 1 << 10; off++) {
		double serial[10], reference[10], student[10];
		struct stats_interval found;
		for (int i = 0; i < 10; i++) {
			serial[i] = 1;
			reference[i] = off >> i & 1 ? (i % 3 ? 2 : INFINITY) : 0.5;
			student[i] = i % 2 ? 0.6 : INFINITY;
		}
		cr_assert_eq(stats_gain(serial, reference, student, NULL, 10, 0.99, &found), 0);
		cr_assert_not(isnan(found.median) || isnan(found.low) || isnan(found.high));
		cr_assert(found.low <= found.median && found.median <= found.high);
	}
}

static double mean_of_rows(const size_t *rows, size_t n, void *context)
{
	const double *x = context;
	double sum = 0;

	for (size_t i = 0; i < n; i++)
		sum += x[rows[i]];
	return sum / (double)n;
}

Test(bootstrap, is_reproducible_by_seed)
{
	double x[] = {1, 4, 2, 8, 5, 7, 1, 4, 2};
	struct stats_interval first, again, other;

	cr_assert_eq(stats_bootstrap(9, mean_of_rows, x, 999, 5, 0.99, &first), 0);
	cr_assert_eq(stats_bootstrap(9, mean_of_rows, x, 999, 5, 0.99, &again), 0);
	cr_assert_eq(stats_bootstrap(9, mean_of_rows, x, 999, 6, 0.99, &other), 0);
	cr_assert_eq(first.low, again.low);
	cr_assert_eq(first.high, again.high);
	cr_assert(first.low != other.low || first.high != other.high);
	cr_assert_float_eq(first.median, 34.0 / 9, 1e-12); /* the statistic of the original rounds */
	cr_assert_lt(first.low, first.median);
	cr_assert_gt(first.high, first.median);
}

/* The bootstrap distribution of a mean has mean(x) and var(x) / n (with n, not
 * n - 1, below), so a 95% interval is close to mean +- 1.96 sigma. */
Test(bootstrap, of_a_mean_has_the_known_width)
{
	double x[100], variance = 0;
	struct stats_interval found;

	for (int i = 0; i < 100; i++)
		x[i] = i;
	for (int i = 0; i < 100; i++)
		variance += (x[i] - 49.5) * (x[i] - 49.5) / 100;
	double sigma = sqrt(variance / 100);
	cr_assert_eq(stats_bootstrap(100, mean_of_rows, x, 9999, 1, 0.95, &found), 0);
	cr_assert_float_eq(found.low, 49.5 - 1.96 * sigma, 0.1 * sigma);
	cr_assert_float_eq(found.high, 49.5 + 1.96 * sigma, 0.1 * sigma);
}

static double rows_in_range(const size_t *rows, size_t n, void *context)
{
	size_t *seen = context;

	for (size_t i = 0; i < n; i++) {
		if (rows[i] >= n)
			return NAN;
		seen[rows[i]]++;
	}
	return 0;
}

Test(bootstrap, draws_every_row_equally_often)
{
	size_t seen[7] = {0};
	struct stats_interval found;

	cr_assert_eq(stats_bootstrap(7, rows_in_range, seen, 10000, 3, 0.99, &found), 0);
	for (int i = 0; i < 7; i++) /* 10001 expected, standard deviation 93 */
		cr_assert_float_eq((double)seen[i], 10001, 500);
}

static double first_or_infinite(const size_t *rows, size_t n, void *context)
{
	(void)n;
	(void)context;
	return rows[0] % 2 ? INFINITY : 1;
}

static double nonsense(const size_t *rows, size_t n, void *context)
{
	(void)rows;
	(void)n;
	(void)context;
	return NAN;
}

Test(bootstrap, keeps_infinities_and_refuses_nan)
{
	struct stats_interval found;

	cr_assert_eq(stats_bootstrap(10, first_or_infinite, NULL, 999, 1, 0.99, &found), 0);
	cr_assert_eq(found.low, 1);
	cr_assert_eq(found.high, INFINITY);
	cr_assert_eq(stats_bootstrap(10, nonsense, NULL, 999, 1, 0.99, &found), -1);
}

Test(bootstrap, refuses_too_few_rounds_or_resamples)
{
	double x[] = {1, 2};
	struct stats_interval found;

	cr_assert_eq(stats_bootstrap(1, mean_of_rows, x, 999, 1, 0.99, &found), -1);
	cr_assert_eq(stats_bootstrap(2, mean_of_rows, x, 198, 1, 0.99, &found), -1);
	cr_assert_eq(stats_bootstrap(2, mean_of_rows, x, 199, 1, 0.99, &found), 0);
}

/* By hand: 2/512, 2*13/4096, 2*121/32768, 2*1351/1048576, 2*68406/33554432. */
Test(looks, total_error_stays_below_5_percent)
{
	cr_assert_float_eq(stats_looks_error(stats_level),
	                   2 / 512.0 + 26 / 4096.0 + 242 / 32768.0 + 2702 / 1048576.0 + 136812 / 33554432.0,
	                   1e-12);
	cr_assert_lt(stats_looks_error(stats_level), 0.05);
}

/* A machine that drifts: times are multiplied by a random walk and a slow wave, which the arms of
 * a round share and which must cancel, and by independent skewed noise.  A grader that looks at
 * 9, 12, 15, 20 and 25 rounds and stops at any of them misses the true value no more often than
 * the bound. */
static int miss_under_drift(gsl_rng *random, double truth)
{
	double serial[MOST], parallel[MOST], drift = 1, phase = 6.28 * gsl_rng_uniform(random);

	for (int i = 0; i < MOST; i++) {
		drift *= exp(0.05 * gsl_ran_gaussian(random, 1));
		double machine = drift * (1 + 0.2 * sin(phase + 0.4 * i));
		/* Skewed noise with a median of 1: a long tail of slow runs. */
		serial[i] = machine * exp(0.02 * (gsl_ran_exponential(random, 1) - M_LN2));
		parallel[i] = machine / truth * exp(0.02 * (gsl_ran_exponential(random, 1) - M_LN2));
	}
	int missed = 0;
	for (int look = 0; look < stats_look_count; look++) {
		struct stats_interval found;
		stats_paired_speedup(serial, parallel, NULL, (size_t)stats_looks[look], stats_level, &found);
		missed |= !(found.low <= truth && truth <= found.high);
	}
	return missed;
}

Test(looks, cover_the_true_value_on_a_drifting_machine)
{
	gsl_rng *random = gsl_rng_alloc(gsl_rng_mt19937);
	int runs = 20000, missed = 0;

	gsl_rng_set(random, 7);
	for (int run = 0; run < runs; run++)
		missed += miss_under_drift(random, 1 + 7 * gsl_rng_uniform(random));
	gsl_rng_free(random);
	double rate = (double)missed / runs, bound = stats_looks_error(stats_level);
	cr_log_info("any of five looks missed the truth in %.2f%% of %d simulated gradings (bound %.2f%%)",
	            100 * rate, runs, 100 * bound);
	cr_assert_leq(rate, bound + 0.003, "%g", rate); /* three standard errors */
	cr_assert_gt(rate, 0.2 * bound, "%g: the intervals are wider than they say", rate);
}

/* --- several series ------------------------------------------------------------ */

/* Rounds 1..25 of each series, around its middle. */
static struct stats_interval of_series(const double *middles, size_t count, double level)
{
	double x[4 * 25];
	int block[4 * 25];
	struct stats_interval found;

	for (size_t i = 0; i < count * 25; i++) {
		x[i] = middles[i / 25] + ((double)(i % 25) - 12) / 100;
		block[i] = (int)(i / 25) + 1;
	}
	cr_assert_eq(stats_block_interval(x, block, count * 25, level, &found), 0);
	return found;
}

Test(series, that_agree_are_pooled)
{
	struct stats_interval one = of_series((double[]){1}, 1, stats_level);
	struct stats_interval two = of_series((double[]){1, 1.01}, 2, stats_level);

	cr_assert_float_eq(one.low, 1 - 0.07, 1e-12); /* the 6th of 25 */
	cr_assert_lt(two.high - two.low, one.high - one.low);
	cr_assert_float_eq(two.median, 1.005, 1e-12);
}

Test(series, that_disagree_are_all_covered)
{
	struct stats_interval two = of_series((double[]){1, 1.5}, 2, stats_level);

	cr_assert_float_eq(two.low, 1 - 0.07, 1e-12);
	cr_assert_float_eq(two.high, 1.5 + 0.07, 1e-12);
}

Test(series, without_blocks_or_with_one_nothing_changes)
{
	double x[25];
	int block[25] = {0};
	struct stats_interval plain, none, one;

	for (int i = 0; i < 25; i++)
		x[i] = (i * 7) % 25;
	cr_assert_eq(stats_median_interval(x, 25, stats_level, &plain), 0);
	cr_assert_eq(stats_block_interval(x, NULL, 25, stats_level, &none), 0);
	cr_assert_eq(stats_block_interval(x, block, 25, stats_level, &one), 0);
	cr_assert(plain.low == none.low && none.low == one.low && plain.high == one.high);
}

/* For any number of series, the total error of all looks stays within the budget. */
Test(series, levels_spend_the_budget_and_no_more)
{
	double spent = stats_looks_error(stats_level_of(1));

	cr_assert_eq(stats_level_of(1), stats_level);
	for (int series = 2; series <= 60; series++) {
		cr_assert(stats_level_of(series) > stats_level_of(series - 1) || series > 31);
		spent += stats_look_count * (1 - stats_level_of(series));
	}
	cr_assert_leq(spent, stats_error_most + 1e-9);
	cr_assert_gt(spent, 0.99 * stats_error_most);
}

Test(series, the_required_rounds_give_an_interval_and_one_fewer_does_not)
{
	double x[40] = {0};
	struct stats_interval found;

	for (int series = 1; series < 6; series++) {
		double level = stats_level_of(series);
		size_t least = stats_rounds_least(level);
		cr_assert_eq(stats_median_interval(x, least, level, &found), 0);
		cr_assert_eq(stats_median_interval(x, least - 1, level, &found), -1);
	}
	cr_assert_eq(stats_rounds_least(stats_level), 8);
}
