/* sensors.c - what the kernel's counters say about a period of time.
 *
 * A few small reads of /proc and /sys, cheap enough to do around every timed call.  It
 * never judges: rounds.c decides whether a round is dropped.
 */
#include "sensors.h"

#include <sched.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../base/base.h"
#include "quota.h"

enum { CPUS_MOST = CPU_SETSIZE, LINE = 512 };

struct sensors_source {
	char **throttles; /* cpu.stat of each cgroup with a quota */
	char **clocks;    /* scaling_cur_freq of each CPU that was asked for */
	bool watches_all;
	bool watched[CPUS_MOST];
};

/* Is it the line of a watched CPU; where all are watched, that of their sum? */
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
static void read_stat(const struct sensors_source *source, struct sensors *now)
{
	FILE *file = fopen("/proc/stat", "re");
	double ticks = (double)sysconf(_SC_CLK_TCK);
	char line[LINE];

	while (file && ticks > 0 && fgets(line, sizeof line, file) && strncmp(line, "cpu", 3) == 0) {
		unsigned long long user, nice, system, irq, softirq, steal;
		if (!is_watched(source, line) || sscanf(line, "%*s %llu %llu %llu %*u %*u %llu %llu %llu",
		                                        &user, &nice, &system, &irq, &softirq, &steal) != 6)
			continue;
		now->steal_s += (double)steal / ticks;
		now->other_cpu_s += (double)(user + nice + system + irq + softirq) / ticks;
	}
	if (file)
		fclose(file);
}

/* Pressure stall information: microseconds in which some task waited for a CPU. */
static void read_pressure(struct sensors *now)
{
	FILE *file = fopen("/proc/pressure/cpu", "re");

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

/* cpufreq: what the governor lets this CPU run at now, in kHz. */
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
	FILE *file = fopen(path, "re");
	char line[LINE];

	if (cpu >= 0 && cpu < CPUS_MOST)
		source->watched[cpu] = true;
	if (file && fgets(line, sizeof line, file))
		watch_list(source, line);
	if (file)
		fclose(file);
	free(path);
}

struct sensors_source *sensors_open(const int *cpus, int count)
{
	struct sensors_source *source = xcalloc(1, sizeof *source);
	size_t clocks = 0;

	source->throttles = quota_stat_files("/proc/self/cgroup", "/proc/self/mountinfo");
	source->clocks = xcalloc((size_t)count + 1, sizeof *source->clocks);
	source->watches_all = count == 0;
	for (int i = 0; i < count; i++) {
		char *path = xasprintf("/sys/devices/system/cpu/cpu%d/cpufreq/scaling_cur_freq", cpus[i]);
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
	strv_free(source->throttles);
	strv_free(source->clocks);
	free(source);
}

void sensors_read(const struct sensors_source *source, struct sensors *now)
{
	*now = (struct sensors){0};
	/* Each group counts what its own quota took, not what an outer one's did. */
	for (char **path = source->throttles; path && *path; path++)
		now->throttled_s += read_throttle(*path);
	for (char **path = source->clocks; *path; path++) {
		double mhz = read_clock(*path);
		if (mhz > 0 && (now->mhz == 0 || mhz < now->mhz))
			now->mhz = mhz;
	}
	read_stat(source, now);
	read_pressure(now);
}

/* On virtual machines these counters can step back a little. */
static double grown(double before, double after)
{
	return after > before ? after - before : 0;
}

struct sensors sensors_between(const struct sensors *before, const struct sensors *after)
{
	return (struct sensors){
		.steal_s = grown(before->steal_s, after->steal_s),
		.pressure_s = grown(before->pressure_s, after->pressure_s),
		.throttled_s = grown(before->throttled_s, after->throttled_s),
		.other_cpu_s = grown(before->other_cpu_s, after->other_cpu_s),
		.mhz = before->mhz > 0 && before->mhz < after->mhz ? before->mhz : after->mhz,
	};
}
