/* factorization.h - the contract: how many distinct primes divide each number?
 *
 * For every whole number n with first <= n <= last, take the number of
 * distinct primes that divide n: 12 = 2 * 2 * 3 has two.  The answer is the
 * histogram: count[j] is how many of the numbers have exactly j distinct
 * primes.
 *
 * Range: 2 <= first, last <= FACTORIZATION_LAST_MAX.  If last < first there
 * are no numbers, and every count is 0.
 *
 * Shape: all FACTORIZATION_COUNTS elements of count must be written, including zeros; their
 * contents before the call are arbitrary.  In this range no number has more than 9 distinct
 * primes (2 * 3 * 5 * 7 * 11 * 13 * 17 * 19 * 23 = 223092870; times 29 is beyond the
 * range), and none has 0, so count[0] and count[10] onwards stay 0.
 *
 * Every function returns 0, or -1 with errno set: EINVAL for a range outside
 * the limits above or workers < 1, otherwise the errno of the call that
 * failed (EAGAIN from fork or pthread_create, ENOMEM, ...).  After -1 the
 * contents of *out do not matter, but nothing may be left behind: no child
 * unreaped, no thread running, no memory or file kept.
 *
 * `in` is read-only.  `out` is plain private memory: in fork mode a child
 * writes to its own copy, which the parent never sees.
 *
 * workers >= 1 is how many threads or processes are to compute at the same
 * time.  The caller may be one of them, or only coordinate.  There may be more
 * workers than numbers.
 *
 * Source: the task is an assignment of a course on scientific programming in
 * Python; the method is trial division (Knuth, The Art of Computer
 * Programming, volume 2, section 4.5.4, algorithm A).
 */
#ifndef FACTORIZATION_H
#define FACTORIZATION_H

#include <stddef.h>
#include <stdint.h>

#define FACTORIZATION_LAST_MAX UINT32_MAX
enum { FACTORIZATION_COUNTS = 16, FACTORIZATION_FACTORS_MAX = 32 };

struct factorization_input {
	uint64_t first, last; /* inclusive */
};

struct factorization_output {
	uint64_t count[FACTORIZATION_COUNTS];
};

/* What you write. */
int factorization_serial(const struct factorization_input *in, struct factorization_output *out);
int factorization_fork(const struct factorization_input *in, int workers, struct factorization_output *out);
int factorization_threads(const struct factorization_input *in, int workers,
                          struct factorization_output *out);
int factorization_openmp(const struct factorization_input *in, int workers, struct factorization_output *out);

/* Given, in factorize.c: the prime factors of n in rising order, each as often
 * as it divides n; returns how many there are (0 for n < 2, at most 31).
 * factorize(12, f) puts 2, 2, 3 into f and returns 3.  Touches nothing but f,
 * so any number of threads may call it at once. */
size_t factorize(uint32_t n, uint32_t factors[FACTORIZATION_FACTORS_MAX]);

#endif
