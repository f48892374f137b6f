/* cgroup.h - control groups for one box: version 2 if possible, else version 1, else
 * none, where this process may not make groups. */
#ifndef PARLAB_CGROUP_H
#define PARLAB_CGROUP_H

#include <stdbool.h>
#include <stddef.h>

struct cgroup;

/* cgroup_create: a group for one box in every hierarchy that allows it.
 * Where none does, the group limits and measures nothing; a limit that cannot be set
 * where it should be is an error (NULL). */
struct cgroup *cgroup_create(size_t memory_bytes, unsigned processes);
void cgroup_free(struct cgroup *group); /* removes it; its processes must be gone; accepts NULL */

/* cgroup_join: move the calling process in; async-signal-safe; -1 with errno. */
int cgroup_join(const struct cgroup *group);

bool cgroup_limits_memory(const struct cgroup *group);
bool cgroup_limits_processes(const struct cgroup *group);
double cgroup_cpu_s(const struct cgroup *group);       /* < 0: unknown */
size_t cgroup_memory_peak(const struct cgroup *group); /* 0: unknown */
bool cgroup_out_of_memory(const struct cgroup *group); /* the killer struck */
bool cgroup_process_limit_hit(const struct cgroup *group);
int cgroup_freeze(const struct cgroup *group, bool frozen); /* 0 done and waited for; -1 not here or failed */
bool cgroup_kill(const struct cgroup *group);               /* true: everything in it was sent SIGKILL */

/* What a box would get here: "cgroup v2", "cgroup v1" or NULL. */
struct cgroup_powers {
	const char *memory, *processes, *cpu, *freezer;
};
struct cgroup_powers cgroup_powers(void);
/* cgroup_sweep: remove groups whose grader is no longer alive. */
void cgroup_sweep(void);

#endif
