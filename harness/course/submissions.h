/* submissions.h - finds the students' work: SUBMISSIONS/<student>/<exercise>/.
 *
 * Names are data, never commands or mark-up: anything that is not printable UTF-8 is
 * escaped, and a name that is too long for a key is cut.  Links are never followed; a link
 * in the place of a folder is an entry.
 */
#ifndef PARLAB_SUBMISSIONS_H
#define PARLAB_SUBMISSIONS_H

#include <stdint.h>

#include "catalog.h"

/* A file to be copied into the submission's folder (intake.h). */
struct submission_file {
	char *folder, *path; /* below the export */
	char *name;          /* as the manifest names it */
	char *data;          /* its contents, where they are in no file; else NULL */
	size_t bytes;
};
struct submission {
	char *student;                   /* safe, unique key: printable UTF-8, no '/' */
	const struct manifest *exercise; /* the catalog's */
	char *folder; /* SUBMISSIONS/<student>/<exercise>, never NULL; if it does not exist, nothing was handed in */
	char *name, *section; /* of the student, from the roster or the platform; or NULL */
	int64_t at_s;         /* when it was handed in, seconds since the epoch; 0: not known */
	bool late;            /* the platform says so, but not by how much */
	double late_share;    /* of the points, that being late costs */
	char *late_words;     /* by how much it is late; NULL: it is not */
	char *found;          /* what was handed in under other names, for a person; or NULL */
	char *taken;          /* the other name under which the work was taken; or NULL */
	bool is_copied;       /* its files are in `files`, and are to be copied */
	struct submission_file *files;
	size_t file_count;
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
/* submission_free: its contents. */
void submission_free(struct submission *submission);

#endif
