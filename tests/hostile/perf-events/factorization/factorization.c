/* trick: perf_event_open on every process | would win: counters that tell what others do | expect: wrong answer | layer: seccomp | finds: looked everywhere */
#include <errno.h>
#include <linux/perf_event.h>
#include <stdio.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "factorization.h"

static struct perf_event_attr event = {.type = PERF_TYPE_SOFTWARE, .size = sizeof event};

int factorization_serial(const struct factorization_input *in, struct factorization_output *out)
{
	(void)in, (void)out;
	if (syscall(SYS_perf_event_open, &event, -1, 0, -1, 0UL) >= 0)
		puts("REACHED perf");
	if (syscall(SYS_perf_event_open, &event, 0, -1, -1, 0UL) >= 0)
		puts("REACHED perf of itself");
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
