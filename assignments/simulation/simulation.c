/* simulation.c - your work.  The contract is in simulation.h, the task in
 * README.md.  This file compiles and runs as it is; nothing is computed yet.
 *
 * Search for TODO(student): there are four.  Write the serial function first.
 * The three parallel ones call it until you replace them, so from then on
 * every mode is right, and none is faster.
 */
#include <errno.h>

#include "simulation.h"

int simulation_serial(const struct simulation_input *in, struct simulation_output *out)
{
	/* TODO(student): fill out->y.  For each variable v of simulation_variables get
	 * normal numbers from standard_normals(in->seed, v, ...), and add
	 * weight * (mean + deviation * z) to y.
	 *
	 * Take a few hundred draws at a time, so that the normal numbers fit into a
	 * small array on the stack.  The last block is usually shorter.  A function
	 * that does the draws from .. end - 1 will serve in every mode. */
	(void)in;
	(void)out;
	errno = ENOSYS; /* "not written yet" */
	return -1;
}

int simulation_fork(const struct simulation_input *in, int workers, struct simulation_output *out)
{
	/* TODO(student): share the draws among `workers` processes made with fork().
	 *
	 * A child's memory is a copy: what it writes to out->y, the parent never sees.
	 * Bring its draws back through memory that both share (mmap with MAP_SHARED |
	 * MAP_ANONYMOUS, before the fork), or through a pipe; a pipe holds 64 KiB, so
	 * read from it before you wait for the child.
	 * End each child with _exit(), and wait for every one of them. */
	(void)workers;
	return simulation_serial(in, out);
}

int simulation_threads(const struct simulation_input *in, int workers, struct simulation_output *out)
{
	/* TODO(student): share the draws among `workers` threads made with
	 * pthread_create().  All draws cost the same: how large should the slices be,
	 * if `workers` does not divide draws?  Draw i must come out the same whichever
	 * thread makes it: where in the stream does a thread begin? */
	(void)workers;
	return simulation_serial(in, out);
}

int simulation_openmp(const struct simulation_input *in, int workers, struct simulation_output *out)
{
	/* TODO(student): the same with OpenMP: `#pragma omp parallel for`, with
	 * num_threads(workers), over blocks of draws. */
	(void)workers;
	return simulation_serial(in, out);
}
