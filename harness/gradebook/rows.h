/* rows.h - how the structs of an outcome travel to rows of the gradebook and
 * back: one table of columns for each, one binder and one reader for all.
 * Private to gradebook/.
 */
#ifndef PARLAB_ROWS_H
#define PARLAB_ROWS_H

#include <sqlite3.h>
#include <stddef.h>

#include "../base/base.h"

enum { GRADEBOOK_SCHEMA = 4 };
extern const char gradebook_schema[];

/* How a field looks in C; SQLite sees INTEGER, REAL or TEXT. */
enum row_kind {
	ROW_INT,
	ROW_BOOL,
	ROW_64,
	ROW_REAL,
	ROW_TEXT,
	ROW_TEXT_OR_EMPTY,
	ROW_STAGE,
	ROW_MODE,
	ROW_VERDICT,
	ROW_ARM,
	ROW_PART,
	ROW_RULE
};
struct row_column {
	const char *name;
	enum row_kind kind;
	size_t offset;
};

/* Arrays of columns end with a NULL name. */
extern const struct row_column row_submission[];

/* The lists that an outcome holds, each a table of its own. */
struct row_list {
	const char *table;
	const struct row_column *columns;
	size_t size;         /* of an element */
	size_t array, count; /* where the outcome has them */
};
extern const struct row_list row_lists[];
extern const size_t row_list_count;

/* row_bind: the struct's fields to the statement's parameters from `place` on;
 * returns SQLite's code.  The struct must outlive the step. */
int row_bind(sqlite3_stmt *statement, int place, const struct row_column *columns, const void *row);
/* row_take: the statement's columns from `place` on into a zeroed struct, with
 * owned strings; -1 for a word that is unknown (then what was read stays). */
int row_take(sqlite3_stmt *statement, int place, const struct row_column *columns, void *row);
int row_bind_text(sqlite3_stmt *statement, int place, const char *text); /* NULL binds NULL */
/* row_names: "student, exercise, ...", separated and owned by the caller. */
char *row_names(const struct row_column *columns);

#endif
