/* draw.h - what calls are made with, drawn from a secret: inputs and worker counts.
 *
 * Pure: the same secret draws the same, for every submission and every time it is graded,
 * and whoever does not know it cannot tell what is drawn.
 */
#ifndef PARLAB_DRAW_H
#define PARLAB_DRAW_H

#include <stdint.h>

/* Streams that are independent of each other. */
enum drawn {
	DRAWN_INPUT,
	DRAWN_CHECKED_WORKERS,
	DRAWN_SANITIZED_WORKERS,
	DRAWN_CENSUS_WORKERS,
	DRAWN_MARK, /* tells secrets apart without telling them */
};

/* draw: the index-th of a stream, for an exercise.  secret NULL: the same as "". */
uint64_t draw(const char *secret, const char *exercise, enum drawn what, uint64_t index);
/* draw_between: the same, from low to high, both included; low if there is nothing between. */
int draw_between(const char *secret, const char *exercise, enum drawn what, uint64_t index, int low,
                 int high);

#endif
