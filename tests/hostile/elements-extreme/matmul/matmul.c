/* trick: returns the largest and the smallest numbers
 * would win: sums in the oracle that overflow to the right value
 * expect: wrong answer
 * layer: oracle: handles any 64-bit value correctly */
#include <stddef.h>

#include "matmul.h"

static int fill(const struct matmul_input *in, struct matmul_output *out, int64_t even, int64_t odd)
{
	for (size_t i = 0; i < in->m * in->n; i++)
		out->c[i] = i % 2 ? odd : even;
	return 0;
}

int matmul_serial(const struct matmul_input *in, struct matmul_output *out)
{
	return fill(in, out, INT64_MIN, INT64_MAX);
}

int matmul_fork(const struct matmul_input *in, int workers, struct matmul_output *out)
{
	(void)workers;
	return fill(in, out, INT64_MIN, INT64_MIN);
}

int matmul_threads(const struct matmul_input *in, int workers, struct matmul_output *out)
{
	(void)workers;
	return fill(in, out, INT64_MAX, INT64_MAX);
}

int matmul_openmp(const struct matmul_input *in, int workers, struct matmul_output *out)
{
	(void)workers;
	return fill(in, out, -1, 0);
}
