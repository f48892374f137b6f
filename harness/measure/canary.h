/* canary.h - what the machine can deliver at this moment: a fixed amount of
 * arithmetic, shared by p independent threads. */
#ifndef PARLAB_CANARY_H
#define PARLAB_CANARY_H

#include <stdint.h>

struct canary {
	double seconds; /* from when the first thread set to work until the last was done */
	double delay_s; /* the longest of the threads': ready to run, but waiting for a CPU; 0 if unknown */
	uint64_t switches; /* sum over the threads: involuntary context switches */
};

/* canary_calibrate: how many steps take about `seconds` on one CPU now, or longer
 * if a share of one in cpu_count would be too short to be timed.
 * Both: `cpus` are the numbers of the `cpu_count` CPUs to use (host.h). */
uint64_t canary_calibrate(double seconds, const int *cpus, int cpu_count);
/* canary_run: `steps` steps shared over p threads, each on a CPU of its own as
 * long as there are enough.  All are there before the clock runs. */
struct canary canary_run(uint64_t steps, int threads, const int *cpus, int cpu_count);

/* canary_probe: `steps` steps on each of p CPUs at once, which keep a whole core
 * busy; the seconds until the last was done. */
double canary_probe(uint64_t steps, int threads, const int *cpus, int cpu_count);
/* A probe that takes longer than this, its usual time being 1, shows a disturbed machine. */
extern const double canary_slow;
/* canary_calibrate_probe: how many of these take about `seconds` on one CPU now. */
uint64_t canary_calibrate_probe(double seconds, const int *cpus, int cpu_count);

#endif
