/* roster.c - who is in the class (roster.h).
 *
 * Students are matched by ids and accounts; a name is the last resort and only if it is
 * unique, since namesakes are common.  It never guesses.
 */
#include "roster.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "../base/base.h"
#include "../base/file.h"
#include "../base/table.h"
#include "../base/utf8.h"

enum { ROSTER_BYTES_MAX = 16 << 20, ROSTER_ROWS_MAX = 100000, ID_BYTES_MAX = 128 };

static bool is_printable(const char *text)
{
	while (*text)
		if (!utf8_is_printable(utf8_next(&text)))
			return false;
	return true;
}

/* An id becomes the name of a folder and a cell of many tables. */
static int check_id(const char *path, size_t row, const char *id)
{
	if (*id && strlen(id) <= ID_BYTES_MAX && is_printable(id) && !strpbrk(id, "/\\") && id[0] != '.')
		return 0;
	return error_set(
		"%s: row %zu: '%.64s' cannot be an id; use 1 to %d printable characters without / and \\",
		path, row + 1, id, ID_BYTES_MAX);
}

static int check_header(const struct table *table, const char *path)
{
	if (table_column(table, "id") >= 0)
		return 0;
	return error_set("%s:1: no column 'id'; the first line must name the columns, as in "
	                 "id,name,section,extra_hours,email",
	                 path);
}

static int read_extra(const char *path, const struct table *table, size_t row, double *hours)
{
	const char *text = table_cell(table, row, table_column(table, "extra_hours"));

	if (!*text || parse_double(text, 0, 1e5, hours) == 0)
		return 0;
	return error_set("%s: row %zu: extra_hours is '%.32s'; it must be a number of hours", path, row + 1,
	                 text);
}

static bool is_own_column(const char *name)
{
	static const char *const own[] = {"id", "name", "section", "extra_hours"};

	for (size_t i = 0; i < ARRAY_LENGTH(own); i++)
		if (strcasecmp(own[i], name) == 0)
			return true;
	return false;
}

static int read_student(struct roster *roster, const struct table *table, size_t row, const char *path)
{
	const char *id = table_cell(table, row, table_column(table, "id"));
	struct roster_student student = {0};

	if (check_id(path, row, id) != 0 || read_extra(path, table, row, &student.extra_hours) != 0)
		return -1;
	for (size_t i = 0; i < roster->count; i++)
		if (strcmp(roster->students[i].id, id) == 0)
			return error_set("%s: row %zu: the id '%s' is there twice; delete one", path, row + 1,
			                 id);
	student.id = xstrdup(id);
	student.name = xstrdup(table_cell(table, row, table_column(table, "name")));
	student.section = xstrdup(table_cell(table, row, table_column(table, "section")));
	student.known_as = xcalloc(1, sizeof *student.known_as);
	for (size_t c = 0; c < table->rows[0].count; c++) {
		const char *text = table_cell(table, row, (int)c);
		if (*text && !is_own_column(table->rows[0].cells[c]))
			student.known_as = strv_append(student.known_as, xstrdup(text));
	}
	*GROW(roster->students, roster->count) = student;
	return 0;
}

int roster_load(struct roster *roster, const char *path)
{
	struct table table = {0};
	size_t bytes = 0;
	char *text = file_read(path, ROSTER_BYTES_MAX, &bytes);
	int failed = !text || table_read(&table, path, text, bytes, ROSTER_ROWS_MAX) != 0 ||
	                             check_header(&table, path) != 0
	                     ? -1
	                     : 0;

	*roster = (struct roster){0};
	for (size_t row = 1; !failed && row < table.count; row++)
		failed = read_student(roster, &table, row, path);
	table_free(&table);
	free(text);
	return failed;
}

void roster_free(struct roster *roster)
{
	for (size_t i = 0; i < roster->count; i++) {
		struct roster_student *s = &roster->students[i];
		free(s->id);
		free(s->name);
		free(s->section);
		strv_free(s->known_as);
	}
	free(roster->students);
	*roster = (struct roster){0};
}

static bool is_known_as(const struct roster_student *student, const char *name)
{
	if (strcasecmp(student->id, name) == 0)
		return true;
	for (char **other = student->known_as; *other; other++)
		if (strcasecmp(*other, name) == 0)
			return true;
	return false;
}

const struct roster_student *roster_find(const struct roster *roster, const char *known_as)
{
	const struct roster_student *found = NULL;

	for (size_t i = 0; i < roster->count; i++) {
		const struct roster_student *s = &roster->students[i];
		if (strcmp(s->id, known_as) == 0)
			return s;
		if (!is_known_as(s, known_as))
			continue;
		if (found)
			return NULL;
		found = s;
	}
	return found;
}

const struct roster_student *roster_named(const struct roster *roster, const char *name)
{
	const struct roster_student *found = NULL;

	for (size_t i = 0; *name && i < roster->count; i++) {
		if (strcasecmp(roster->students[i].name, name) != 0)
			continue;
		if (found)
			return NULL;
		found = &roster->students[i];
	}
	return found;
}
