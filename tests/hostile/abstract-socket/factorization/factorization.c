/* trick: connects to an abstract socket of the machine | would win: a helper outside the box | expect: wrong answer | layer: network name space | finds: looked everywhere */
#include <errno.h>
#include <stddef.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/un.h>

#include "factorization.h"

int factorization_serial(const struct factorization_input *in, struct factorization_output *out)
{
	(void)in, (void)out;
	struct sockaddr_un to = {.sun_family = AF_UNIX, .sun_path = "\0parlab-hostile"};
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);
	socklen_t bytes = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + 15);
	if (fd >= 0 && connect(fd, (struct sockaddr *)&to, bytes) == 0)
		puts("REACHED the socket");
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
