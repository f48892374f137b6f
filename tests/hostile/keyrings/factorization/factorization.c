/* trick: add_key, request_key, keyctl | would win: a place that outlives the box | expect: wrong answer | layer: seccomp | finds: looked everywhere */
#include <errno.h>
#include <stdio.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "factorization.h"

int factorization_serial(const struct factorization_input *in, struct factorization_output *out)
{
	(void)in, (void)out;
	if (syscall(SYS_add_key, "user", "answer", "x", 1UL, -4) >= 0)
		puts("REACHED add_key");
	if (syscall(SYS_keyctl, 0, -3, 1) >= 0)
		puts("REACHED keyctl");
	if (syscall(SYS_request_key, "user", "answer", NULL, 0) >= 0)
		puts("REACHED request_key");
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
