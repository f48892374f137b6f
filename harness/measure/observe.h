/* observe.h - observe which processes and threads are created and which work, by ptrace.
 *
 * Exact: every fork, clone and exit below the watched process stops for the observer, and
 * the process cannot prevent it.  This slows the process down, so it is never used while
 * timing.
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
	double cpu_s;                           /* of all tasks, first included */
	int killed, killed_by; /* processes below the first that a signal ended; one signal */
};

/* observe_start: attach to a waiting process; everything that it creates after the return
 * is seen.  NULL: not allowed here, or *gone: the process has ended. */
struct observer *observe_start(pid_t pid, bool *gone);
/* observe_look: the observations so far.  A process (or a thread of the first process)
 * counts as working if it used at least share / workers of the CPU time of all its kind;
 * working_* is the largest number of working ones alive at one moment, the first included. */
void observe_look(struct observer *observer, int workers, double share, struct observed *seen);
/* observe_end: after the watched processes have ended (kill them first). */
void observe_end(struct observer *observer);

#endif
