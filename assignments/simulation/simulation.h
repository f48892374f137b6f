/* simulation.h - the contract: many draws of a sum of normal variables.
 *
 * For every i with 0 <= i < draws,
 *
 *     y[i] = alpha + x1 + 2 x2 + x3 / 2 + e
 *
 * with five independent normal variables.  N(m, s) has mean m and standard
 * deviation s (not variance):
 *
 *     variable  number  weight  distribution
 *     alpha     0       1       N(15, 2)
 *     x1        1       1       N(3, 5)
 *     x2        2       2       N(10, 1)
 *     x3        3       1/2     N(8, 8)
 *     e         4       1       N(0, 1)
 *
 * So y has mean 15 + 3 + 2 * 10 + 8 / 2 + 0 = 42 and variance
 * 2^2 + 5^2 + (2 * 1)^2 + (8 / 2)^2 + 1^2 = 50.
 *
 * Draw i takes, for the variable with number v, the value m + s z, where z is standard
 * normal number i of the stream (seed, v); see standard_normals below.  Every y[i] is thus
 * a function of (seed, i) alone.
 *
 * Range: draws <= SIMULATION_DRAWS_MAX, any seed. draws may be 0; then there is nothing to
 * do.
 *
 * Shape: all of y[0 .. draws - 1] must be written; their contents before the call are
 * arbitrary.  No units.
 *
 * Every function returns 0, or -1 with errno set: EINVAL for an input outside
 * the limits above or workers < 1, otherwise the errno of the call that failed
 * (EAGAIN from fork or pthread_create, ENOMEM, ...).  After -1 the contents of y
 * do not matter, but nothing may be left behind: no child unreaped, no thread
 * running, no memory or file kept.
 *
 * `in` is read-only.  `y` is plain private memory of the caller: in fork mode a
 * child writes to its own copy, which the parent never sees.
 *
 * workers >= 1 is how many threads or processes are to compute at the same
 * time.  The caller may be one of them, or only coordinate.  There may be more
 * workers than draws.
 *
 * Tolerance: 1e-9 for each y[i].  Adding the five terms in another order moves
 * it by about 1e-14.
 *
 * Source: the lab of a lecture on multiprocessing in Python (100,000 draws,
 * serially and on two cores).
 */
#ifndef SIMULATION_H
#define SIMULATION_H

#include <stddef.h>
#include <stdint.h>

#define SIMULATION_DRAWS_MAX UINT64_C(100000000)
enum { SIMULATION_VARIABLES = 5 };

struct simulation_input {
	uint64_t draws, seed;
};

struct simulation_output {
	double *y; /* [draws], the caller's */
};

/* What you write. */
int simulation_serial(const struct simulation_input *in, struct simulation_output *out);
int simulation_fork(const struct simulation_input *in, int workers, struct simulation_output *out);
int simulation_threads(const struct simulation_input *in, int workers, struct simulation_output *out);
int simulation_openmp(const struct simulation_input *in, int workers, struct simulation_output *out);

/* Given, in normals.c: the table above, by number. */
struct simulation_variable {
	double weight, mean, deviation;
};
extern const struct simulation_variable simulation_variables[SIMULATION_VARIABLES];

/* Given, in normals.c: z[0 .. count - 1] become the standard normal numbers
 * first, first + 1, ..., first + count - 1 of the stream (seed, variable).
 *
 * The generator holds no state: number i of a stream is a function of (seed, variable, i),
 * so any part can be computed at any time, by any worker.  The call writes only to z, so
 * any number of threads may call it at once.  Numbers are computed in vectors of 16: fewer
 * cost as much as 16, so ask for a few hundred at a time, and begin at an even number. */
void standard_normals(uint64_t seed, uint32_t variable, uint64_t first, size_t count, double *z);

#endif
