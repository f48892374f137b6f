/* nearest.h - which word was probably meant, for messages; needs only the C library. */
#ifndef PARLAB_NEAREST_H
#define PARLAB_NEAREST_H

#include <stddef.h>

/* struct nearest: start with {.typed = word} and offer every known word; `word` is then the
 * nearest, or NULL if none is near enough to be a typing error. */
struct nearest {
	const char *typed, *word;
	size_t distance;
};
void nearest_offer(struct nearest *nearest, const char *word);

#endif
