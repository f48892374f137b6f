/* sweep.c - your work.  The contract is in sweep.h, the task in README.md.
 * This file compiles and runs as it is; nothing is computed yet.
 *
 * Search for TODO(student): there are four.  Write the serial function first.
 * The three parallel ones call it until you replace them, so from then on
 * every mode is right, and none is faster.
 */
#include <errno.h>

#include "sweep.h"

int sweep_serial(const struct sweep_input *in, struct sweep_output *out)
{
	/* TODO(student): call train_and_score for each configuration, and pass on its
	 * failure. */
	(void)in;
	(void)out;
	errno = ENOSYS; /* "not written yet" */
	return -1;
}

int sweep_fork(const struct sweep_input *in, int workers, struct sweep_output *out)
{
	/* TODO(student): share the configurations among `workers` processes made with
	 * fork().
	 *
	 * Which configuration should a process take when it is free?  The choice must
	 * be seen by all of them: an atomic counter in shared memory (mmap with
	 * MAP_SHARED | MAP_ANONYMOUS, before the fork), or a pipe from which they read
	 * numbers.  What a child writes to out->rmse, the parent never sees: bring it
	 * back, together with the configuration's number.
	 * End each child with _exit(), and wait for every one of them. */
	(void)workers;
	return sweep_serial(in, out);
}

int sweep_threads(const struct sweep_input *in, int workers, struct sweep_output *out)
{
	/* TODO(student): share the configurations among `workers` threads made with
	 * pthread_create().
	 *
	 * A thread that is free takes the next configuration: next in which order?
	 * Think of what happens if the one that takes longest comes last. */
	(void)workers;
	return sweep_serial(in, out);
}

int sweep_openmp(const struct sweep_input *in, int workers, struct sweep_output *out)
{
	/* TODO(student): the same with OpenMP: `#pragma omp parallel for`, with
	 * num_threads(workers).  Look up the clause schedule.  A loop that runs over
	 * the configurations in another order than they were asked for needs a list of
	 * their numbers. */
	(void)workers;
	return sweep_serial(in, out);
}
