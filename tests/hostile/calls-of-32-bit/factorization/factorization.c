/* trick: int 0x80: system calls of another architecture, around the filter | would win: calls that are not filtered | expect: crashed | layer: seccomp: a foreign architecture kills */
#include <errno.h>
#include <stdio.h>

#include "factorization.h"

int factorization_serial(const struct factorization_input *in, struct factorization_output *out)
{
	(void)in, (void)out;
	long result;
	__asm__ volatile("int $0x80" : "=a"(result) : "a"(20L) : "memory");
	puts(result > 0 ? "REACHED a 32-bit call" : "refused");
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
