/* sensors.h - what the machine itself says of a stretch of time. */
#ifndef PARLAB_SENSORS_H
#define PARLAB_SENSORS_H

/* Where the readings come from; found once, since finding them is slow.  Free
 * with sensors_close. */
struct sensors_source;
struct sensors_source *sensors_open(void);
void sensors_close(struct sensors_source *source);

struct sensors {
	double steal_s;       /* /proc/stat steal, all CPUs */
	double pressure_s;    /* /proc/pressure/cpu "some" total; 0 where there is none */
	double other_cpu_s;   /* busy time of all CPUs (user+nice+system+irq+softirq) */
	double throttled_s;   /* for which a CPU quota stopped a cgroup that this process is in; the longest of them */
};
/* sensors_read: never fails; what cannot be read is 0. */
void sensors_read(const struct sensors_source *source, struct sensors *now);
struct sensors sensors_between(const struct sensors *before, const struct sensors *after);

#endif
