/* scaling.c - your work.  The contract is in scaling.h, the task in README.md.
 * This file compiles and runs as it is; nothing is measured yet.
 *
 * Search for TODO(student): there are two.
 */
#include <errno.h>

#include "scaling.h"

int scaling_fork(const struct scaling_input *in, int workers, struct scaling_output *out)
{
	/* TODO(student): start in->processes processes with fork().
	 *
	 * None may begin before all exist.  Let each child wait at a gate: a read() from a
	 * pipe into which you write only when all have been made.  The moment you open the
	 * gate is the common start.
	 *
	 * When is a child done?  Only the child knows, and its memory is private: let it
	 * send the time (clock_gettime, CLOCK_MONOTONIC) through a second pipe, then
	 * _exit().  How much CPU time did it use? wait4() reports it when it reaps the
	 * child.
	 *
	 * If a fork fails, make the waiting children exit, and reap them before you return
	 * -1. */
	(void)in;
	(void)workers;
	(void)out;
	errno = ENOSYS; /* "not written yet" */
	return -1;
}

int scaling_threads(const struct scaling_input *in, int workers, struct scaling_output *out)
{
	/* TODO(student): the same with pthread_create().  The gate can be a mutex and
	 * a condition variable, or a barrier in which you take part yourself.
	 *
	 * clock_gettime with CLOCK_THREAD_CPUTIME_ID returns the calling thread's CPU time.
	 * (CLOCK_PROCESS_CPUTIME_ID and clock() return that of all threads.) */
	(void)in;
	(void)workers;
	(void)out;
	errno = ENOSYS; /* "not written yet" */
	return -1;
}
