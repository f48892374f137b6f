/* trick: an assembler repeat of gigabytes | would win: a full disk | expect: did not compile | layer: rlimit: file size; mount: a small /tmp */
#include <errno.h>

#include "factorization.h"

__asm__(".pushsection .data\n.rept 100000000\n.quad 1, 2, 3, 4\n.endr\n.popsection");

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
