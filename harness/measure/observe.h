/* observe.h - watch from outside who is created and who works, by ptrace.
 *
 * Exact: every fork, clone and exit below the watched process stops for the
 * observer, whatever the process says of itself.  Slows it down, so it is never
 * used while timing.
 */
#ifndef PARLAB_OBSERVE_H
#define PARLAB_OBSERVE_H

#include <stdbool.h>
#include <sys/types.h>

struct observer;

struct observed {
	int processes;                          /* created below the first */
	int threads;                            /* created in any process, without each process's first */
	int most_processes;                     /* alive at one moment, with the first */
	int most_threads;                       /* alive at one moment in the first process, with its first */
	int working_processes, working_threads; /* see observe_look */
	double cpu_s;                           /* of all, first included */
};

/* observe_start: attach to a process that waits; returns when it is attached.
 * Everything created from then on is seen.  NULL: not allowed here, or *gone: the
 * process has ended. */
struct observer *observe_start(pid_t pid, bool *gone);
/* observe_look: what was seen so far.  A process (or a thread of the first
 * process) counts as working if it used at least share / workers of the CPU
 * time of all its kind; working_* is the largest number of those alive at one
 * moment, the first among them. */
void observe_look(struct observer *observer, int workers, double share, struct observed *seen);
/* observe_end: after the watched processes have ended (kill them first). */
void observe_end(struct observer *observer);

#endif
