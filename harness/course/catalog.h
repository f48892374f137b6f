/* catalog.h - finds the exercises: every folder below assignments/ that holds
 * an assignment.yaml, by looking. */
#ifndef PARLAB_CATALOG_H
#define PARLAB_CATALOG_H

#include "manifest.h"

/* Sorted by name.  An exercise whose manifest is refused is there too, with its
 * `problem`, so that it stops nobody but those who ask for it. */
struct catalog {
	struct manifest **exercises;
	size_t count;
};

/* catalog_load: -1 if assignments/ cannot be read.  `home` holds assignments/ and reference/. */
int catalog_load(struct catalog *catalog, const char *home);
void catalog_free(struct catalog *catalog);
/* catalog_find: NULL and an error: what is wrong with its manifest, or the exercises
 * that there are (and the nearest, for a slip of the pen). */
const struct manifest *catalog_find(const struct catalog *catalog, const char *name);

#endif
