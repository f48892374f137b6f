/* trick: makes the loader believe in other libraries: DT_NEEDED, LD_PRELOAD of itself | would win: code of its own in every later program | expect: wrong answer | layer: box: an environment of its own for each run */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "factorization.h"

int factorization_serial(const struct factorization_input *in, struct factorization_output *out)
{
	(void)in, (void)out;
	setenv("LD_PRELOAD", "/tmp/x.so", 1);
	FILE *file = fopen("/tmp/x.so", "w");
	if (file)
		fclose(file);
	file = fopen("/etc/ld.so.preload", "w");
	if (file)
		puts("REACHED /etc/ld.so.preload");
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
