/* expect: not attempted */
/* Fixture: the stub as handed out; nothing is implemented.
 * Verdict: not attempted, in every mode. */

/* factorization.c - your work.  The contract is in factorization.h, the task in
 * README.md.  This file compiles and runs as it is; nothing is computed yet.
 *
 * Search for TODO(student): there are four.  Write the serial function first.
 * The three parallel ones call it until you replace them, so from then on
 * every mode is right, and none is faster.
 */
#include <errno.h>

#include "factorization.h"

int factorization_serial(const struct factorization_input *in, struct factorization_output *out)
{
	/* TODO(student): for each n from in->first to in->last call factorize(n, ...),
	 * count the distinct values among the factors it found (they come in rising
	 * order, so equal ones are neighbours), and count n in out->count.
	 *
	 * Set all of out->count to 0 first.  Take care that the loop ends when
	 * in->last is the largest 32-bit number. */
	(void)in;
	(void)out;
	errno = ENOSYS; /* "not written yet" */
	return -1;
}

int factorization_fork(const struct factorization_input *in, int workers, struct factorization_output *out)
{
	/* TODO(student): share the numbers among `workers` processes made with fork().
	 *
	 * A child's memory is a copy: what it writes to *out, the parent never sees.
	 * Bring its histogram back through a pipe, or through memory that both share
	 * (mmap with MAP_SHARED | MAP_ANONYMOUS, before the fork).
	 * End each child with _exit(), and wait for every one of them. */
	(void)workers;
	return factorization_serial(in, out);
}

int factorization_threads(const struct factorization_input *in, int workers, struct factorization_output *out)
{
	/* TODO(student): share the numbers among `workers` threads made with
	 * pthread_create().
	 *
	 * Threads share memory.  If two add to the same counter at once, an addition
	 * can get lost: give each thread a histogram of its own, and add them up
	 * after pthread_join().  Which numbers should a thread take, if large ones
	 * cost more than small ones? */
	(void)workers;
	return factorization_serial(in, out);
}

int factorization_openmp(const struct factorization_input *in, int workers, struct factorization_output *out)
{
	/* TODO(student): the same with OpenMP: `#pragma omp parallel for`, with
	 * num_threads(workers).  Look up the clauses schedule and reduction; a
	 * reduction can be over a whole array, count[:FACTORIZATION_COUNTS]. */
	(void)workers;
	return factorization_serial(in, out);
}
