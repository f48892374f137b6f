/* observe.h - observe which processes and threads are created and which work, by ptrace.
 *
 * Exact: every fork, clone and exit below the watched process stops for the observer, and
 * the process cannot prevent it.  This slows the process down, so it is never used while
 * timing.
 */
#ifndef PARLAB_OBSERVE_H
#define PARLAB_OBSERVE_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "failing.h"

struct observer;

enum { OBSERVED_EACH = 64 };

struct observed {
	int processes;                          /* created below the first */
	int threads;                            /* created in any process, without each process's first */
	int most_processes;                     /* alive at one moment, with the first */
	int most_threads;                       /* alive at one moment in the first process, with its first */
	int working_processes, working_threads; /* see observe_look */
	int working_own;    /* threads that OpenMP's runtime did not start (thread_starter.h) ... */
	int working_openmp; /* ... and those that the program's own code did not start */
	double cpu_s;       /* of all tasks, first included */
	/* Of those created first: of each process, and of each thread of the first process. */
	double process_cpu_s[OBSERVED_EACH], thread_cpu_s[OBSERVED_EACH];
	int sharing; /* processes below the first, with a fair share of all CPU time, that share all memory
	                with another one, or were born with a mapping of the file that is to be the
	                first one's own */
	int killed, killed_by; /* processes below the first that a signal ended; one signal */
	/* What there is now and was not there at the start: */
	int left_running;       /* processes, and threads of the first process, alive */
	int left_zombies;       /* processes that have ended and were not waited for */
	int left_descriptors;   /* open in the first process */
	int left_mappings;      /* shared ones in the first process, such as mmap with MAP_SHARED */
	struct failing failing; /* if calls were counted, or one was to fail */
	bool failed_below;      /* the call that failed was one of another process than the first */
};

/* observe_start: attach to a waiting process; everything that it creates after the return
 * is seen.  `inode`: of the file that the first process has mapped shared and that its
 * children are not to share; 0: none.  `failing` (failing.h): system calls are counted and its n-th fails; NULL: not,
 * which is faster.  `with_below`: what there is below the process by now is observed as well, and the CPU
 * time that it uses from now on.  NULL: not allowed here, or *gone: the process has ended. */
struct observer *observe_start(pid_t pid, uint64_t inode, const struct failing *failing, bool with_below,
                               bool *gone);
/* observe_look: the observations so far.  A process (or a thread of the first process)
 * counts as working if it used at least share / workers of the CPU time of all its kind;
 * working_* is the largest number of working ones alive at one moment, the first included. */
void observe_look(struct observer *observer, int workers, double share, struct observed *seen);
/* observe_end: after the watched processes have ended (kill them first). */
void observe_end(struct observer *observer);

#endif
