/* trick: process_vm_readv, pidfd_getfd, kcmp | would win: the memory and files of others | expect: wrong answer | layer: seccomp | finds: looked everywhere */
#include <errno.h>
#include <stdio.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "factorization.h"

int factorization_serial(const struct factorization_input *in, struct factorization_output *out)
{
	(void)in, (void)out;
	if (syscall(SYS_process_vm_readv, 1, NULL, 0UL, NULL, 0UL, 0UL) >= 0)
		puts("REACHED process_vm_readv");
	if (syscall(SYS_process_vm_writev, 1, NULL, 0UL, NULL, 0UL, 0UL) >= 0)
		puts("REACHED process_vm_writev");
	if (syscall(SYS_pidfd_getfd, syscall(SYS_pidfd_open, 1, 0), 3, 0) >= 0)
		puts("REACHED pidfd_getfd");
	if (syscall(SYS_kcmp, getpid(), 1, 0, 0, 0) >= 0)
		puts("REACHED kcmp");
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
