/* expect: not parallel */
/* Fixture: every parallel function is the serial loop.
 * Verdict: right and clean, but not parallel in fork, threads and openmp mode. */
#include <string.h>

#include "factorization.h"

static int distinct(uint32_t n)
{
	uint32_t f[FACTORIZATION_FACTORS_MAX];
	size_t k = factorize(n, f);
	int d = 0;

	for (size_t i = 0; i < k; i++)
		if (i == 0 || f[i] != f[i - 1])
			d++;
	return d;
}

/* Add the numbers from .. end - 1 to a histogram. */
static void count_range(uint64_t from, uint64_t end, struct factorization_output *h)
{
	for (uint64_t n = from; n < end; n++)
		h->count[distinct((uint32_t)n)]++;
}

int factorization_serial(const struct factorization_input *in, struct factorization_output *out)
{
	memset(out, 0, sizeof *out);
	count_range(in->first, in->last + 1, out);
	return 0;
}

int factorization_fork(const struct factorization_input *in, int workers, struct factorization_output *out)
{
	(void)workers;
	return factorization_serial(in, out);
}

int factorization_threads(const struct factorization_input *in, int workers, struct factorization_output *out)
{
	(void)workers;
	return factorization_serial(in, out);
}

int factorization_openmp(const struct factorization_input *in, int workers, struct factorization_output *out)
{
	(void)workers;
	return factorization_serial(in, out);
}
