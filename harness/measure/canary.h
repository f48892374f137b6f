/* canary.h - what the machine can deliver right now: a fixed amount of arithmetic, shared
 * by p independent threads. */
#ifndef PARLAB_CANARY_H
#define PARLAB_CANARY_H

#include <stdint.h>

struct canary {
	double seconds; /* from the first thread's start to the last one's end */
	double delay_s; /* time that a thread was ready to run but waited for a CPU, the longest of all threads; 0 if unknown */
	uint64_t switches; /* sum over the threads: involuntary context switches */
};

/* canary_calibrate: how many steps take about `seconds` on one CPU now; more if one CPU's
 * share of them would be too short to time.  In both functions `cpus` holds the numbers of
 * the `cpu_count` CPUs to use (host.h). */
uint64_t canary_calibrate(double seconds, const int *cpus, int cpu_count);
/* canary_run: `steps` steps shared among p threads, each pinned to a different CPU as far
 * as there are enough.  All threads exist before the clock starts. */
struct canary canary_run(uint64_t steps, int threads, const int *cpus, int cpu_count);

/* canary_probe: `steps` steps on each of p CPUs at once, each saturating a core; the
 * seconds until the last is done. */
double canary_probe(uint64_t steps, int threads, const int *cpus, int cpu_count);
/* A probe that takes longer than this multiple of its usual time shows a disturbed machine. */
extern const double canary_slow;
/* canary_calibrate_probe: how many of these steps take about `seconds` on one CPU now. */
uint64_t canary_calibrate_probe(double seconds, const int *cpus, int cpu_count);

#endif
