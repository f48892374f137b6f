/* trick: abort() whose handler leaves with status 0 | would win: all points for no work | expect: exited early | layer: protocol: only DONE ends a call */
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

#include "factorization.h"

static void leave(int number)
{
	(void)number;
	_exit(0);
}

int factorization_serial(const struct factorization_input *in, struct factorization_output *out)
{
	(void)in, (void)out;
	signal(SIGABRT, leave);
	abort();
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
