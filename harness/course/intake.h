/* intake.h - from a folder that an instructor has, in whatever layout, to the list of
 * submissions that is graded: whose, which exercise, which attempt, how late.
 *
 * Nothing that was handed in is passed over in silence: what is not understood is told.
 */
#ifndef PARLAB_INTAKE_H
#define PARLAB_INTAKE_H

#include "../base/folder.h"
#include "course.h"
#include "submissions.h"

struct intake {
	const struct catalog *catalog;
	const struct course *course;
	const char *folder;
	const char *from;   /* the name of a layout; NULL: look */
	const char *only;   /* NULL, or the exercise */
	const char *layout; /* filled in: the layout that was found */
};

/* intake_find: `warnings` as of submissions_find. */
int intake_find(struct intake *intake, struct submissions *found, char ***warnings);
/* intake_stage: copy the files of those submissions that have a list of them into OUT, where they
 * stay as evidence, and let the submissions' folders be there. */
int intake_stage(const struct intake *intake, struct submissions *found, const struct folder *out);

#endif
