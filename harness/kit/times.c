/* times.c - what is told about the times of several calls (times.h).  It calls and measures
 * nothing. */
#include "times.h"

#include <stdlib.h>

/* Long double, since 2^-n is too small for a double beyond about a thousand calls. */
long times_outside(size_t n)
{
	long double term = 1, sum = 0;
	long below = -1;

	for (size_t i = 0; i < n; i++)
		term /= 2;
	/* `sum` is the probability that at most below + 1 of the times are below the true median. */
	while ((sum += term) <= 0.025L) {
		below++;
		term *= (long double)(n - (size_t)below) / (long double)(below + 1);
	}
	return below;
}

static int by_value(const void *left, const void *right)
{
	double a = *(const double *)left, b = *(const double *)right;

	return (a > b) - (a < b);
}

void times_print(double *seconds, size_t calls, FILE *to)
{
	double *others = seconds + 1;
	size_t n = calls - 1;

	fprintf(to, "first call %.6f s\n", seconds[0]);
	if (n == 0)
		return;
	qsort(others, n, sizeof *others, by_value);
	fprintf(to, "%zu more: median %.6f s", n, (others[(n - 1) / 2] + others[n / 2]) / 2);
	long outside = times_outside(n);
	if (outside >= 0)
		fprintf(to, " (95%% interval %.6f to %.6f s)", others[outside],
		        others[n - 1 - (size_t)outside]);
	fprintf(to, ", minimum %.6f s\n", others[0]);
}
