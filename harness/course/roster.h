/* roster.h - who is in the class: a CSV file with a header.
 *
 * Columns: `id`, the key in the gradebook and in every export; optional `name`, `section` and
 * `extra_hours` (more time until each deadline).  Every other column holds another name by
 * which a platform knows the student: an e-mail address, an account, a number.
 */
#ifndef PARLAB_ROSTER_H
#define PARLAB_ROSTER_H

#include <stddef.h>

struct roster_student {
	char *id, *name, *section; /* name and section may be "" */
	double extra_hours;
	char **known_as; /* NULL-terminated; the id is not among them */
};
struct roster {
	struct roster_student *students; /* in the order of the file */
	size_t count;
};

/* roster_load: -1 with error_text() that names file, line and remedy. */
int roster_load(struct roster *roster, const char *path);
void roster_free(struct roster *roster);

/* roster_find: the student whose id this is, or whom a platform knows by it; letters' case does
 * not matter.  NULL: nobody, or (never guessed) more than one. */
const struct roster_student *roster_find(const struct roster *roster, const char *known_as);
/* roster_named: by the whole name, if only one has it. */
const struct roster_student *roster_named(const struct roster *roster, const char *name);

#endif
