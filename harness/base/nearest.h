/* nearest.h - which word was probably meant, for messages; stands on the C library alone. */
#ifndef PARLAB_NEAREST_H
#define PARLAB_NEAREST_H

#include <stddef.h>

/* struct nearest: start with {.typed = word}, offer every word there is; `word` is
 * then the nearest, or NULL if none is near enough to be a slip of the pen. */
struct nearest {
	const char *typed, *word;
	size_t distance;
};
void nearest_offer(struct nearest *nearest, const char *word);

#endif
