/* spin.h - 480 lots of a recurrence that must be computed step by step. */
#ifndef SPIN_H
#define SPIN_H

#include <stdint.h>

enum { SPIN_LOTS = 480 };

struct spin_input {
	uint64_t steps;        /* of each lot, >= 1 */
	const uint64_t *start; /* [SPIN_LOTS] */
};

/* spin_lots: lots first..last-1; each computes x = A x + C (mod 2^64) `steps` times from its start. */
#define SPIN_A UINT64_C(6364136223846793005) /* Knuth, MMIX */
#define SPIN_C UINT64_C(1442695040888963407)
void spin_lots(const struct spin_input *in, int first, int last, uint64_t *end);

/* How the lots are shared:
 *   alone      lots that the caller does serially, before anything else;
 *   spawn      lots that the caller wastes for each worker before the first one starts: a
 *              known cost of starting workers;
 *   skew       in percent: of the other lots the first worker gets (100 + skew)% of an
 *              equal share, and the others less.
 * 0, or -1 with errno. */
struct spin_plan {
	int alone, spawn, skew;
};
int spin_shared(const struct spin_input *in, int workers, const struct spin_plan *plan, uint64_t *end);

/* The functions to hand in.  end: [SPIN_LOTS].  0, or -1 with errno. */
int spin_serial(const struct spin_input *in, uint64_t *end);
int spin_threads(const struct spin_input *in, int workers, uint64_t *end);

#endif
