/* limits.c - resource limits that a box's processes inherit.
 *
 * Each of these bounds a single process only; limits for the whole tree
 * are the cgroup's (cgroup.c).  These are the only limits where there is no cgroup,
 * and a second layer where there is one.  Only
 * async-signal-safe calls: it runs between fork and exec of a threaded parent.
 */
#include "limits.h"

#include <sys/resource.h>

enum { FILES_OPEN = 256, CPU_GRACE_S = 2 };

static int limit(int resource, rlim_t value)
{
	struct rlimit r = {value, value};

	return setrlimit((__rlimit_resource_t)resource, &r);
}

int limits_apply(const struct box_limits *limits, int by_cgroup)
{
	if (limit(RLIMIT_CORE, 0) != 0 || limit(RLIMIT_NOFILE, FILES_OPEN) != 0)
		return -1;
	if (limits->file_bytes && limit(RLIMIT_FSIZE, limits->file_bytes) != 0)
		return -1;
	if (limits->cpu_s > 0 && limit(RLIMIT_CPU, (rlim_t)limits->cpu_s + CPU_GRACE_S) != 0)
		return -1;
	if (limits->memory_bytes && !by_cgroup && limit(RLIMIT_AS, limits->memory_bytes) != 0)
		return -1;
	/* Locked memory and message queues are kernel memory, and coursework needs none. */
	limit(RLIMIT_MEMLOCK, 64 * 1024);
	limit(RLIMIT_MSGQUEUE, 0);
	return 0;
}
