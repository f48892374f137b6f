/* trick: hangs in a constructor, before it is ready | would win: a grader that waits for ever | expect: timed out | layer: deadline: wall clock */
#include <errno.h>
#include <unistd.h>

#include "factorization.h"

__attribute__((constructor)) static void hang(void)
{
	for (;;)
		pause();
}

int factorization_serial(const struct factorization_input *in, struct factorization_output *out)
{
	(void)in, (void)out;
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
