/* trick: fills /tmp and /dev/shm | would win: a full disk | expect: wrong answer | layer: mount: two small file systems of its own | finds: looked everywhere */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "factorization.h"

int factorization_serial(const struct factorization_input *in, struct factorization_output *out)
{
	(void)in, (void)out;
	static char block[1 << 20];
	static const char *const places[] = {"/tmp/x", "/dev/shm/x"};
	for (int i = 0; i < 2; i++) {
		int fd = open(places[i], O_CREAT | O_WRONLY, 0600);
		size_t written = 0;
		for (ssize_t got; (got = write(fd, block, sizeof block)) > 0;)
			written += (size_t)got;
		if (written > (size_t)128 << 20)
			puts("REACHED more than 128 MiB");
	}
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
