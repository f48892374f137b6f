/* cgroup.h - control groups for one box: version 2 if possible, else version 1; none if
 * this process cannot create groups. */
#ifndef PARLAB_CGROUP_H
#define PARLAB_CGROUP_H

#include <stdbool.h>
#include <stddef.h>

struct cgroup;

/* cgroup_create: a group for one box in every hierarchy that allows it.  If none does, the
 * group limits and measures nothing.  Failing to set a limit in an allowed hierarchy is an
 * error (NULL). */
struct cgroup *cgroup_create(size_t memory_bytes, unsigned processes);
void cgroup_free(struct cgroup *group); /* removes it; its processes must be gone; accepts NULL */

/* cgroup_join: move the calling process in; async-signal-safe; -1 with errno. */
int cgroup_join(const struct cgroup *group);

bool cgroup_limits_memory(const struct cgroup *group);
bool cgroup_limits_processes(const struct cgroup *group);
double cgroup_cpu_s(const struct cgroup *group);       /* < 0: unknown */
size_t cgroup_memory_peak(const struct cgroup *group); /* 0: unknown */
bool cgroup_out_of_memory(const struct cgroup *group); /* the out-of-memory killer acted */
bool cgroup_process_limit_hit(const struct cgroup *group);
int cgroup_freeze(const struct cgroup *group,
                  bool frozen);               /* 0 done, and waited for; -1 unavailable or failed */
bool cgroup_kill(const struct cgroup *group); /* true: every process in it got SIGKILL */

/* What a box would get here: "cgroup v2", "cgroup v1" or NULL. */
struct cgroup_powers {
	const char *memory, *processes, *cpu, *freezer;
};
struct cgroup_powers cgroup_powers(void);
/* cgroup_sweep: remove groups whose grader is no longer alive. */
void cgroup_sweep(void);

#endif
