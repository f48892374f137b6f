/* matmul.c - your work.  The contract is in matmul.h, the task in README.md.
 * This file compiles and runs as it is; nothing is computed yet.
 *
 * Search for TODO(student): there are four.  Write the serial function first.
 * The three parallel ones call it until you replace them, so from then on
 * every mode is right, and none is faster.
 */
#include <errno.h>

#include "matmul.h"

int matmul_serial(const struct matmul_input *in, struct matmul_output *out)
{
	/* TODO(student): set every element of out->c.  Begin with three plain loops,
	 * until `parlab check` says that they are right.  Then make them fast:
	 *
	 *   1. copy A, and B transposed, into arrays of uint8_t;
	 *   2. compute 4 x 4 elements at a time with matmul_tile;
	 *   3. choose the order of the tiles so that what is needed again soon is
	 *      still in a cache (README.md, "Background").
	 *
	 * Put it into functions that take a first and a last row: the parallel
	 * modes will want to call them for a part of the rows. */
	(void)in;
	(void)out;
	errno = ENOSYS; /* "not written yet" */
	return -1;
}

int matmul_fork(const struct matmul_input *in, int workers, struct matmul_output *out)
{
	/* TODO(student): share the rows of C among `workers` processes made with fork().
	 *
	 * A child reads A and B where they are: fork() copies nothing that is only
	 * read.  But what it writes to out->c, the parent never sees.  Make room for
	 * the children's rows in memory that is shared (mmap with MAP_SHARED |
	 * MAP_ANONYMOUS, before the fork), and copy them into out->c at the end.
	 * End each child with _exit(), and wait for every one of them. */
	(void)workers;
	return matmul_serial(in, out);
}

int matmul_threads(const struct matmul_input *in, int workers, struct matmul_output *out)
{
	/* TODO(student): share the rows of C among `workers` threads made with
	 * pthread_create().
	 *
	 * Every thread writes its own rows of out->c, so nothing needs a lock.  But
	 * the copy of B is for all of them: who makes it, and how does a thread know
	 * that all of it is there?  (pthread_barrier_wait, or two rounds of threads.) */
	(void)workers;
	return matmul_serial(in, out);
}

int matmul_openmp(const struct matmul_input *in, int workers, struct matmul_output *out)
{
	/* TODO(student): the same with OpenMP: `#pragma omp parallel for`, with
	 * num_threads(workers), over the rows (or blocks of rows).  The end of such a
	 * loop is a barrier. */
	(void)workers;
	return matmul_serial(in, out);
}
