/* trick: a fork bomb | would win: a machine that stands still | expect: too many processes | layer: cgroup: number of processes */
#include <errno.h>
#include <unistd.h>

#include "factorization.h"

int factorization_serial(const struct factorization_input *in, struct factorization_output *out)
{
	(void)in, (void)out;
	for (;;)
		fork();
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
