/* host.h - what can be measured on this machine.
 *
 * Usable CPUs are the least of: this process's affinity, the CPU quota of
 * every ancestor cgroup (v2 cpu.max, v1 cpu.cfs_quota_us), and the physical
 * cores (hwloc), since two hardware threads of one core are not two CPUs.
 */
#ifndef PARLAB_HOST_H
#define PARLAB_HOST_H

#include <stddef.h>

struct host {
	int affinity; /* CPUs this process may run on */
	double quota; /* in CPUs; infinity if unlimited */
	int cores;    /* physical cores within the affinity */
	int usable;   /* the least of these, at least 1 */
	char *model;  /* of the processor */
	int *cpus;    /* numbers of the CPUs in the affinity mask, one per core first; `affinity` of them */
};

int host_read(struct host *host);
void host_free(struct host *host);
/* host_worker_counts: 1, 2, 4, ... below usable, then usable itself, ascending;
 * the graded count is the last.  Returns how many; at most `most` are written. */
size_t host_worker_counts(int usable, int *counts, size_t most);
/* host_line: one line for records: model, usable CPUs and which limit set them; caller frees. */
char *host_line(const struct host *host);

#endif
