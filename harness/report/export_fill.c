/* export_fill.c - a platform's own file of grades with one column filled in.
 *
 * Rows are joined by ids, as they stand in the file and in the gradebook.  A row without a result, or
 * with one that the grader failed on, stays as it is.
 */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "../base/base.h"
#include "export.h"
#include "format.h"

/* Is the exercise's name or title the beginning of this header, as in "matmul (1234)"? */
static bool begins(const char *header, const char *with)
{
	size_t length = strlen(with);

	return length > 0 && strncasecmp(header, with, length) == 0 &&
	       (header[length] == '\0' || strchr(" (", header[length]));
}

static char *headers_of(const struct table *table)
{
	struct text text;
	FILE *to = text_open(&text);

	for (size_t c = 0; c < table->rows[0].count; c++)
		fprintf(to, "%s'%s'", c > 0 ? ", " : "", table->rows[0].cells[c]);
	return text_close(&text);
}

static int no_column(const struct export_job *job, const char *what)
{
	char *headers = headers_of(job->into);

	error_set("%s: %s; there are: %s", job->into_path, what, headers);
	free(headers);
	return -1;
}

static int grade_column(const struct export_job *job, const char *usual)
{
	const struct outcome *o = &job->outcomes[0];
	const char *wanted = job->column ? job->column : usual;
	int found = wanted ? table_column(job->into, wanted) : -1;

	if (found >= 0)
		return found;
	if (job->column)
		return no_column(job, "no column of the name that --column gives");
	for (size_t c = 0; c < job->into->rows[0].count; c++) {
		const char *header = job->into->rows[0].cells[c];
		if (!begins(header, o->exercise) && !begins(header, o->title))
			continue;
		if (found >= 0)
			return no_column(job, "more than one column of this exercise; name it with --column");
		found = (int)c;
	}
	return found >= 0 ? found : no_column(job, "no column of this exercise; name it with --column");
}

static const struct outcome *of_id(const struct export_job *job, const char *id)
{
	const struct roster_student *student = job->roster ? roster_find(job->roster, id) : NULL;

	for (size_t i = 0; i < job->count; i++) {
		const char *own = job->outcomes[i].student;
		if (strcmp(own, id) == 0 || (student && strcmp(own, student->id) == 0))
			return &job->outcomes[i];
	}
	return NULL;
}

/* "Participant 123" is known as 123, too. */
static const struct outcome *of_cell(const struct export_job *job, const char *cell)
{
	const struct outcome *o = *cell ? of_id(job, cell) : NULL;
	const char *space = strrchr(cell, ' ');

	return o || !space || !space[1] ? o : of_id(job, space + 1);
}

static const struct outcome *of_row(const struct export_job *job, size_t row, const char *const *ids)
{
	const struct outcome *o = NULL;

	for (; !o && *ids; ids++) {
		int column = table_column(job->into, *ids);
		o = column >= 0 ? of_cell(job, table_cell(job->into, row, column)) : NULL;
	}
	return o;
}

static bool has_any(const struct table *table, const char *const *ids)
{
	for (; *ids; ids++)
		if (table_column(table, *ids) >= 0)
			return true;
	return false;
}

int export_fill(FILE *to, struct export_job *job, const char *const *ids, const char *usual_column)
{
	size_t filled = 0, open = 0;

	if (!has_any(job->into, ids))
		return no_column(job, "no column of ids; export it from the platform again");
	int column = grade_column(job, usual_column);
	if (column < 0)
		return -1;
	for (size_t row = 1; row < job->into->count; row++) {
		const struct outcome *o = of_row(job, row, ids);
		if (!o || o->fault)
			continue;
		filled++;
		open += o->pending > 0;
		table_set(job->into, row, column, format_points(o->points).s);
	}
	if (filled == 0)
		return error_set(
			"%s: none of its rows has the id of a student here; do the ids of both agree, or "
			"is a --roster needed that has both?",
			job->into_path);
	table_write(job->into, to);
	fprintf(stderr, "%zu of %zu results filled in; %zu have pending points, which are not in them\n",
	        filled, job->count, open);
	return 0;
}
