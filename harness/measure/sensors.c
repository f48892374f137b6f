/* sensors.c - what the machine itself says of a stretch of time.
 *
 * Two small reads of /proc, cheap enough to do around every timed call.  It
 * never judges: whether a round is dropped is decided where rounds are made.
 */
#include "sensors.h"

#include <stdio.h>
#include <unistd.h>

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

void sensors_read(struct sensors *now)
{
	*now = (struct sensors){0};
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
		.other_cpu_s = grown(before->other_cpu_s, after->other_cpu_s),
	};
}
