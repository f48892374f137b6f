/* page_exercise.h - an exercise on the class page.  Private to the pages. */
#ifndef PARLAB_PAGE_EXERCISE_H
#define PARLAB_PAGE_EXERCISE_H

#include "page.h"

struct exercise {
	const char *name;
	double most; /* points, the same for everybody */
};
/* Distribution of points, verdicts, gains by mode, common faults. */
void page_exercise(FILE *to, const struct exercise *exercise, const struct grade_row *rows, size_t count);

#endif
