/* objects: stats/scaling stats/intervals base/base */
/* test_scaling.c - scaling laws and the break-even size, compared with published values. */
#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

#include "base/base.h"
#include "stats/stats.h"

Test(scaling, models_give_the_textbook_values)
{
	/* Amdahl: a serial fraction of 0.1 gives 1.82 on 2, 4.71 on 8 and at most 10. */
	cr_assert_float_eq(stats_amdahl(0.1, 2), 1 / 0.55, 1e-12);
	cr_assert_float_eq(stats_amdahl(0.1, 8), 4.705882352941177, 1e-12);
	cr_assert_float_eq(stats_amdahl(0.1, INFINITY), 10, 1e-12);
	cr_assert_eq(stats_amdahl(0, 64), 64);
	cr_assert_eq(stats_amdahl(1, 64), 1);
}

Test(scaling, karp_flatt_inverts_amdahl)
{
	for (int p = 2; p <= 64; p *= 2) {
		for (double f = 0; f <= 1; f += 0.125)
			cr_assert_float_eq(stats_karp_flatt(stats_amdahl(f, p), p), f, 1e-12);
	}
	cr_assert_lt(stats_karp_flatt(4.4, 4), 0); /* superlinear */
}

/* Break-even of intervals that are given by their ends. */
static struct stats_break_even break_even(const double ends[][2], size_t count)
{
	struct stats_interval x[8] = {0};

	for (size_t i = 0; i < count; i++)
		x[i] = (struct stats_interval){.median = 1, .low = ends[i][0], .high = ends[i][1]};
	return stats_break_even(x, count);
}

Test(break_even, lies_between_the_last_loss_and_the_first_win)
{
	struct stats_break_even even =
		break_even((double[][2]){{.1, .2}, {.8, .9}, {.9, 1.1}, {1.2, 1.4}, {1.7, 1.9}}, 5);

	cr_expect_eq(even.from, 3);
	cr_expect_eq(even.after, 2);
}

Test(break_even, needs_a_win_at_the_largest_size)
{
	struct stats_break_even even = break_even((double[][2]){{1.2, 1.4}, {1.2, 1.4}, {.8, .9}}, 3);

	cr_expect_eq(even.from, 3);
	cr_expect_eq(even.after, 3);
	even = break_even((double[][2]){{.5, .6}, {1.2, 1.4}, {.99, 1.4}}, 3);
	cr_expect_eq(even.from, 3);
	cr_expect_eq(even.after, 1);
}

Test(break_even, a_win_that_is_lost_again_does_not_count)
{
	struct stats_break_even even = break_even((double[][2]){{1.1, 1.2}, {.9, 1.3}, {1.1, 1.2}}, 3);

	cr_expect_eq(even.from, 2);
	cr_expect_eq(even.after, 0);
}

Test(break_even, everywhere_nowhere_and_without_sizes)
{
	cr_expect_eq(break_even((double[][2]){{1.1, 1.2}, {1.3, 1.4}}, 2).from, 0);
	cr_expect_eq(break_even((double[][2]){{1, 1.2}}, 1).from, 1); /* 1 itself is no gain */
	struct stats_break_even even = break_even((double[][2]){{NAN, NAN}, {NAN, NAN}}, 2);
	cr_expect_eq(even.from, 2);
	cr_expect_eq(even.after, 0);
	cr_expect_eq(stats_break_even(NULL, 0).from, 0);
}

/* Quinn 2004, Parallel Programming in C with MPI and OpenMP, 7.5: two series of speedups on 2 to
 * 8 processors, and their serial fractions. */
Test(scaling, karp_flatt_agrees_with_published_tables)
{
	static const double steady[] = {1.82, 2.50, 3.08, 3.57, 4.00, 4.38, 4.71};
	static const double rising[] = {1.87, 2.61, 3.23, 3.73, 4.14, 4.46, 4.71};
	static const double fractions[] = {0.070, 0.075, 0.080, 0.085, 0.090, 0.095, 0.100};

	for (int p = 2; p <= 8; p++) {
		cr_assert_float_eq(stats_karp_flatt(steady[p - 2], p), 0.1, 0.002, "p = %d", p);
		cr_assert_float_eq(stats_karp_flatt(rising[p - 2], p), fractions[p - 2], 0.0011, "p = %d: %g",
		                   p, stats_karp_flatt(rising[p - 2], p));
	}
}

Test(scaling, karp_flatt_interval_is_reversed_and_unresolved_at_0)
{
	struct stats_interval speedup = {1.6, 1.5, 1.7, 0.996}, f;

	cr_assert_eq(stats_karp_flatt_interval(&speedup, 2, &f), 1);
	cr_assert_float_eq(f.median, 0.25, 1e-12); /* (1/1.6 - 1/2) / (1/2) */
	cr_assert_float_eq(f.low, 2 / 1.7 - 1, 1e-12);
	cr_assert_float_eq(f.high, 2 / 1.5 - 1, 1e-12);
	cr_assert_eq(f.coverage, 0.996);
	speedup = (struct stats_interval){1.98, 1.95, 2.01, 0.996};
	cr_assert_eq(stats_karp_flatt_interval(&speedup, 2, &f), 0);
	cr_assert_lt(f.low, 0);
	cr_assert_gt(f.high, 0);
}

Test(scaling, amdahl_fit_recovers_its_fraction_and_refuses_invalid_data)
{
	static const double workers[] = {1, 2, 4, 8, 16};
	double speedup[5], f;

	for (int i = 0; i < 5; i++)
		speedup[i] = stats_amdahl(0.07, workers[i]);
	cr_assert_eq(stats_amdahl_fit(workers, speedup, 5, &f), 0);
	cr_assert_float_eq(f, 0.07, 1e-12);
	cr_assert_eq(stats_amdahl_fit(workers, speedup, 3, &f), -1);
	cr_assert(strstr(error_text(), "too few"));
	cr_assert_eq(stats_amdahl_fit(workers, (double[]){1, 2.1, 4.3, 8.8, 17}, 5, &f), -1);
	cr_assert(strstr(error_text(), "superlinear"));
	cr_assert_eq(stats_amdahl_fit((double[]){1, 2, 2, 4}, speedup, 4, &f), -1);
	cr_assert_eq(stats_amdahl_fit(workers, (double[]){1, 2, NAN, 4}, 4, &f), -1);
}

Test(scaling, usl_has_amdahl_as_a_special_case)
{
	for (int p = 1; p <= 64; p *= 2)
		cr_assert_float_eq(stats_usl(0.1, 0, p), stats_amdahl(0.1, p), 1e-12);
	/* By hand: 8 / (1 + 0.1 * 7 + 0.01 * 8 * 7) = 8 / 2.26 */
	cr_assert_float_eq(stats_usl(0.1, 0.01, 8), 8 / 2.26, 1e-12);
}

Test(scaling, usl_fit_recovers_its_coefficients)
{
	static const double workers[] = {1, 2, 4, 8, 16, 32, 64};
	static const double known[][2] = {{0.05, 0.0005}, {0.2, 0.01}, {0, 0.001}, {0.03, 0}, {0, 0}};

	for (size_t k = 0; k < ARRAY_LENGTH(known); k++) {
		double speedup[7];
		struct stats_usl_fit fit;
		for (int i = 0; i < 7; i++)
			speedup[i] = stats_usl(known[k][0], known[k][1], workers[i]);
		cr_assert_eq(stats_usl_fit(workers, speedup, 7, &fit), 0, "%s", error_text());
		cr_assert_float_eq(fit.contention, known[k][0], 1e-7);
		cr_assert_float_eq(fit.coherency, known[k][1], 1e-7);
		if (known[k][1] > 0)
			cr_assert_float_eq(fit.peak_workers, sqrt((1 - known[k][0]) / known[k][1]), 1e-3);
		else
			cr_assert_eq(fit.peak_workers, INFINITY);
	}
}

/* Gunther 2007, chapter 5: a ray tracer on up to 64 processors; his fit has a contention of about
 * 0.05 and almost no coherency. */
Test(scaling, usl_fit_agrees_with_the_published_ray_tracer)
{
	static const double workers[] = {1, 4, 8, 12, 16, 20, 24, 28, 32, 48, 64};
	static const double rays[] = {20, 78, 130, 170, 190, 200, 210, 230, 260, 280, 310};
	double speedup[11];
	struct stats_usl_fit fit;

	for (int i = 0; i < 11; i++)
		speedup[i] = rays[i] / rays[0];
	cr_assert_eq(stats_usl_fit(workers, speedup, 11, &fit), 0, "%s", error_text());
	cr_assert_float_eq(fit.contention, 0.05, 0.005, "%g", fit.contention);
	cr_assert_lt(fit.coherency, 1e-4, "%g", fit.coherency);
}

Test(scaling, usl_fit_refuses_too_few_points_and_unsuitable_data)
{
	static const double workers[] = {1, 2, 4, 8, 16, 32};
	struct stats_usl_fit fit;

	cr_assert_eq(stats_usl_fit(workers, (double[]){1, 1.9, 3.6, 6, 9}, 5, &fit), -1);
	cr_assert(strstr(error_text(), "too few"));
	cr_assert_eq(stats_usl_fit(workers, (double[]){1, 2.2, 4.9, 11, 25, 57}, 6, &fit),
	             -1); /* superlinear */
	cr_assert(strstr(error_text(), "negative"), "%s", error_text());
	cr_assert_eq(stats_usl_fit(workers, (double[]){1, 2, 3, 0, 4, 5}, 6, &fit), -1);
}
