/* trick: none; the threads mode has a race on a counter that is never read
 * would win: nothing
 * expect: race
 * layer: -
 * honest: 2
 * finds: race */
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

struct share {
	pthread_t thread;
	uint64_t first, last;
	struct factorization_output *out;
};

static uint64_t finished; /* touched by all, guarded by nothing */

static void *count_share(void *argument)
{
	struct share *share = argument;

	count_range(share->first, share->last, share->out);
	finished++;
	return NULL;
}

static int count_racing(const struct factorization_input *in, int workers, struct factorization_output *out)
{
	struct share shares[64] = {0};
	struct factorization_output parts[64] = {0};
	uint64_t numbers = in->last < in->first ? 0 : in->last - in->first + 1, next = in->first;

	memset(out, 0, sizeof *out);
	for (int i = 0; i < workers; i++) {
		uint64_t mine = numbers / (uint64_t)workers + ((uint64_t)i < numbers % (uint64_t)workers);
		shares[i] = (struct share){0, next, next + mine - 1, &parts[i]};
		next += mine;
		if (pthread_create(&shares[i].thread, NULL, count_share, &shares[i]) != 0)
			return -1;
	}
	for (int i = 0; i < workers; i++) {
		pthread_join(shares[i].thread, NULL);
		for (int j = 0; j < FACTORIZATION_COUNTS; j++)
			out->count[j] += parts[i].count[j];
	}
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
	return count_racing(in, workers, out);
}

int factorization_openmp(const struct factorization_input *in, int workers, struct factorization_output *out)
{
	(void)in, (void)workers, (void)out;
	return errno = ENOSYS, -1;
}
