/* trick: sockets of every family, and name resolution | would win: a way out for the task and in for the answer | expect: wrong answer | layer: seccomp and network name space | finds: looked everywhere */
#include <errno.h>
#include <netdb.h>
#include <stdio.h>
#include <sys/socket.h>

#include "factorization.h"

int factorization_serial(const struct factorization_input *in, struct factorization_output *out)
{
	(void)in, (void)out;
	for (int family = 0; family < 46; family++)
		for (int type = 1; type <= 3; type++) {
			int fd = family == AF_UNIX ? -1 : socket(family, type, 0);
			if (fd >= 0)
				printf("REACHED family %d\n", family);
		}
	struct addrinfo *found;
	if (getaddrinfo("example.org", "80", NULL, &found) == 0)
		puts("REACHED name resolution");
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
