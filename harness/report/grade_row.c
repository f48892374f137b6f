/* grade_row.c - an outcome becomes a row of the class page and of exported grades
 * (grade_row.h).
 */
#include "grade_row.h"

#include <stdlib.h>

#include "../base/base.h"
#include "escape.h"
#include "tables.h"

struct grade_row grade_row_of(const struct outcome *outcome)
{
	char *student = escape_component(outcome->student), *exercise = escape_component(outcome->exercise);
	char *student_url = escape_url(student), *exercise_url = escape_url(exercise);
	struct grade_row row = {
		.student = xstrdup(outcome->student),
		.exercise = xstrdup(outcome->exercise),
		.folder = xasprintf("%s/%s", student_url, exercise_url),
		.points = outcome->points,
		.most = outcome->most,
		.pending = outcome->pending,
		.verdict = outcome->verdict,
		.fault = xstrdup(outcome->fault),
		.marks = xstrdup(outcome->marks ? outcome->marks : ""),
		.host = xstrdup(outcome->host ? outcome->host : ""),
	};

	row.speed_here = outcome_speed_points(outcome, &row.speed_all);
	row.rounds = tables_rounds(outcome, &row.dropped);
	free(student);
	free(exercise);
	free(student_url);
	free(exercise_url);
	return row;
}

void grade_row_free(struct grade_row *row)
{
	free(row->student);
	free(row->exercise);
	free(row->folder);
	free(row->fault);
	free(row->marks);
	free(row->host);
}
