/* trick: stops its parent, its group and itself | would win: a grader that waits for ever | expect: timed out | layer: deadline: PID 1 is killed */
#include <errno.h>
#include <signal.h>
#include <unistd.h>

#include "factorization.h"

int factorization_serial(const struct factorization_input *in, struct factorization_output *out)
{
	(void)in, (void)out;
	kill(getppid(), SIGSTOP);
	kill(1, SIGSTOP);
	kill(0, SIGSTOP);
	raise(SIGSTOP);
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
