/* catalog.h - finds the exercises: every folder below assignments/ that holds an
 * assignment.yaml. */
#ifndef PARLAB_CATALOG_H
#define PARLAB_CATALOG_H

#include "manifest.h"

/* Sorted by name.  An exercise whose manifest was refused is included, with its `problem`,
 * so that only its own use fails. */
struct catalog {
	struct manifest **exercises;
	size_t count;
};

/* catalog_load: -1 if assignments/ cannot be read.  `home` holds assignments/ and reference/. */
int catalog_load(struct catalog *catalog, const char *home);
void catalog_free(struct catalog *catalog);
/* catalog_has: is there an exercise of this name, its manifest valid or not? */
bool catalog_has(const struct catalog *catalog, const char *name);
/* catalog_find: NULL with an error: the problem of its manifest, or the names of all
 * exercises (and the nearest one, after a typing error). */
const struct manifest *catalog_find(const struct catalog *catalog, const char *name);

#endif
