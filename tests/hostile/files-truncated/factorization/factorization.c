/* trick: truncates the shared memory files, so that the grader dies of SIGBUS | would win: a grader that crashes | expect: wrong answer | layer: seal: sizes are fixed */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "factorization.h"

int factorization_serial(const struct factorization_input *in, struct factorization_output *out)
{
	(void)in, (void)out;
	for (int fd = 4; fd <= 5; fd++) {
		if (ftruncate(fd, 0) == 0 || ftruncate(fd, 1 << 20) == 0)
			puts("REACHED the size of a shared file");
		fallocate(fd, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, 0, 1 << 20);
	}
	char path[] = "/proc/self/fd/5";
	int again = open(path, O_RDWR | O_TRUNC);
	if (again >= 0 && lseek(again, 0, SEEK_END) == 0)
		puts("REACHED the answer's size by another way");
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
