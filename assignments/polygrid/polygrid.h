/* polygrid.h - the contract: a cubic polynomial for every row of a grid of
 * parameters, at every point, and the largest of its values in several frames.
 *
 *     value[r][j] = the largest of a x^3 + b x^2 + c x + d over the frames t,
 *                   with a, b, c, d = params[r], x = x[t][j]
 *
 * With a single frame that is the polynomial at x[0][j] itself.
 *
 * Shapes: params is rows x 4, the columns a, b, c, d in that order; x is frames x points,
 * row-major: x[t][j] is at x[t * points + j]; value is rows x points, row-major: value[r][j]
 * is at value[r * points + j].  There is at least one frame.  rows and points may be 0; then
 * there is no value, and none must be touched.  All rows *
 * points values must be written; their contents before the call are arbitrary.  Arrays
 * begin on a cache line (64 bytes) and do not overlap; a row of value need not begin on
 * one.
 *
 * Range: parameters and points are finite, at most POLYGRID_MAGNITUDE_MOST in
 * magnitude, without a unit.  rows * points fits a size_t, in bytes too.
 *
 * Tolerance: POLYGRID_ULPS * DBL_EPSILON times the largest (|a x^3| + |b x^2| +
 * |c x| + |d|) over the frames, that is, some units in the last place of the sum
 * of the terms' magnitudes.  (The value itself can be near 0 where the terms cancel.)
 * Horner's rule stays below 3, adding up the powers below 6; single precision
 * is far off.
 *
 * Every function returns 0, or -1 with errno set: EINVAL for workers < 1,
 * otherwise the errno of the call that failed (EAGAIN from fork or
 * pthread_create, ENOMEM, ...).  After -1 the values do not matter, but nothing
 * may be left behind: no child unreaped, no thread running, no memory or file
 * kept.
 *
 * `in` and what it points to are read-only.  value is plain private memory: in
 * fork mode a child writes to its own copy, which the parent never sees.
 *
 * workers >= 1 is how many threads or processes are to compute at the same
 * time.  The caller may be one of them, or only coordinate.  There may be more
 * workers than rows.
 *
 * Source: an exercise of a lecture on parallel computing.  Horner's rule, and
 * the bound on its rounding errors: N. J. Higham, Accuracy and Stability of
 * Numerical Algorithms, 2nd edition, section 5.1.
 */
#ifndef POLYGRID_H
#define POLYGRID_H

#include <stddef.h>

enum { POLYGRID_PARAMETERS = 4, POLYGRID_ULPS = 8 };
#define POLYGRID_MAGNITUDE_MOST 1e3

struct polygrid_input {
	size_t rows;
	const double (*params)[POLYGRID_PARAMETERS]; /* [rows] */
	size_t frames, points;
	const double *x; /* [frames][points] */
};

struct polygrid_output {
	double *value; /* [rows][points] */
};

/* What you write. */
int polygrid_serial(const struct polygrid_input *in, struct polygrid_output *out);
int polygrid_fork(const struct polygrid_input *in, int workers, struct polygrid_output *out);
int polygrid_threads(const struct polygrid_input *in, int workers, struct polygrid_output *out);
int polygrid_openmp(const struct polygrid_input *in, int workers, struct polygrid_output *out);

#endif
