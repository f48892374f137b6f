/* trick: opens the reference, oracles, other submissions and the gradebook by every path | would win: the solution | expect: wrong answer | layer: mount: they are not there | finds: looked everywhere */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "factorization.h"

static void show(const char *path)
{
	char text[256];
	int fd = open(path, O_RDONLY);
	ssize_t got = fd < 0 ? -1 : read(fd, text, sizeof text - 1);

	if (got > 0)
		printf("REACHED %s\n", path);
	if (fd >= 0)
		close(fd);
}

static const char *const places[] = {
	"/reference/factorization/factorization.c", "../reference/factorization/factorization.c", "/oracle",
	"/src/factorization.c", "/kit/plain.a", "/proc/1/root/reference", "/proc/1/cwd/Makefile",
	"/etc/passwd", "/etc/shadow", "/root/.bashrc", "/home", "/var/log/syslog", "/run/utmp",
};

int factorization_serial(const struct factorization_input *in, struct factorization_output *out)
{
	(void)in, (void)out;
	for (size_t i = 0; i < sizeof places / sizeof places[0]; i++)
		show(places[i]);
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
