/* trick: new name spaces by unshare, setns, clone and clone3 | would win: rights of root within | expect: wrong answer | layer: seccomp | finds: looked everywhere */
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "factorization.h"

int factorization_serial(const struct factorization_input *in, struct factorization_output *out)
{
	(void)in, (void)out;
	if (unshare(CLONE_NEWUSER) == 0)
		puts("REACHED a user name space");
	if (unshare(CLONE_NEWNS) == 0)
		puts("REACHED a mount name space");
	if (unshare(CLONE_NEWNET) == 0)
		puts("REACHED a network name space");
	if (syscall(SYS_clone, CLONE_NEWUSER | 17, NULL, NULL, NULL, NULL) == 0)
		puts("REACHED clone");
	if (setns(open("/proc/1/ns/mnt", O_RDONLY), 0) == 0)
		puts("REACHED setns");
	puts("looked everywhere");
	fflush(stdout);
	return errno = EIO, -1;
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
