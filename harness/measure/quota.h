/* quota.h - how much CPU time the cgroups around this process allow. */
#ifndef PARLAB_QUOTA_H
#define PARLAB_QUOTA_H

/* quota_read: the least quota, in CPUs' worth of time, of the cgroup named in `membership`
 * (normally /proc/self/cgroup) and every ancestor of it that is visible through `mounts`
 * (normally /proc/self/mountinfo); cgroup v2 and v1.  Infinity if none of them sets one, or
 * nothing can be read. */
double quota_read(const char *membership, const char *mounts);
/* quota_stat_files: the cpu.stat files of those groups that have a quota, NULL-terminated;
 * caller strv_free's; NULL if no group has one. */
char **quota_stat_files(const char *membership, const char *mounts);

#endif
