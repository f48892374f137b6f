/* sensors.h - what the machine itself says of a stretch of time. */
#ifndef PARLAB_SENSORS_H
#define PARLAB_SENSORS_H

struct sensors {
	double steal_s;       /* /proc/stat steal, all CPUs */
	double pressure_s;    /* /proc/pressure/cpu "some" total; 0 where there is none */
	double other_cpu_s;   /* busy time of all CPUs (user+nice+system+irq+softirq) */
};
/* sensors_read: never fails; what cannot be read is 0. */
void sensors_read(struct sensors *now);
struct sensors sensors_between(const struct sensors *before, const struct sensors *after);

#endif
