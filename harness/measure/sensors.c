/* sensors.c - what the kernel's counters say about a period of time.
 *
 * A few small reads of /proc and /sys, cheap enough to do around every timed call.  It
 * never judges: rounds.c decides whether a round is dropped.
 */
#include "sensors.h"

#include <dirent.h>
#include <math.h>
#include <sched.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../base/base.h"
#include "quota.h"

enum { CPUS_MOST = CPU_SETSIZE, LINE = 512 };

/* Counters of how long tasks ran. /proc/stat always exists but counts clock ticks: a
 * program that is awake only around ticks is charged ten times what it used, and would look
 * like other load.  The other counters are exact to nanoseconds. */
enum { TICKS, CPUACCT, SCHEDSTAT, GROUPS };
static const char *const counted_by[SENSORS_COUNTS] = {NULL, "cgroup v1", "/proc/schedstat", "cgroup v2"};

struct sensors_source {
	char *root;                   /* prefix of every path */
	char *counts[SENSORS_COUNTS]; /* the counter's file or folder; NULL: unavailable */
	char **throttles;             /* cpu.stat of each cgroup with a quota */
	char **clocks;                /* scaling_cur_freq of each requested CPU */
	bool watches_all;
	bool watched[CPUS_MOST];
};

static FILE *open_below(const struct sensors_source *source, const char *path)
{
	char *full = xasprintf("%s%s", source->root, path);
	FILE *file = fopen(full, "re");

	free(full);
	return file;
}

static bool is_below(const struct sensors_source *source, const char *path)
{
	char *full = xasprintf("%s%s", source->root, path);
	bool there = access(full, R_OK) == 0;

	free(full);
	return there;
}

/* Is it the line of a watched CPU, or of the sum if all are watched? */
static bool is_watched(const struct sensors_source *source, const char *line)
{
	char *end;
	long number;

	if (strncmp(line, "cpu", 3) != 0)
		return false;
	if (source->watches_all)
		return line[3] == ' ';
	number = strtol(line + 3, &end, 10);
	return end > line + 3 && number >= 0 && number < CPUS_MOST && source->watched[number];
}

/* Lines of /proc/stat, in clock ticks (proc(5)).  Guest time is contained in
 * user time already. */
static void read_ticks(const struct sensors_source *source, struct sensors *now)
{
	FILE *file = fopen(source->counts[TICKS], "re");
	double ticks = (double)sysconf(_SC_CLK_TCK);
	char line[LINE];

	while (file && ticks > 0 && fgets(line, sizeof line, file) && strncmp(line, "cpu", 3) == 0) {
		unsigned long long user, nice, system, irq, softirq, steal;
		if (!is_watched(source, line) || sscanf(line, "%*s %llu %llu %llu %*u %*u %llu %llu %llu",
		                                        &user, &nice, &system, &irq, &softirq, &steal) != 6)
			continue;
		now->steal_s += (double)steal / ticks;
		now->counts_s[TICKS] += (double)(user + nice + system + irq + softirq) / ticks;
	}
	if (file)
		fclose(file);
	now->other_cpu_s = now->counts_s[TICKS];
}

/* cgroup v1: nanoseconds of each CPU, all in one line. */
static double read_cpuacct(const struct sensors_source *source)
{
	FILE *file = fopen(source->counts[CPUACCT], "re");
	unsigned long long ns;
	double seconds = 0;

	for (int cpu = 0; file && cpu < CPUS_MOST && fscanf(file, "%llu", &ns) == 1; cpu++)
		if (source->watches_all || source->watched[cpu])
			seconds += (double)ns * 1e-9;
	if (file)
		fclose(file);
	return seconds;
}

/* The seventh number of a CPU's line: nanoseconds that tasks ran on it, each counted
 * when it leaves the CPU. */
static double read_schedstat(const struct sensors_source *source)
{
	FILE *file = fopen(source->counts[SCHEDSTAT], "re");
	char line[LINE];
	double seconds = 0;

	while (file && fgets(line, sizeof line, file)) {
		unsigned long long ns;
		bool counts =
			strncmp(line, "cpu", 3) == 0 && (source->watches_all || is_watched(source, line));
		if (counts && sscanf(line, "%*s %*u %*u %*u %*u %*u %*u %llu", &ns) == 1)
			seconds += (double)ns * 1e-9;
	}
	if (file)
		fclose(file);
	return seconds;
}

static double read_usage(const char *path)
{
	FILE *file = fopen(path, "re");
	char key[64];
	unsigned long long value;
	double seconds = 0;

	while (file && fscanf(file, "%63s %llu", key, &value) == 2)
		if (strcmp(key, "usage_usec") == 0)
			seconds = (double)value * 1e-6;
	if (file)
		fclose(file);
	return seconds;
}

/* cgroup v2: all groups below the root, on all CPUs.  (The root's own figure is made of ticks.) */
static double read_groups(const struct sensors_source *source)
{
	DIR *folder = opendir(source->counts[GROUPS]);
	double seconds = 0;

	for (struct dirent *e; folder && (e = readdir(folder)) != NULL;) {
		if (e->d_name[0] == '.' || (e->d_type != DT_DIR && e->d_type != DT_UNKNOWN))
			continue;
		char *path = xasprintf("%s/%s/cpu.stat", source->counts[GROUPS], e->d_name);
		seconds += read_usage(path);
		free(path);
	}
	if (folder)
		closedir(folder);
	return seconds;
}

static void read_counts(const struct sensors_source *source, struct sensors *now)
{
	static double (*const readers[SENSORS_COUNTS])(const struct sensors_source *) = {
		[CPUACCT] = read_cpuacct, [SCHEDSTAT] = read_schedstat, [GROUPS] = read_groups};

	read_ticks(source, now);
	for (int i = TICKS + 1; i < SENSORS_COUNTS; i++)
		now->counts_s[i] = source->counts[i] ? readers[i](source) : NAN;
}

/* --- which of them there are --------------------------------------------------- */

/* Only the root group has this file; in a container, another group may appear as the root. */
static char *find_cpuacct(const struct sensors_source *source)
{
	static const char *const folders[] = {"cpuacct", "cpu,cpuacct", "cpuacct,cpu"};

	for (size_t i = 0; i < ARRAY_LENGTH(folders); i++) {
		char *first = xasprintf("/sys/fs/cgroup/%s/release_agent", folders[i]);
		bool there = is_below(source, first);
		free(first);
		if (there)
			return xasprintf("%s/sys/fs/cgroup/%s/cpuacct.usage_percpu", source->root,
			                 folders[i]);
	}
	return NULL;
}

/* Unavailable in a container too (a group that has a type is not the root), and of no use
 * to a process outside those groups. */
static char *find_groups(const struct sensors_source *source)
{
	FILE *file = open_below(source, "/proc/self/cgroup");
	char line[LINE];
	bool member = false;

	while (file && fgets(line, sizeof line, file))
		member |= strncmp(line, "0::/", 4) == 0 && line[4] != '\n' && line[4] != '\0';
	if (file)
		fclose(file);
	if (!member || !is_below(source, "/sys/fs/cgroup/cgroup.controllers") ||
	    is_below(source, "/sys/fs/cgroup/cgroup.type"))
		return NULL;
	return xasprintf("%s/sys/fs/cgroup", source->root);
}

static void find_counts(struct sensors_source *source)
{
	source->counts[TICKS] = xasprintf("%s/proc/stat", source->root);
	source->counts[CPUACCT] = find_cpuacct(source);
	source->counts[GROUPS] = find_groups(source);
	if (is_below(source, "/proc/schedstat"))
		source->counts[SCHEDSTAT] = xasprintf("%s/proc/schedstat", source->root);
}

const char *sensors_exact(const struct sensors_source *source)
{
	for (int i = TICKS + 1; i < SENSORS_COUNTS; i++)
		if (source->counts[i])
			return counted_by[i];
	return NULL;
}

/* --- the others ------------------------------------------------------------------ */

/* Pressure stall information: microseconds in which some task waited for a CPU. */
static void read_pressure(const struct sensors_source *source, struct sensors *now)
{
	FILE *file = open_below(source, "/proc/pressure/cpu");

	if (!file)
		return;
	unsigned long long total_us;
	if (fscanf(file, "some avg10=%*f avg60=%*f avg300=%*f total=%llu", &total_us) == 1)
		now->pressure_s = (double)total_us / 1e6;
	fclose(file);
}

/* cgroups(7): throttled_usec in version 2, throttled_time (nanoseconds) in version 1. */
static double read_throttle(const char *path)
{
	FILE *file = fopen(path, "re");
	char key[64];
	unsigned long long value;
	double seconds = 0;

	while (file && fscanf(file, "%63s %llu", key, &value) == 2) {
		if (strcmp(key, "throttled_usec") == 0)
			seconds = (double)value / 1e6;
		else if (strcmp(key, "throttled_time") == 0)
			seconds = (double)value / 1e9;
	}
	if (file)
		fclose(file);
	return seconds;
}

/* cpufreq: this CPU's present clock, in kHz. */
static double read_clock(const char *path)
{
	FILE *file = fopen(path, "re");
	unsigned long long khz = 0;

	if (file && fscanf(file, "%llu", &khz) != 1)
		khz = 0;
	if (file)
		fclose(file);
	return (double)khz / 1e3;
}

/* "0,32" or "4-7": mark them all. */
static void watch_list(struct sensors_source *source, const char *list)
{
	while (*list) {
		char *end;
		long first = strtol(list, &end, 10), last = first;
		if (end == list)
			return;
		if (*end == '-')
			last = strtol(end + 1, &end, 10);
		for (long cpu = first; cpu <= last; cpu++)
			if (cpu >= 0 && cpu < CPUS_MOST)
				source->watched[cpu] = true;
		list = *end == ',' ? end + 1 : "";
	}
}

static void watch_core_of(struct sensors_source *source, int cpu)
{
	char *path = xasprintf("/sys/devices/system/cpu/cpu%d/topology/thread_siblings_list", cpu);
	FILE *file = open_below(source, path);
	char line[LINE];

	if (cpu >= 0 && cpu < CPUS_MOST)
		source->watched[cpu] = true;
	if (file && fgets(line, sizeof line, file))
		watch_list(source, line);
	if (file)
		fclose(file);
	free(path);
}

struct sensors_source *sensors_open(const char *root, const int *cpus, int count)
{
	struct sensors_source *source = xcalloc(1, sizeof *source);
	size_t clocks = 0;

	source->root = xstrdup(root);
	find_counts(source);
	source->throttles = quota_stat_files("/proc/self/cgroup", "/proc/self/mountinfo");
	source->clocks = xcalloc((size_t)count + 1, sizeof *source->clocks);
	source->watches_all = count == 0;
	for (int i = 0; i < count; i++) {
		char *path =
			xasprintf("%s/sys/devices/system/cpu/cpu%d/cpufreq/scaling_cur_freq", root, cpus[i]);
		watch_core_of(source, cpus[i]);
		if (access(path, R_OK) == 0)
			source->clocks[clocks++] = path;
		else
			free(path);
	}
	return source;
}

void sensors_close(struct sensors_source *source)
{
	if (!source)
		return;
	for (int i = 0; i < SENSORS_COUNTS; i++)
		free(source->counts[i]);
	free(source->root);
	strv_free(source->throttles);
	strv_free(source->clocks);
	free(source);
}

void sensors_read(const struct sensors_source *source, struct sensors *now)
{
	*now = (struct sensors){0};
	/* Each group counts the time lost to its own quota, not to an outer one's. */
	for (char **path = source->throttles; path && *path; path++)
		now->throttled_s += read_throttle(*path);
	for (char **path = source->clocks; *path; path++) {
		double mhz = read_clock(*path);
		if (mhz > 0 && (now->mhz == 0 || mhz < now->mhz))
			now->mhz = mhz;
	}
	read_counts(source, now);
	read_pressure(source, now);
}

/* On virtual machines these counters can step back a little. */
static double grown(double before, double after)
{
	return after > before ? after - before : 0;
}

struct sensors sensors_between(const struct sensors *before, const struct sensors *after)
{
	double least = grown(before->counts_s[TICKS], after->counts_s[TICKS]);

	/* Each counter may include more (time on other CPUs, whole ticks), but never less. */
	for (int i = TICKS + 1; i < SENSORS_COUNTS; i++)
		if (!isnan(after->counts_s[i]))
			least = fmin(least, grown(before->counts_s[i], after->counts_s[i]));
	return (struct sensors){
		.steal_s = grown(before->steal_s, after->steal_s),
		.pressure_s = grown(before->pressure_s, after->pressure_s),
		.throttled_s = grown(before->throttled_s, after->throttled_s),
		.other_cpu_s = least,
		.mhz = before->mhz > 0 && before->mhz < after->mhz ? before->mhz : after->mhz,
	};
}
