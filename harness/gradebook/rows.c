/* rows.c - conversion between fields and SQLite values.
 *
 * Enumerated fields are stored as words, so that an instructor can read them; a NaN is
 * NULL.  It never prepares or runs a statement.
 */
#include "rows.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

int row_bind_text(sqlite3_stmt *statement, int place, const char *text)
{
	return sqlite3_bind_text(statement, place, text, -1, SQLITE_STATIC); /* NULL binds NULL */
}

static int bind_interval(sqlite3_stmt *statement, int place, const struct interval *i)
{
	int code = sqlite3_bind_double(statement, place, i->median);

	if (code == SQLITE_OK)
		code = sqlite3_bind_double(statement, place + 1, i->low);
	return code == SQLITE_OK ? sqlite3_bind_double(statement, place + 2, i->high) : code;
}

/* bind: one field; SQLite's result code.  The struct must outlive the step. */
static int bind(sqlite3_stmt *statement, int place, enum column_kind kind, const void *field)
{
	const char *text;

	switch (kind) {
	case COLUMN_INT:
		return sqlite3_bind_int(statement, place, *(const int *)field);
	case COLUMN_BOOL:
		return sqlite3_bind_int(statement, place, *(const bool *)field);
	case COLUMN_WHOLE:
	case COLUMN_WIDE:
		return sqlite3_bind_int64(statement, place, *(const int64_t *)field);
	case COLUMN_REAL:
		return sqlite3_bind_double(statement, place, *(const double *)field); /* NaN binds NULL */
	case COLUMN_INTERVAL:
		return bind_interval(statement, place, field);
	case COLUMN_TEXT:
		return row_bind_text(statement, place, *(char *const *)field);
	case COLUMN_TEXT_OR_EMPTY:
		text = *(char *const *)field;
		return row_bind_text(statement, place, text ? text : "");
	default:
		return row_bind_text(statement, place, column_word(kind, field));
	}
}

static double take_real(sqlite3_stmt *statement, int place)
{
	return sqlite3_column_type(statement, place) == SQLITE_NULL ? NAN
	                                                            : sqlite3_column_double(statement, place);
}

/* Test for NULL before a conversion replaces it. */
static const char *take_text(sqlite3_stmt *statement, int place)
{
	return sqlite3_column_type(statement, place) == SQLITE_TEXT
	               ? (const char *)sqlite3_column_text(statement, place)
	               : NULL;
}

/* take: the inverse.  -1 if a word is unknown. */
static int take(sqlite3_stmt *statement, int place, enum column_kind kind, void *field)
{
	const char *word;

	switch (kind) {
	case COLUMN_INT:
		*(int *)field = sqlite3_column_int(statement, place);
		return 0;
	case COLUMN_BOOL:
		*(bool *)field = sqlite3_column_int(statement, place) != 0;
		return 0;
	case COLUMN_WHOLE:
	case COLUMN_WIDE:
		*(int64_t *)field = sqlite3_column_int64(statement, place);
		return 0;
	case COLUMN_REAL:
		*(double *)field = take_real(statement, place);
		return 0;
	case COLUMN_INTERVAL:
		*(struct interval *)field =
			(struct interval){take_real(statement, place), take_real(statement, place + 1),
		                          take_real(statement, place + 2)};
		return 0;
	case COLUMN_TEXT:
	case COLUMN_TEXT_OR_EMPTY:
		*(char **)field = xstrdup(take_text(statement, place));
		return 0;
	default:
		word = take_text(statement, place);
		return column_take_word(kind, word ? word : "", field);
	}
}

static int width_of(enum column_kind kind)
{
	return kind == COLUMN_INTERVAL ? 3 : 1;
}

int row_bind(sqlite3_stmt *statement, int place, const struct column *columns, const void *row)
{
	int code = SQLITE_OK;

	for (const struct column *c = columns; code == SQLITE_OK && c->name; c++) {
		code = bind(statement, place, c->kind, (const char *)row + c->offset);
		place += width_of(c->kind);
	}
	return code;
}

int row_take(sqlite3_stmt *statement, int place, const struct column *columns, void *row)
{
	for (const struct column *c = columns; c->name; c++) {
		if (take(statement, place, c->kind, (char *)row + c->offset) != 0)
			return -1;
		place += width_of(c->kind);
	}
	return 0;
}

char *row_names(const struct column *columns)
{
	struct text names;
	FILE *to = text_open(&names);

	for (const struct column *c = columns; c->name; c++) {
		fprintf(to, "%s%s", c == columns ? "" : ", ", c->name);
		if (c->kind == COLUMN_INTERVAL)
			fprintf(to, ", %s_low, %s_high", c->name, c->name);
	}
	return text_close(&names);
}

size_t row_width(const struct column *columns)
{
	size_t width = 0;

	for (const struct column *c = columns; c->name; c++)
		width += (size_t)width_of(c->kind);
	return width;
}
