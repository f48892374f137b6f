/* trick: reads its own environment and that of PID 1 | would win: secrets of the grader's environment | expect: wrong answer | layer: box: an environment of its own | finds: looked everywhere */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "factorization.h"

int factorization_serial(const struct factorization_input *in, struct factorization_output *out)
{
	(void)in, (void)out;
	for (char **at = environ; *at; at++)
		if (strstr(*at, "HOSTILE") || strstr(*at, "SECRET"))
			printf("REACHED %s\n", *at);
	char text[8192] = "";
	FILE *file = fopen("/proc/1/environ", "r");
	size_t got = file ? fread(text, 1, sizeof text - 1, file) : 0;
	for (size_t i = 0; i < got; i++)
		if (strncmp(text + i, "HOSTILE_SECRET=", 15) == 0)
			printf("REACHED %s\n", text + i);
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
