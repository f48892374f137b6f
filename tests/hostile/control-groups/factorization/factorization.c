/* trick: writes to control groups and to kernel settings | would win: more than its limits | expect: wrong answer | layer: mount: no control groups; /proc/sys read-only | finds: looked everywhere */
#include <errno.h>
#include <stdio.h>
#include <sys/resource.h>

#include "factorization.h"

int factorization_serial(const struct factorization_input *in, struct factorization_output *out)
{
	(void)in, (void)out;
	static const char *const places[] = {
		"/sys/fs/cgroup/cgroup.procs", "/sys/fs/cgroup/memory.max", "/proc/1/oom_score_adj",
		"/proc/sys/kernel/core_pattern", "/proc/sys/kernel/pid_max", "/proc/self/uid_map",
	};
	for (size_t i = 0; i < sizeof places / sizeof places[0]; i++) {
		FILE *file = fopen(places[i], "w");
		if (file && i != 2 && fputs("1", file) >= 0 && fflush(file) == 0)
			printf("REACHED %s\n", places[i]);
	}
	struct rlimit more = {RLIM_INFINITY, RLIM_INFINITY};
	for (int limit = 0; limit < 16; limit++) {
		struct rlimit now;
		getrlimit((__rlimit_resource_t)limit, &now);
		if (now.rlim_max != RLIM_INFINITY && setrlimit((__rlimit_resource_t)limit, &more) == 0)
			printf("REACHED limit %d\n", limit);
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
