/* trick: correct up to multiples of the oracle's prime modulus
 * would win: a product that the randomized test cannot distinguish
 * expect: wrong answer
 * layer: oracle: the range of every element is checked first */
#include <stddef.h>

#include "matmul.h"

/* 2^31 - 1, and that so often that a sum of 64 bits begins again. */
static int add_modulus(const struct matmul_input *in, struct matmul_output *out, int64_t times)
{
	for (size_t i = 0; i < in->m; i++)
		for (size_t j = 0; j < in->n; j++) {
			int64_t sum = times * INT64_C(2147483647);
			for (size_t p = 0; p < in->k; p++)
				sum += in->a[i * in->k + p] * in->b[p * in->n + j];
			out->c[i * in->n + j] = sum;
		}
	return 0;
}

int matmul_serial(const struct matmul_input *in, struct matmul_output *out)
{
	return add_modulus(in, out, 1);
}

int matmul_fork(const struct matmul_input *in, int workers, struct matmul_output *out)
{
	(void)workers;
	return add_modulus(in, out, -1);
}

int matmul_threads(const struct matmul_input *in, int workers, struct matmul_output *out)
{
	(void)workers;
	return add_modulus(in, out, INT64_C(1) << 31);
}

int matmul_openmp(const struct matmul_input *in, int workers, struct matmul_output *out)
{
	(void)workers;
	return add_modulus(in, out, -(INT64_C(1) << 32));
}
