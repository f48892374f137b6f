/* trick: bpf, and a seccomp filter that listens | would win: code in the kernel | expect: wrong answer | layer: seccomp | finds: looked everywhere */
#include <errno.h>
#include <stdio.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "factorization.h"

static struct { int type, key, value, entries; char rest[100]; } nothing = {2, 4, 4, 1, ""};

int factorization_serial(const struct factorization_input *in, struct factorization_output *out)
{
	(void)in, (void)out;
	if (syscall(SYS_bpf, 0, &nothing, sizeof nothing) >= 0)
		puts("REACHED bpf map");
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
