/* trick: a thread bomb | would win: a machine that stands still | expect: too many processes | layer: cgroup: number of processes */
#include <errno.h>
#include <pthread.h>
#include <unistd.h>

#include "factorization.h"

static void *rest(void *nothing)
{
	pause();
	return nothing;
}

int factorization_serial(const struct factorization_input *in, struct factorization_output *out)
{
	(void)in, (void)out;
	pthread_t thread;
	while (pthread_create(&thread, NULL, rest, NULL) == 0)
		continue;
	for (;;)
		pause();
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
