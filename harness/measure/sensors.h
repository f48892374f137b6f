/* sensors.h - what the kernel's counters say about a period of time. */
#ifndef PARLAB_SENSORS_H
#define PARLAB_SENSORS_H

/* The sources of the readings below `root` ("": this machine; quotas are always this
 * machine's), found once, since finding them is slow.  Watches the `count` CPUs with these
 * numbers and the hardware threads that share a core with one of them; 0: all CPUs.  Free
 * with sensors_close. */
struct sensors_source;
struct sensors_source *sensors_open(const char *root, const int *cpus, int count);
void sensors_close(struct sensors_source *source);
/* sensors_exact: the counter that is exact to nanoseconds; NULL if there is none: then a
 * program that is awake around clock ticks can look like other load. */
const char *sensors_exact(const struct sensors_source *source);

enum { SENSORS_COUNTS = 4 };

struct sensors {
	double steal_s;    /* /proc/stat steal, the watched CPUs */
	double pressure_s; /* /proc/pressure/cpu "some" total; 0 where there is none */
	double other_cpu_s; /* busy time of the watched CPUs: the least of all counters; since boot: by ticks */
	double counts_s[SENSORS_COUNTS]; /* that time by each counter; NaN: unavailable */
	double throttled_s;              /* total time that CPU quotas stopped this process's cgroups */
	double mhz; /* present: the lowest clock of the requested CPUs (cpufreq); 0: unknown */
};
/* sensors_read: never fails; what cannot be read is 0. */
void sensors_read(const struct sensors_source *source, struct sensors *now);
/* sensors_between: the differences; for mhz the lower value. */
struct sensors sensors_between(const struct sensors *before, const struct sensors *after);

#endif
