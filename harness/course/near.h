/* near.h - files that were handed in under almost the right name. */
#ifndef PARLAB_NEAR_H
#define PARLAB_NEAR_H

#include <stdbool.h>

/* near_same: do the names differ only in case, in spaces, '-' and '_', or in a number that was
 * put behind ("Name-2.c", "name (1).c", "name - Copy.c")? */
bool near_same(const char *handed_in, const char *wanted);
/* near_archive: is it the name of an archive? */
bool near_archive(const char *name);

#endif
