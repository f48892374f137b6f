/* kinds.h - the distinct faults of an outcome: findings that tell of the same fault in several
 * modes, cases or worker counts are one kind.
 *
 * Two findings are of one kind if their stages and verdicts are the same, and their messages
 * differ only in numbers, in a mode's name and in what was expected and got.
 */
#ifndef PARLAB_KINDS_H
#define PARLAB_KINDS_H

#include <stdio.h>

#include "../grading/outcome.h"

struct kind {
	const struct finding *first; /* the smallest case, since cases are run in rising order */
	const struct finding **all;  /* in the order in which they were found */
	size_t count;
	unsigned modes; /* a bit for each enum mode */
};

/* kinds_of: those that are not correct, in the order of stages; free with kinds_free.  They
 * point into the outcome. */
struct kind *kinds_of(const struct outcome *outcome, size_t *count);
void kinds_free(struct kind *kinds, size_t count);

/* kinds_pattern: a message with '#' for each number and '@' for each mode; the same for all
 * findings of a kind.  Caller frees. */
char *kinds_pattern(const char *message);

/* "fork, threads and openmp"; caller frees. */
char *kinds_modes(unsigned modes);

/* A message of the form "WHAT: expected THIS, got THAT", split; *what is NULL for any other.
 * The strings are the caller's to free, with kinds_values_free. */
struct kind_values {
	char *what, *expected, *got;
};
struct kind_values kinds_values(const char *message);
void kinds_values_free(struct kind_values *values);

#endif
