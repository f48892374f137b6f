/* trick: takes all memory in memory files that nobody maps | would win: a machine that stands still | expect: out of memory | layer: cgroup: memory */
#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "factorization.h"

int factorization_serial(const struct factorization_input *in, struct factorization_output *out)
{
	(void)in, (void)out;
	static char block[1 << 20];
	memset(block, 1, sizeof block);
	for (;;) {
		int fd = memfd_create("x", 0);
		for (int i = 0; i < 100; i++)
			if (write(fd, block, sizeof block) < 0)
				break;
	}
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
