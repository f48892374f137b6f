/* sensors.h - what the kernel's counters say about a period of time. */
#ifndef PARLAB_SENSORS_H
#define PARLAB_SENSORS_H

/* Where the readings come from, below `root` ("": this machine; quotas are always this
 * one's); found once, since finding them is slow.  Watched are the `count` CPUs of these numbers and the hardware threads that share a core
 * with one of them; with 0, all.  Free with sensors_close. */
struct sensors_source;
struct sensors_source *sensors_open(const char *root, const int *cpus, int count);
void sensors_close(struct sensors_source *source);
/* sensors_exact: who counts to the nanosecond how long tasks ran; NULL: nobody, so that a
 * program can look like other load by being awake around clock ticks. */
const char *sensors_exact(const struct sensors_source *source);

enum { SENSORS_COUNTS = 4 };

struct sensors {
	double steal_s;    /* /proc/stat steal, the watched CPUs */
	double pressure_s; /* /proc/pressure/cpu "some" total; 0 where there is none */
	double other_cpu_s; /* busy time of the watched CPUs: the least that any counter says; since boot: by ticks */
	double counts_s[SENSORS_COUNTS]; /* that time by each counter; NaN: not here */
	double throttled_s; /* for which CPU quotas stopped cgroups that this process is in, added up */
	double mhz;         /* now: the lowest clock of the CPUs that were asked for (cpufreq); 0: unknown */
};
/* sensors_read: never fails; what cannot be read is 0. */
void sensors_read(const struct sensors_source *source, struct sensors *now);
/* sensors_between: the differences; of mhz the lower. */
struct sensors sensors_between(const struct sensors *before, const struct sensors *after);

#endif
