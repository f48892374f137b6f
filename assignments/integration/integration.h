/* integration.h - the contract: the same integral from 0, 1, 2, 3, ... random samples.
 *
 * For every n with 0 <= n < integrals, estimate the integral of a function f
 * over [lower, upper] from n samples:
 *
 *     draw n numbers, each uniform on [lower, upper); sort them:
 *     x[0] <= x[1] <= ... <= x[n-1];
 *     area[n] = sum over i = 1 .. n-1 of (x[i] - x[i-1]) * f(x[i])
 *
 * Fewer than two samples enclose no area: area[0] = area[1] = 0.
 *
 * Functions by number (enum integration_function):
 *     0  1 / (1 + x^2)      over [0, 1]: pi / 4
 *     1  x^2
 *     2  sin x
 *     3  exp(-x^2)
 *
 * Range: function < INTEGRATION_FUNCTIONS; -INTEGRATION_BOUND_MAX <= lower <= upper <=
 * INTEGRATION_BOUND_MAX; integrals <= INTEGRATION_INTEGRALS_MAX; any seed. integrals may be
 * 0; then there is nothing to do.
 *
 * Shape: all of area[0 .. integrals - 1] must be written; their contents before the call
 * are arbitrary.  No units.
 *
 * Every function returns 0, or -1 with errno set: EINVAL for an input outside
 * the limits above or workers < 1, otherwise the errno of the call that failed
 * (EAGAIN from fork or pthread_create, ENOMEM, ...).  After -1 the contents of
 * area do not matter, but nothing may be left behind: no child unreaped, no
 * thread running, no memory or file kept.
 *
 * `in` is read-only.  `area` is plain private memory of the caller: in fork
 * mode a child writes to its own copy, which the parent never sees.
 *
 * workers >= 1 is how many threads or processes are to compute at the same
 * time.  The caller may be one of them, or only coordinate.  There may be more
 * workers than integrals.
 *
 * Tolerance: an area is right if it is within 4 n e (S + M F) of the exact sum,
 * where e = 2^-53 is half the spacing of doubles at 1, S the sum of the terms'
 * absolute values, M the larger of |lower| and |upper|, F the largest |f| on
 * the interval.  Summing n terms in any order stays inside; what
 * integrate_once returns is always right.
 *
 * Source: an example of a lecture on multiprocessing in Python.  Estimates from
 * sorted random points with such weights are known as weighted Monte Carlo
 * integration (Yakowitz, Krimmel and Szidarovszky, SIAM Journal on Numerical
 * Analysis 15, 1978).
 */
#ifndef INTEGRATION_H
#define INTEGRATION_H

#include <stdint.h>

enum integration_function {
	INTEGRATION_ARCTAN, /* 1 / (1 + x^2) */
	INTEGRATION_SQUARE, /* x^2 */
	INTEGRATION_SINE,   /* sin x */
	INTEGRATION_BELL,   /* exp(-x^2) */
	INTEGRATION_FUNCTIONS,
};
enum { INTEGRATION_INTEGRALS_MAX = 65536 };
#define INTEGRATION_BOUND_MAX 1000.0

struct integration_input {
	uint32_t function;  /* enum integration_function */
	uint32_t integrals; /* how many areas: n = 0 .. integrals - 1 */
	double lower, upper;
	uint64_t seed;
};

struct integration_output {
	double *area; /* [integrals], the caller's */
};

/* What you write. */
int integration_serial(const struct integration_input *in, struct integration_output *out);
int integration_fork(const struct integration_input *in, int workers, struct integration_output *out);
int integration_threads(const struct integration_input *in, int workers, struct integration_output *out);
int integration_openmp(const struct integration_input *in, int workers, struct integration_output *out);

/* Given, in integrate.c: area[n] for one n < INTEGRATION_INTEGRALS_MAX.
 *
 * Sample j of integral n is a function of (seed, n, j) alone: the j-th 64-bit word of the
 * Philox 4x32-10 generator keyed by the seed, at counter (j / 2, n, 0, 0).  So an area does
 * not depend on who computes it, or when.  The call uses only its own stack (at most 30 n + 500
 * bytes of it, 2 MiB at most), so any number of threads may call it at once.  Its cost grows in
 * proportion to n. */
double integrate_once(const struct integration_input *in, uint32_t n);

/* Given: the exact integral, from its closed form, to which the areas converge. */
double integration_exact(const struct integration_input *in);

#endif
