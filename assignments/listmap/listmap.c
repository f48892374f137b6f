/* listmap.c - your work.  The contract is in listmap.h, the task in README.md.
 * This file compiles and runs as it is; nothing is computed yet.
 *
 * Search for TODO(student): there are four.  Write the serial function first.
 * The three parallel ones call it until you replace them, so from then on
 * every mode is right, and none is faster.
 */
#include <errno.h>

#include "listmap.h"

int listmap_serial(const struct listmap_input *in, struct listmap_output *out)
{
	/* TODO(student): out->y[i] = 2 * in->x[i] for every i below in->n. */
	(void)in;
	(void)out;
	errno = ENOSYS; /* "not written yet" */
	return -1;
}

int listmap_fork(const struct listmap_input *in, int workers, struct listmap_output *out)
{
	/* TODO(student): share the elements among `workers` processes made with fork().
	 *
	 * A child can read in->x, because its memory is a copy of the parent's.  For the
	 * same reason the parent never sees what the child writes to out->y: bring it
	 * back through memory that both share (mmap with MAP_SHARED | MAP_ANONYMOUS,
	 * before the fork) and copy it to out->y, or send it through a pipe.  With a
	 * pipe, read before you wait for the child: it holds 64 KiB, and a child that
	 * cannot write on never ends.
	 * End each child with _exit(), and wait for every one of them. */
	(void)workers;
	return listmap_serial(in, out);
}

int listmap_threads(const struct listmap_input *in, int workers, struct listmap_output *out)
{
	/* TODO(student): share the elements among `workers` threads made with
	 * pthread_create(), one slice for each.
	 *
	 * Every element costs the same, so equal slices are fair.  Where does slice k
	 * begin if workers does not divide in->n?  Where does the last one end? */
	(void)workers;
	return listmap_serial(in, out);
}

int listmap_openmp(const struct listmap_input *in, int workers, struct listmap_output *out)
{
	/* TODO(student): the same with OpenMP: one line, `#pragma omp parallel for`
	 * with num_threads(workers), above the loop. */
	(void)workers;
	return listmap_serial(in, out);
}
