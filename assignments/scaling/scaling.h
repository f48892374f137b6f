/* scaling.h - the contract: k busy workers at once; how much CPU time does each get?
 *
 * Start in->processes workers (k of them): processes in fork mode, threads in threads mode.
 * Worker i calls burn(in->iterations[i]), i = 0 .. k - 1, once and ends.  All k must exist before the first one
 * begins, and they begin at the same moment, the common start.  The caller is not one of
 * them: it starts them, waits, and adds up.
 *
 * Answer, times in seconds:
 *   wall_s[i]   from the common start until worker i was done with its work
 *   cpu_s[i]    the CPU time that worker i used, user and system, all of it
 *   ratio       mean of cpu_s / largest of wall_s
 * i = 0 .. k - 1, in any order, but wall_s[i] and cpu_s[i] of one worker.
 * `out` belongs to the caller and is plain private memory: in fork mode what a
 * child writes there stays with the child.
 *
 * Range: 1 <= processes <= SCALING_PROCESSES_MAX, iterations any (0: the workers have
 * nothing to do, and their times are small but not negative). workers equals in->processes:
 * the functions of all exercises have this parameter.
 *
 * Returns 0, or -1 with errno set: EINVAL for numbers outside the range or
 * workers != in->processes, otherwise the errno of the call that failed
 * (EAGAIN from fork or pthread_create, ...).  Either way nothing is left
 * behind: no child unreaped, no thread running, no memory or file kept.
 *
 * Tolerance: the grader observes from outside how long the call took and how much CPU time
 * all processes used together.  The sum of cpu_s must agree with that to 10%, plus 12 ms
 * for each worker and 10 ms for the caller.  So must the CPU time of each worker, to 10%
 * plus 12 ms.
 *
 * Source: an assignment on multiprocessing of a course on computational
 * physics; the ratio is what its chart showed.
 */
#ifndef SCALING_H
#define SCALING_H

#include <stdint.h>

enum { SCALING_PROCESSES_MAX = 64 };

struct scaling_input {
	int processes;              /* k */
	const uint64_t *iterations; /* [processes]: for burn */
};

struct scaling_output {
	double *wall_s; /* [processes] */
	double *cpu_s;  /* [processes] */
	double ratio;
};

/* What you write. */
int scaling_fork(const struct scaling_input *in, int workers, struct scaling_output *out);
int scaling_threads(const struct scaling_input *in, int workers, struct scaling_output *out);

/* Given, in burn.c: keeps one CPU busy for about a nanosecond or two per iteration, touches
 * no memory and never waits.  Ignore the value. */
uint64_t burn(uint64_t iterations);

#endif
