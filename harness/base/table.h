/* table.h - a CSV file (RFC 4180) in memory, as spreadsheets and learning platforms write
 * it: cells by row and column, and what is needed to write it again without a change. */
#ifndef PARLAB_TABLE_H
#define PARLAB_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

struct table_row {
	char **cells; /* without quotes */
	char **raw;   /* as they stand in the file */
	size_t count;
};
struct table {
	struct table_row *rows; /* the first is the header */
	size_t count;
	char separator;     /* ',' ';' or tab: the first of these in the header */
	bool marked;        /* it begins with a byte order mark */
	const char *break_; /* between rows: "\n" or "\r\n" */
};

/* table_read: -1 with error_text() that names `path` and a line: it has no header, an open
 * quote, or more than `most` rows.  Empty lines are left out.  table_free in any case. */
int table_read(struct table *table, const char *path, const char *text, size_t bytes, size_t most);
void table_free(struct table *table);

/* table_write: the whole file; what was not changed is what it was, byte by byte. */
void table_write(const struct table *table, FILE *to);
/* table_set: another text for a cell; the row gets longer if it must. */
void table_set(struct table *table, size_t row, int column, const char *text);

/* table_column: its index by a name of the header, in any case; -1: there is none. */
int table_column(const struct table *table, const char *name);
/* table_cell: "" where a row is shorter. */
const char *table_cell(const struct table *table, size_t row, int column);

#endif
