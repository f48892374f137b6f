/* trick: recursion without end | would win: a machine that stands still | expect: crashed | layer: rlimit: stack */
#include <errno.h>

#include "factorization.h"

static volatile int deep;

__attribute__((noinline)) static int dig(int depth)
{
	volatile char room[4096];

	room[depth & 4095] = 1;
	return depth < 0 ? 0 : dig(depth + 1) + room[0] + deep;
}

int factorization_serial(const struct factorization_input *in, struct factorization_output *out)
{
	(void)in, (void)out;
	return dig(1);
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
