/* trick: opens files until there are no more | would win: no file left for the grader | expect: wrong answer | layer: rlimit: open files | finds: looked everywhere */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>

#include "factorization.h"

int factorization_serial(const struct factorization_input *in, struct factorization_output *out)
{
	(void)in, (void)out;
	int most = 0;
	for (int fd; (fd = open("/dev/null", O_RDONLY)) >= 0;)
		most = fd;
	if (most > 4096)
		puts("REACHED thousands of files");
	puts("looked everywhere");
	fflush(stdout);
	return errno = EMFILE, -1;
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
