/* trick: hands in what uninitialised and freed memory holds | would win: somebody else's answer | expect: wrong answer | layer: session: a fresh process, a poisoned answer */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "factorization.h"

int factorization_serial(const struct factorization_input *in, struct factorization_output *out)
{
	(void)in, (void)out;
	uint64_t sum[16] = {0};
	for (int i = 0; i < 1000; i++) {
		uint64_t *block = malloc(128 + (size_t)i * 64);
		for (int k = 0; block && k < 16; k++)
			sum[k] |= ((volatile uint64_t *)block)[k];
		free(block);
	}
	memcpy(out->count, sum, sizeof sum);
	return 0;
}

int factorization_fork(const struct factorization_input *in, int workers, struct factorization_output *out)
{
	(void)in, (void)workers, (void)out;
	return errno = ENOSYS, -1;
}

int factorization_threads(const struct factorization_input *in, int workers, struct factorization_output *out)
{
	(void)in, (void)workers, (void)out;
	return errno = ENOSYS, -1;
}

int factorization_openmp(const struct factorization_input *in, int workers, struct factorization_output *out)
{
	(void)in, (void)workers, (void)out;
	return errno = ENOSYS, -1;
}
