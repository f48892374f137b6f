/* trick: one thread counts; the others only burn CPU time
 * would win: the points for threads that share the work
 * expect: not attempted
 * layer: timing: there is no speedup
 * honest: 3
 * timed: yes */
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

/* Decoys: threads that burn as long as the one that works, and help nobody. */
static volatile int over;

static void *burn(void *argument)
{
	for (volatile uint64_t i = 0; !__atomic_load_n(&over, __ATOMIC_RELAXED); i++)
		continue;
	return argument;
}

static int count_with_decoys(const struct factorization_input *in, int workers,
                             struct factorization_output *out)
{
	pthread_t decoys[64];
	int made = 0;

	__atomic_store_n(&over, 0, __ATOMIC_RELAXED);
	while (made < workers - 1 && pthread_create(&decoys[made], NULL, burn, NULL) == 0)
		made++;
	count_all(in, out);
	__atomic_store_n(&over, 1, __ATOMIC_RELAXED);
	while (made > 0)
		pthread_join(decoys[--made], NULL);
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
	return count_with_decoys(in, workers, out);
}

int factorization_openmp(const struct factorization_input *in, int workers, struct factorization_output *out)
{
	(void)in, (void)workers, (void)out;
	return errno = ENOSYS, -1;
}
