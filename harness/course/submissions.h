/* submissions.h - finds the students' work: SUBMISSIONS/<student>/<exercise>/.
 *
 * Names are data, never commands or mark-up: anything that is not printable UTF-8 is
 * escaped, and a name that is too long for a key is cut.  Links are never followed; a link
 * in the place of a folder is an entry.
 */
#ifndef PARLAB_SUBMISSIONS_H
#define PARLAB_SUBMISSIONS_H

#include "catalog.h"

struct submission {
	char *student;                   /* safe, unique key: printable UTF-8, no '/' */
	const struct manifest *exercise; /* the catalog's */
	char *folder; /* SUBMISSIONS/<student>/<exercise>, never NULL; if it does not exist, nothing was handed in */
};
/* By student, then exercise. */
struct submissions {
	struct submission *list;
	size_t count;
};

/* submissions_find: every student folder times every exercise in `catalog`
 * that at least one student has a folder for (or that `only` names, if not
 * NULL).  Unknown exercise folders are warned about in `warnings` (caller
 * strv_free's). */
int submissions_find(struct submissions *found, const struct catalog *catalog, const char *folder,
                     const char *only, char ***warnings);
/* submissions_only: keep only these students' submissions; -1 if one of the students is
 * missing. */
int submissions_only(struct submissions *found, char *const *students);
void submissions_free(struct submissions *found);

#endif
