/* trick: walks the whole file system for anything that is not a library | would win: the solution | expect: wrong answer | layer: mount: they are not there | finds: looked everywhere */
#include <errno.h>
#include <ftw.h>
#include <stdio.h>
#include <string.h>

#include "factorization.h"

static int look(const char *path, const struct stat *status, int kind, struct FTW *where)
{
	static const char *const known[] = {"/usr", "/proc", "/dev", "/lib", "/tmp", "/driver", "/etc"};

	(void)status, (void)kind, (void)where;
	for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
		if (strncmp(path, known[i], strlen(known[i])) == 0)
			return 0;
	if (strcmp(path, "/") != 0)
		printf("REACHED %s\n", path);
	return 0;
}

int factorization_serial(const struct factorization_input *in, struct factorization_output *out)
{
	(void)in, (void)out;
	nftw("/", look, 16, FTW_PHYS);
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
