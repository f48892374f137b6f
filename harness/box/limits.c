/* limits.c - resource limits that a box's processes inherit.
 *
 * Each bounds a single process; the cgroup limits the whole tree (cgroup.c).  These are the
 * only limits if there is no cgroup, and a second layer if there is one.  Only
 * async-signal-safe calls: it runs between fork and exec of a threaded parent.
 */
#include "limits.h"

#include <sys/resource.h>

enum { FILES_OPEN = 256, CPU_GRACE_S = 2 };
/* A thread reserves more address space than it uses: 8 MiB for its stack and 64 MiB for
 * malloc. */
enum { SPARE_MIB = 1024, SPARE_MIB_FOR_A_PROCESS = 72 };

static int limit(int resource, rlim_t value)
{
	struct rlimit r = {value, value};

	return setrlimit((__rlimit_resource_t)resource, &r);
}

static rlim_t address_space(const struct box_limits *limits, enum limits_space space)
{
	rlim_t spare = (rlim_t)(SPARE_MIB + SPARE_MIB_FOR_A_PROCESS * limits->processes) << 20;

	return space == LIMITS_SPACE_ANY     ? RLIM_INFINITY
	       : space == LIMITS_SPACE_AMPLE ? limits->memory_bytes + spare
	                                     : limits->memory_bytes;
}

int limits_apply(const struct box_limits *limits, enum limits_space space)
{
	if (limit(RLIMIT_CORE, 0) != 0 || limit(RLIMIT_NOFILE, FILES_OPEN) != 0)
		return -1;
	if (limits->file_bytes && limit(RLIMIT_FSIZE, limits->file_bytes) != 0)
		return -1;
	if (limit(RLIMIT_CPU, (rlim_t)limits->cpu_s + CPU_GRACE_S) != 0)
		return -1;
	if (limit(RLIMIT_AS, address_space(limits, space)) != 0)
		return -1;
	/* Locked memory and message queues use kernel memory.  Coursework needs neither. */
	return limit(RLIMIT_MEMLOCK, 64 * 1024) != 0 || limit(RLIMIT_MSGQUEUE, 0) != 0 ? -1 : 0;
}
