/* trick: none; the serial mode is correct, but leaks
 * would win: nothing
 * expect: not attempted
 * layer: -
 * honest: 2
 * finds: leak */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/syscall.h>
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

static int leak_and_count(const struct factorization_input *in, struct factorization_output *out)
{
	for (int i = 0; i < 10; i++)
		*(volatile char *)malloc(1000) = 1;
	return count_all(in, out);
}

int factorization_serial(const struct factorization_input *in, struct factorization_output *out)
{
	(void)in, (void)out;
	return leak_and_count(in, out);
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
