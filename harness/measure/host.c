/* host.c - what can be measured on this machine.
 *
 * Speedups are measured only on CPUs that really exist: a second hardware thread of a core,
 * a CPU outside the affinity mask or one beyond the quota would make good programs look
 * bad.  This file reads the host; it never pins, starts or times anything.
 */
#include "host.h"

#include <errno.h>
#include <math.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <hwloc.h>

#include "../base/base.h"
#include "quota.h"

/* This thread's mask, for any number of CPUs the kernel was built for: it returns EINVAL
 * while the buffer is too small. */
static int read_affinity(hwloc_bitmap_t allowed)
{
	for (int room = 1024; room <= 1 << 20; room *= 2) {
		cpu_set_t *mask = CPU_ALLOC((size_t)room);
		if (!mask)
			break;
		size_t bytes = CPU_ALLOC_SIZE((size_t)room);
		int failed = sched_getaffinity(0, bytes, mask);
		for (int cpu = 0; !failed && cpu < room; cpu++) {
			if (CPU_ISSET_S((size_t)cpu, bytes, mask))
				hwloc_bitmap_set(allowed, (unsigned)cpu);
		}
		CPU_FREE(mask);
		if (!failed)
			return 0;
		if (errno != EINVAL)
			break;
	}
	return error_errno("host: cannot read the affinity mask");
}

/* Take one CPU of every core that still has one; returns how many were taken. */
static int take_one_per_core(hwloc_topology_t topology, hwloc_bitmap_t left, int *cpus)
{
	int taken = 0;
	hwloc_bitmap_t of_core = hwloc_bitmap_alloc();

	for (hwloc_obj_t core = NULL; (core = hwloc_get_next_obj_by_type(topology, HWLOC_OBJ_CORE, core));) {
		hwloc_bitmap_and(of_core, core->cpuset, left);
		int cpu = hwloc_bitmap_first(of_core);
		if (cpu < 0)
			continue;
		cpus[taken++] = cpu;
		hwloc_bitmap_clr(left, (unsigned)cpu);
	}
	hwloc_bitmap_free(of_core);
	return taken;
}

/* All CPUs that belong to a core hwloc knows. */
static hwloc_bitmap_t cpus_with_core(hwloc_topology_t topology)
{
	hwloc_bitmap_t known = hwloc_bitmap_alloc();

	for (hwloc_obj_t core = NULL; (core = hwloc_get_next_obj_by_type(topology, HWLOC_OBJ_CORE, core));)
		hwloc_bitmap_or(known, known, core->cpuset);
	return known;
}

/* First one CPU of every core, then their second hardware threads, and so on.  A CPU of no
 * known core counts as a separate core: some virtual machines hide their topology, and the
 * canary arm shows if there are fewer cores. */
static void order_cpus(hwloc_topology_t topology, hwloc_const_bitmap_t allowed, struct host *host)
{
	hwloc_bitmap_t left = cpus_with_core(topology);
	hwloc_bitmap_t loose = hwloc_bitmap_alloc();

	hwloc_bitmap_andnot(loose, allowed, left);
	hwloc_bitmap_and(left, allowed, left);
	host->affinity = hwloc_bitmap_weight(allowed);
	host->cpus = xcalloc((size_t)host->affinity, sizeof *host->cpus);

	int taken = take_one_per_core(topology, left, host->cpus);
	for (int cpu = -1; (cpu = hwloc_bitmap_next(loose, cpu)) >= 0;)
		host->cpus[taken++] = cpu;
	host->cores = taken;
	while (taken < host->affinity)
		taken += take_one_per_core(topology, left, host->cpus + taken);

	hwloc_bitmap_free(loose);
	hwloc_bitmap_free(left);
}

static char *read_model(hwloc_topology_t topology)
{
	hwloc_obj_t package = hwloc_get_obj_by_type(topology, HWLOC_OBJ_PACKAGE, 0);
	const char *model = package ? hwloc_obj_get_info_by_name(package, "CPUModel") : NULL;

	return xstrdup(model && *model ? model : "unknown processor");
}

static int read_topology(hwloc_const_bitmap_t allowed, struct host *host)
{
	hwloc_topology_t topology;

	if (hwloc_topology_init(&topology))
		return error_errno("host: hwloc cannot start");
	if (hwloc_topology_load(topology)) {
		hwloc_topology_destroy(topology);
		return error_errno("host: hwloc cannot read the topology");
	}
	order_cpus(topology, allowed, host);
	host->model = read_model(topology);
	hwloc_topology_destroy(topology);
	return 0;
}

int host_read(struct host *host)
{
	*host = (struct host){0};
	hwloc_bitmap_t allowed = hwloc_bitmap_alloc();
	int failed = read_affinity(allowed) || read_topology(allowed, host);
	hwloc_bitmap_free(allowed);
	if (failed)
		return -1;
	host->quota = quota_read("/proc/self/cgroup", "/proc/self/mountinfo");
	/* Round down: a worker on half a CPU would stall half of the time.  There are never
	 * more cores than CPUs in the mask, so this covers affinity. */
	double usable = fmin(host->cores, floor(host->quota));
	host->usable = usable < 1 ? 1 : (int)usable;
	return 0;
}

void host_free(struct host *host)
{
	free(host->model);
	free(host->cpus);
	*host = (struct host){0};
}

size_t host_worker_counts(int usable, int *counts, size_t most)
{
	size_t written = 0;

	if (most == 0)
		return 0;
	if (usable < 1)
		usable = 1;
	/* The last place is reserved for `usable`, the graded count. */
	for (int count = 1; count < usable && written < most - 1; count *= 2) {
		counts[written++] = count;
		if (count > usable / 2)
			break; /* doubling again could overflow */
	}
	counts[written++] = usable;
	return written;
}

char *host_line(const struct host *host)
{
	const char *plural = host->usable == 1 ? "" : "s";

	if (host->quota < host->cores)
		return xasprintf("%s, %d usable CPU%s (limited by a cgroup quota of %.2f CPUs)", host->model,
		                 host->usable, plural, host->quota);
	if (host->cores < host->affinity)
		return xasprintf("%s, %d usable CPU%s (limited by physical cores, with %d hardware threads)",
		                 host->model, host->usable, plural, host->affinity);
	return xasprintf("%s, %d usable CPU%s (all that the affinity mask holds)", host->model, host->usable,
	                 plural);
}
