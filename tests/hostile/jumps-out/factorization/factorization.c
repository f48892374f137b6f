/* trick: longjmp out of an atexit handler, so that exit(0) returns | would win: all points for no work | expect: wrong answer | layer: oracle: the answer is judged */
#include <errno.h>
#include <setjmp.h>
#include <stdlib.h>

#include "factorization.h"

static jmp_buf back;

static void jump(void)
{
	longjmp(back, 1);
}

int factorization_serial(const struct factorization_input *in, struct factorization_output *out)
{
	(void)in, (void)out;
	if (setjmp(back) == 0) {
		atexit(jump);
		exit(0);
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
