/* trick: kill(-1): every process it may signal | would win: the grader and other boxes killed | expect: wrong answer | layer: PID name space */
#include <errno.h>
#include <signal.h>
#include <unistd.h>

#include "factorization.h"

int factorization_serial(const struct factorization_input *in, struct factorization_output *out)
{
	(void)in, (void)out;
	for (int number = 64; number > 0; number--)
		if (number != SIGSTOP && number != SIGABRT && number != SIGSEGV)
			kill(-1, number);
	kill(-getppid(), SIGKILL);
	kill(0, 0);
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
