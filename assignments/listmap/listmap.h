/* listmap.h - the contract: double every element of a list.
 *
 * y[i] = 2 x[i] for 0 <= i < n.
 *
 * Shape: x and y hold n elements each and do not overlap.  Both begin on a cache line (64
 * bytes). n may be 0; then x and y must not be touched.  All n elements of y must be
 * written; their contents before the call are arbitrary.
 *
 * Range: x holds finite numbers with |x[i]| <= LISTMAP_MAGNITUDE_MOST, without
 * a unit.  Doubling is exact in binary floating point (only the exponent
 * changes), so the answer has no tolerance.
 *
 * Every function returns 0, or -1 with errno set: EINVAL for workers < 1,
 * otherwise the errno of the call that failed (EAGAIN from fork or
 * pthread_create, ENOMEM, ...).  After -1 the contents of y do not matter, but
 * nothing may be left behind: no child unreaped, no thread running, no memory
 * or file kept.
 *
 * `in` and x are read-only.  y is plain private memory: in fork mode a child
 * writes to its own copy, which the parent never sees.
 *
 * workers >= 1 is how many threads or processes are to compute at the same
 * time.  The caller may be one of them, or only coordinate.  There may be more
 * workers than elements.
 *
 * Source: the opening example of a lecture on parallel computing, where it
 * shows that more workers can be slower than one.
 */
#ifndef LISTMAP_H
#define LISTMAP_H

#include <stddef.h>

#define LISTMAP_MAGNITUDE_MOST 1e9

struct listmap_input {
	size_t n;
	const double *x; /* [n] */
};

struct listmap_output {
	double *y; /* [n] */
};

/* What you write. */
int listmap_serial(const struct listmap_input *in, struct listmap_output *out);
int listmap_fork(const struct listmap_input *in, int workers, struct listmap_output *out);
int listmap_threads(const struct listmap_input *in, int workers, struct listmap_output *out);
int listmap_openmp(const struct listmap_input *in, int workers, struct listmap_output *out);

#endif
