/* trick: sleeps in every call, always a little less than the limit | would win: a grader that is busy for an hour | expect: timed out | layer: check: all calls of a mode have a limit together */
#include <errno.h>
#include <string.h>
#include <unistd.h>

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

int factorization_serial(const struct factorization_input *in, struct factorization_output *out)
{
	(void)in, (void)out;
	return errno = ENOSYS, -1;
}

int factorization_fork(const struct factorization_input *in, int workers, struct factorization_output *out)
{
	(void)in, (void)workers, (void)out;
	return errno = ENOSYS, -1;
}

int factorization_threads(const struct factorization_input *in, int workers, struct factorization_output *out)
{
	sleep(8);
	(void)workers;
	return count_all(in, out);
}

int factorization_openmp(const struct factorization_input *in, int workers, struct factorization_output *out)
{
	(void)in, (void)workers, (void)out;
	return errno = ENOSYS, -1;
}
