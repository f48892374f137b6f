/* sensors.c - what the machine itself says of a stretch of time.
 *
 * Two small reads of /proc, and one for each cgroup with a CPU quota, cheap
 * enough to do around every timed call.  It
 * never judges: whether a round is dropped is decided where rounds are made.
 */
#include "sensors.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../base/base.h"
#include "quota.h"

struct sensors_source {
	char **throttles;   /* cpu.stat of each cgroup with a quota */
};

/* First line of /proc/stat, in clock ticks over all CPUs (proc(5)).  Guest
 * time is contained in user time already. */
static void read_stat(struct sensors *now)
{
	FILE *file = fopen("/proc/stat", "re");
	if (!file)
		return;
	unsigned long long user, nice, system, idle, iowait, irq, softirq, steal;
	int found = fscanf(file, "cpu %llu %llu %llu %llu %llu %llu %llu %llu", &user, &nice, &system, &idle,
	                   &iowait, &irq, &softirq, &steal);
	fclose(file);
	double ticks = (double)sysconf(_SC_CLK_TCK);
	if (found == 8 && ticks > 0) {
		now->steal_s = (double)steal / ticks;
		now->other_cpu_s = (double)(user + nice + system + irq + softirq) / ticks;
	}
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

struct sensors_source *sensors_open(void)
{
	struct sensors_source *source = xcalloc(1, sizeof *source);

	source->throttles = quota_stat_files("/proc/self/cgroup", "/proc/self/mountinfo");
	return source;
}

void sensors_close(struct sensors_source *source)
{
	if (!source)
		return;
	strv_free(source->throttles);
	free(source);
}

void sensors_read(const struct sensors_source *source, struct sensors *now)
{
	*now = (struct sensors){0};
	/* A group inside another is stopped with it: the sum would count that twice. */
	for (char **path = source->throttles; path && *path; path++) {
		double seconds = read_throttle(*path);
		now->throttled_s = seconds > now->throttled_s ? seconds : now->throttled_s;
	}
	read_stat(now);
	read_pressure(now);
}

/* Kernel counters of virtual machines have been seen to step back a little. */
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
	};
}
