/* grid.c - given: make a grid of parameters, write it to a CSV file, read one.
 *
 * The reader stops at the first error, with its line and reason: a grid is either
 * completely right or empty.  It never guesses a missing number and never skips a line.
 */
#include <ctype.h>
#include <errno.h>
#include <math.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "grid.h"

static const char column_names[GRID_COLUMNS][2] = {"a", "b", "c", "d"};

void grid_free(struct grid *grid)
{
	free(grid->params);
	*grid = (struct grid){0};
}

/* Making */

static double level(size_t k, size_t levels)
{
	return levels > 1 ? (double)k / (double)(levels - 1) : 0;
}

void grid_fill(double (*params)[GRID_COLUMNS], size_t levels)
{
	size_t rows = levels * levels * levels * levels;

	for (size_t r = 0; r < rows; r++) {
		size_t rest = r;
		for (int column = GRID_COLUMNS - 1; column >= 0; column--) {
			params[r][column] = level(rest % levels, levels);
			rest /= levels;
		}
	}
}

int grid_make(struct grid *grid, size_t levels)
{
	*grid = (struct grid){0};
	if (levels > 10000) /* 10^16 rows */
		return errno = ERANGE, -1;
	grid->rows = levels * levels * levels * levels;
	grid->params = calloc(grid->rows + 1, sizeof *grid->params);
	if (grid->params == NULL) {
		grid->rows = 0;
		return -1;
	}
	grid_fill(grid->params, levels);
	return 0;
}

/* Writing */

int grid_write(const struct grid *grid, const char *path, char error[GRID_ERROR_BYTES])
{
	FILE *file = fopen(path, "wx");
	bool failed;

	if (file == NULL) {
		snprintf(error, GRID_ERROR_BYTES, "%s: %s", path, strerror(errno));
		return -1;
	}
	fputs("a,b,c,d\n", file);
	for (size_t r = 0; r < grid->rows; r++) {
		const double *p = grid->params[r];
		fprintf(file, "%.17g,%.17g,%.17g,%.17g\n", p[0], p[1], p[2], p[3]);
	}
	/* fclose writes the rest of the buffer, and can fail too. */
	failed = ferror(file) != 0;
	failed |= fclose(file) != 0;
	if (!failed)
		return 0;
	snprintf(error, GRID_ERROR_BYTES, "%s: %s", path, strerror(errno));
	unlink(path);
	return -1;
}

/* Reading */

struct reader {
	const char *path;
	FILE *file;
	char *line;
	size_t room;              /* of line */
	size_t number;            /* of the line, from 1 */
	int column[GRID_COLUMNS]; /* which parameter each field holds */
	size_t rows_room;
	char *error;
};

/* Messages quote text from the file: a control character must not reach the terminal or
 * break the line. */
static int __attribute__((format(printf, 2, 3))) complain(struct reader *reader, const char *format, ...)
{
	va_list arguments;
	int used = snprintf(reader->error, GRID_ERROR_BYTES, "%.120s:%zu: ", reader->path, reader->number);

	va_start(arguments, format);
	vsnprintf(reader->error + used, GRID_ERROR_BYTES - (size_t)used, format, arguments);
	va_end(arguments);
	for (char *c = reader->error + used; *c != '\0'; c++)
		if (iscntrl((unsigned char)*c))
			*c = '?';
	return errno = EINVAL, -1;
}

/* 1: read a line, without its newline; 0: end of file; -1: error. */
static int next_line(struct reader *reader)
{
	ssize_t length = getline(&reader->line, &reader->room, reader->file);

	reader->number++;
	if (length < 0) {
		if (feof(reader->file))
			return 0;
		snprintf(reader->error, GRID_ERROR_BYTES, "%.120s: %s", reader->path, strerror(errno));
		return -1;
	}
	if (strlen(reader->line) != (size_t)length)
		return complain(reader, "a zero byte: this is no text");
	while (length > 0 && (reader->line[length - 1] == '\n' || reader->line[length - 1] == '\r'))
		reader->line[--length] = '\0';
	return 1;
}

static char *without_spaces(char *text)
{
	size_t length;

	while (isspace((unsigned char)*text))
		text++;
	length = strlen(text);
	while (length > 0 && isspace((unsigned char)text[length - 1]))
		text[--length] = '\0';
	return text;
}

/* Split the line at its commas; returns the number of fields, and stores the first four. */
static size_t split(char *line, char *fields[GRID_COLUMNS])
{
	size_t count = 0;

	for (char *field; (field = strsep(&line, ",")) != NULL; count++)
		if (count < GRID_COLUMNS)
			fields[count] = without_spaces(field);
	return count;
}

/* An empty line has no field, rather than an empty one. */
static int split_four(struct reader *reader, char *fields[GRID_COLUMNS])
{
	bool empty = *without_spaces(reader->line) == '\0';
	size_t count = empty ? 0 : split(reader->line, fields);

	if (empty)
		return complain(reader, "the line is empty, expected %d fields", GRID_COLUMNS);
	if (count != GRID_COLUMNS)
		return complain(reader, "%zu field%s, expected %d", count, count == 1 ? "" : "s",
		                GRID_COLUMNS);
	return 0;
}

static int column_of(const char *name)
{
	for (int column = 0; column < GRID_COLUMNS; column++)
		if (strcmp(name, column_names[column]) == 0)
			return column;
	return -1;
}

/* Check each name before the number of names, so that a missing or superfluous one can be
 * named. */
static int read_header(struct reader *reader)
{
	bool seen[GRID_COLUMNS] = {false};
	char *rest = reader->line, *name;

	for (int field = 0; (name = strsep(&rest, ",")) != NULL; field++) {
		name = without_spaces(name);
		int column = column_of(name);
		if (column < 0)
			return complain(reader, "unknown column '%.40s', expected a, b, c and d", name);
		if (seen[column])
			return complain(reader, "column '%s' is there twice", name);
		seen[column] = true;
		reader->column[field] = column;
	}
	for (int column = 0; column < GRID_COLUMNS; column++)
		if (!seen[column])
			return complain(reader, "column '%s' is missing", column_names[column]);
	return 0;
}

static int read_number(struct reader *reader, int column, const char *text, double *value)
{
	char *end;

	*value = strtod(text, &end);
	if (*text == '\0' || *end != '\0' || !isfinite(*value))
		return complain(reader, "column '%s': '%.40s' is not a finite number", column_names[column],
		                text);
	return 0;
}

static int read_row(struct reader *reader, double row[GRID_COLUMNS])
{
	char *fields[GRID_COLUMNS];

	if (split_four(reader, fields) != 0)
		return -1;
	for (int field = 0; field < GRID_COLUMNS; field++) {
		int column = reader->column[field];
		if (read_number(reader, column, fields[field], &row[column]) != 0)
			return -1;
	}
	return 0;
}

static int make_room(struct reader *reader, struct grid *grid)
{
	size_t room = reader->rows_room == 0 ? 1024 : 2 * reader->rows_room;
	void *larger;

	if (grid->rows < reader->rows_room)
		return 0;
	larger = reallocarray(grid->params, room, sizeof *grid->params);
	if (larger == NULL) {
		snprintf(reader->error, GRID_ERROR_BYTES, "%.120s: %s", reader->path, strerror(errno));
		return -1;
	}
	grid->params = larger;
	reader->rows_room = room;
	return 0;
}

static int read_all(struct reader *reader, struct grid *grid)
{
	int got = next_line(reader);

	if (got == 0)
		return complain(reader, "the file is empty, expected the header a,b,c,d");
	if (got < 0 || read_header(reader) != 0)
		return -1;
	while ((got = next_line(reader)) == 1) {
		if (make_room(reader, grid) != 0 || read_row(reader, grid->params[grid->rows]) != 0)
			return -1;
		grid->rows++;
	}
	return got;
}

int grid_read(struct grid *grid, const char *path, char error[GRID_ERROR_BYTES])
{
	struct reader reader = {.path = path, .file = fopen(path, "r"), .error = error};
	int failed, saved;

	*grid = (struct grid){0};
	if (reader.file == NULL) {
		snprintf(error, GRID_ERROR_BYTES, "%s: %s", path, strerror(errno));
		return -1;
	}
	failed = read_all(&reader, grid);
	saved = errno;
	fclose(reader.file);
	free(reader.line);
	if (failed)
		grid_free(grid);
	errno = saved;
	return failed;
}
