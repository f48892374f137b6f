/* csv.c - grades.csv, for a spreadsheet or a learning platform.
 *
 * The first columns are fixed, since programs read them.  A cell with text from a
 * submission cannot be a formula (escape.h).
 */
#include <stdlib.h>

#include "../base/base.h"
#include "../grading/verdict.h"
#include "escape.h"
#include "format.h"
#include "grade_row.h"

/* "correct", or "correct (not timed)": no program should take a marked result for an
 * ordinary one. */
static char *verdict_cell(const struct grade_row *row)
{
	if (row->fault)
		return xstrdup("grader error");
	return *row->marks ? xasprintf("%s (%s)", verdict_words(row->verdict), row->marks)
	                   : xstrdup(verdict_words(row->verdict));
}

void csv_grades(FILE *to, const struct grade_row *rows, size_t count)
{
	fputs("student,exercise,points,max_points,pending,verdict\n", to);
	for (size_t i = 0; i < count; i++) {
		const struct grade_row *row = &rows[i];
		escape_csv(to, row->student);
		fputc(',', to);
		escape_csv(to, row->exercise);
		fprintf(to, ",%s,%s,%s,", format_points(row->points).s, format_points(row->most).s,
		        format_points(row->pending).s);
		char *words = verdict_cell(row);
		escape_csv(to, words);
		free(words);
		fputc('\n', to);
	}
}
