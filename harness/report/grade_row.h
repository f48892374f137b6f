/* grade_row.h - one student's grade for one exercise, as the class page and all exported
 * tables of grades show it.
 *
 * An export format is a file beside csv.c that writes such rows, declared here.
 */
#ifndef PARLAB_GRADE_ROW_H
#define PARLAB_GRADE_ROW_H

#include <stdio.h>

#include "../grading/outcome.h"

/* Why somebody should look at a result. */
enum grade_look { LOOK_FAULT, LOOK_PERSON, LOOK_INCONCLUSIVE, LOOK_ANSWERS, LOOK_COUNT };

struct grade_gain {
	enum mode mode;
	double gain;
};
/* A distinct fault (kinds.h). */
struct grade_kind {
	enum stage stage;
	enum verdict verdict;
	char *pattern, *message;
};

struct grade_row {
	char *student, *exercise;
	char *folder; /* relative to the class page, as an address */
	double points, most, pending;
	enum verdict verdict;
	char *fault, *marks, *host;
	int rounds, dropped;
	double speed_here, speed_all; /* speed points: measurable here; including pending ones */
	char *look[LOOK_COUNT];       /* why; NULL: no need */
	struct grade_gain *gains;     /* of the graded modes */
	size_t gain_count;
	struct grade_kind *kinds;
	size_t kind_count;
};
struct grade_row grade_row_of(const struct outcome *outcome);
void grade_row_free(struct grade_row *row);

/* csv.c: grades.csv; rows sorted by student, then exercise. */
void csv_grades(FILE *to, const struct grade_row *rows, size_t count);

#endif
