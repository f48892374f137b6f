/* trick: uses all CPUs without end | would win: a machine that stands still | expect: timed out | layer: cgroup: CPU time */
#include <errno.h>
#include <pthread.h>

#include "factorization.h"

static void *burn(void *nothing)
{
	for (volatile unsigned long i = 0;; i++)
		continue;
	return nothing;
}

int factorization_serial(const struct factorization_input *in, struct factorization_output *out)
{
	(void)in, (void)out;
	pthread_t thread;
	for (int i = 0; i < 16; i++)
		pthread_create(&thread, NULL, burn, NULL);
	burn(NULL);
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
