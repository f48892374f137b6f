/* trick: daemons in sessions of their own that outlive the call | would win: a machine that stands still | expect: wrong answer | layer: PID name space: all die with PID 1 */
#include <errno.h>
#include <signal.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "factorization.h"

int factorization_serial(const struct factorization_input *in, struct factorization_output *out)
{
	(void)in, (void)out;
	for (int i = 0; i < 8; i++)
		if (fork() == 0) {
			setsid();
			if (fork() != 0)
				_exit(0);
			signal(SIGTERM, SIG_IGN);
			signal(SIGHUP, SIG_IGN);
			prctl(PR_SET_NAME, "parlab-hostile");
			for (;;)
				pause();
		}
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
