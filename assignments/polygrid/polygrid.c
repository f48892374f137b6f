/* polygrid.c - your work.  The contract is in polygrid.h, the task in README.md.
 * This file compiles and runs as it is; nothing is computed yet.
 *
 * Search for TODO(student): there are four.  Write the serial function first.
 * The three parallel ones call it until you replace them, so from then on
 * every mode is right, and none is faster.
 */
#include <errno.h>

#include "polygrid.h"

int polygrid_serial(const struct polygrid_input *in, struct polygrid_output *out)
{
	/* TODO(student): for each row r and each point j,
	 *
	 *     out->value[r * in->points + j] = the largest of a x^3 + b x^2 + c x + d
	 *
	 * over the frames t, with a, b, c, d = in->params[r][0] to [3] and x =
	 * in->x[t * in->points + j].  Horner's rule needs no powers: ((a x + b) x + c) x
	 * + d.  In which order should the three loops be, so that the compiler can take
	 * several points at a time, and a row is finished before it leaves the cache? */
	(void)in;
	(void)out;
	errno = ENOSYS; /* "not written yet" */
	return -1;
}

int polygrid_fork(const struct polygrid_input *in, int workers, struct polygrid_output *out)
{
	/* TODO(student): share the rows among `workers` processes made with fork().
	 *
	 * A child's memory is a copy: what it writes to out->value, the parent never
	 * sees.  Bring it back through memory that both share (mmap with MAP_SHARED |
	 * MAP_ANONYMOUS, before the fork) and copy it to out->value, or send it through
	 * a pipe.  With a pipe, read before you wait for the child: it holds 64 KiB,
	 * and a child that cannot write on never ends.
	 * End each child with _exit(), and wait for every one of them. */
	(void)workers;
	return polygrid_serial(in, out);
}

int polygrid_threads(const struct polygrid_input *in, int workers, struct polygrid_output *out)
{
	/* TODO(student): share the rows among `workers` threads made with
	 * pthread_create(), one slice for each.
	 *
	 * Every row costs the same, so equal slices are fair.  Where does slice k begin
	 * if workers does not divide in->rows?  Where does the last one end? */
	(void)workers;
	return polygrid_serial(in, out);
}

int polygrid_openmp(const struct polygrid_input *in, int workers, struct polygrid_output *out)
{
	/* TODO(student): the same with OpenMP: `#pragma omp parallel for` with
	 * num_threads(workers).  Above which of the loops does it belong? */
	(void)workers;
	return polygrid_serial(in, out);
}
