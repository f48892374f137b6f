/* objects: kit/times */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "kit/times.h"

/* The probability that fewer than `outside` + 1 of n are below the median, for both sides. */
static double missed(size_t n, long outside)
{
	double term = 1, sum = 0;

	for (size_t i = 0; i < n; i++)
		term /= 2;
	for (long k = 0; k <= outside; k++) {
		sum += term;
		term *= (double)(n - (size_t)k) / (double)(k + 1);
	}
	return 2 * sum;
}

Test(times, the_interval_has_95_percent_and_is_the_shortest)
{
	cr_assert_eq(times_outside(1), -1);
	cr_assert_eq(times_outside(5), -1); /* 2 / 32 is more than 5% */
	cr_assert_eq(times_outside(6), 0);
	for (size_t n = 6; n <= 900; n++) {
		long outside = times_outside(n);
		cr_assert_leq(missed(n, outside), 0.05, "%zu", n);
		cr_assert_gt(missed(n, outside + 1), 0.05, "%zu", n);
	}
}

Test(times, ten_thousand_calls_have_an_interval)
{
	cr_assert_eq(times_outside(10000), 4901); /* about (n - 1.96 sqrt(n)) / 2 */
}

static const char *printed(double *seconds, size_t calls)
{
	static char text[256];
	FILE *to = fmemopen(text, sizeof text, "w");

	times_print(seconds, calls, to);
	fclose(to);
	return text;
}

Test(times, the_first_call_is_told_apart)
{
	cr_assert_str_eq(printed((double[]){9}, 1), "first call 9.000000 s\n");
	cr_assert_str_eq(printed((double[]){9, 3, 1}, 3),
	                 "first call 9.000000 s\n2 more: median 2.000000 s, minimum 1.000000 s\n");
	cr_assert_str_eq(
		printed((double[]){9, 7, 1, 3, 2, 6, 4, 5}, 8),
		"first call 9.000000 s\n7 more: median 4.000000 s (95% interval 1.000000 to 7.000000 "
		"s), minimum 1.000000 s\n");
}
