/* mlp.c - your work.  The contract is in mlp.h, the task in README.md.  This
 * file compiles and runs as it is; nothing is computed yet.
 *
 * Search for TODO(student): there are four.  Write the serial function first.
 * The three parallel ones call it until you replace them, so from then on
 * every mode is right, and none is faster.
 */
#include <errno.h>

#include "mlp.h"

int mlp_serial(const struct mlp_input *in, struct mlp_output *out)
{
	/* TODO(student): train for in->epochs epochs, as mlp.h says.
	 *
	 * Copy in->parameters to out->parameters and change them there.  You also need
	 * a workspace (mlp_workspace_new) and an array of mlp_parameter_count(in->hidden)
	 * floats for the sum of a group's gradients.  For each group: set the sum to
	 * 0, add the gradient of each of its batches (mlp_add_gradient), divide by how
	 * many there were, and take the step.  The last group may be smaller than
	 * in->group.  At the end of each epoch work out out->loss[epoch]. */
	(void)in;
	(void)out;
	errno = ENOSYS; /* "not written yet" */
	return -1;
}

int mlp_fork(const struct mlp_input *in, int workers, struct mlp_output *out)
{
	/* TODO(student): share the batches of each group among `workers` processes made
	 * with fork().
	 *
	 * A child's memory is a copy: a gradient it writes there, the parent never
	 * sees, and parameters that the parent changes, the child never sees.  Put both
	 * into memory that all of them share (mmap with MAP_SHARED | MAP_ANONYMOUS,
	 * before the fork).  Fork once, not for each group, and let all meet at a barrier
	 * (pthread_barrier_t in the shared memory, with PTHREAD_PROCESS_SHARED).
	 * End each child with _exit(), and wait for every one of them. */
	(void)workers;
	return mlp_serial(in, out);
}

int mlp_threads(const struct mlp_input *in, int workers, struct mlp_output *out)
{
	/* TODO(student): share the batches of each group among `workers` threads made
	 * with pthread_create(), once for the whole training.
	 *
	 * Give each thread a workspace and a sum of gradients of its own.  When are the
	 * parameters read, and when are they written?  A thread must not change them
	 * while another still takes gradients at them, nor go on to the next group
	 * before they have been changed: two barriers for each group.  The step itself,
	 * and the loss, can be shared as well. */
	(void)workers;
	return mlp_serial(in, out);
}

int mlp_openmp(const struct mlp_input *in, int workers, struct mlp_output *out)
{
	/* TODO(student): the same with OpenMP: one `#pragma omp parallel` with
	 * num_threads(workers) around the whole training, `#pragma omp for` for the batches
	 * of a group.  Where does OpenMP have an implicit barrier? */
	(void)workers;
	return mlp_serial(in, out);
}
