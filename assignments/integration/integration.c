/* integration.c - your work.  The contract is in integration.h, the task in
 * README.md.  This file compiles and runs as it is; nothing is computed yet.
 *
 * Search for TODO(student): there are four.  Write the serial function first.
 * The three parallel ones call it until you replace them, so from then on
 * every mode is right, and none is faster.
 */
#include <errno.h>

#include "integration.h"

int integration_serial(const struct integration_input *in, struct integration_output *out)
{
	/* TODO(student): for each n from 0 to in->integrals - 1, put what
	 * integrate_once(in, n) returns into out->area[n].  Check the input first
	 * (see integration.h), and return -1 with errno = EINVAL if it is not legal. */
	(void)in;
	(void)out;
	errno = ENOSYS; /* "not written yet" */
	return -1;
}

int integration_fork(const struct integration_input *in, int workers, struct integration_output *out)
{
	/* TODO(student): share the integrals among `workers` processes made with fork().
	 *
	 * A child's memory is a copy: what it writes to out->area, the parent never
	 * sees.  Bring its areas back through a pipe (say which n each belongs to), or
	 * through memory that both share (mmap with MAP_SHARED | MAP_ANONYMOUS, before
	 * the fork).  End each child with _exit(), and wait for every one of them. */
	(void)workers;
	return integration_serial(in, out);
}

int integration_threads(const struct integration_input *in, int workers, struct integration_output *out)
{
	/* TODO(student): share the integrals among `workers` threads made with
	 * pthread_create().
	 *
	 * Different threads may write to different elements of out->area without a
	 * lock.  The integral of n samples costs n times something: who should take
	 * which, and in what order, so that all threads finish together? */
	(void)workers;
	return integration_serial(in, out);
}

int integration_openmp(const struct integration_input *in, int workers, struct integration_output *out)
{
	/* TODO(student): the same with OpenMP: `#pragma omp parallel for`, with
	 * num_threads(workers).  Which schedule clause fits a cost that grows with n? */
	(void)workers;
	return integration_serial(in, out);
}
