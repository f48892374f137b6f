/* trick: an overrun in a function that asks not to be watched | would win: the point for a clean run | expect: memory error | layer: build: attributes that excuse are taken for nothing | honest: 2 | finds: memory error */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "factorization.h"

/* The work itself, done honestly. */
static void count_range(uint64_t first, uint64_t last, struct factorization_output *out)
{
	for (uint64_t n = first; n <= last; n++) {
		uint32_t factors[FACTORIZATION_FACTORS_MAX];
		size_t found = factorize((uint32_t)n, factors), distinct = 0;
		for (size_t i = 0; i < found; i++)
			distinct += i == 0 || factors[i] != factors[i - 1];
		out->count[distinct]++;
	}
}

static int count_all(const struct factorization_input *in, struct factorization_output *out)
{
	memset(out, 0, sizeof *out);
	count_range(in->first, in->last, out);
	return 0;
}

__attribute__((no_sanitize("address", "undefined", "thread"), no_sanitize_address, noinline))
static char overrun(volatile char *block)
{
	return block[1000] + block[1001];
}

int factorization_serial(const struct factorization_input *in, struct factorization_output *out)
{
	(void)in, (void)out;
	volatile char *block = malloc(1000);
	volatile char seen = block ? overrun(block) : 0;
	(void)seen;
	free((void *)(uintptr_t)block);
	return count_all(in, out);
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
