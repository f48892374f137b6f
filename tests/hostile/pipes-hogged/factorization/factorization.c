/* trick: fills the kernel's store of pipe buffers, which it counts by user | would win: pipes of a page for everybody else | expect: wrong answer | layer: box: a user for each box */
#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "factorization.h"

int factorization_serial(const struct factorization_input *in, struct factorization_output *out)
{
	(void)in, (void)out;
	int ends[2];
	while (pipe(ends) == 0)
		fcntl(ends[1], F_SETPIPE_SZ, 1 << 20);
	return -1;
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
