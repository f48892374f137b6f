/* secret_draw.h - draws the inputs and worker counts of calls from a secret.
 *
 * Pure: the same secret gives the same draws, for every submission and every grading;
 * without the secret they cannot be predicted.
 */
#ifndef PARLAB_SECRET_DRAW_H
#define PARLAB_SECRET_DRAW_H

#include <stdint.h>

/* Streams that are independent of each other. */
enum drawn {
	DRAWN_INPUT,
	DRAWN_CHECKED_WORKERS,
	DRAWN_SANITIZED_WORKERS,
	DRAWN_CENSUS_WORKERS,
	DRAWN_ROBUST_CASE,
	DRAWN_ROBUST_WORKERS,
	DRAWN_FAILING_CALLS,
	DRAWN_MARK, /* identifies a secret without revealing it */
	DRAWN_SIMULATED_RANKS,
};

/* draw: the index-th of a stream, for an exercise.  secret NULL: the same as "". */
uint64_t draw(const char *secret, const char *exercise, enum drawn what, uint64_t index);
/* draw_between: the same, from low to high, both included; low if the range is empty. */
int draw_between(const char *secret, const char *exercise, enum drawn what, uint64_t index, int low,
                 int high);

#endif
