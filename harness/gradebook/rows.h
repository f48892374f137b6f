/* rows.h - conversion between the structs of an outcome and rows of the gradebook, by their
 * columns (grading/columns.h).  Private to gradebook/.
 */
#ifndef PARLAB_ROWS_H
#define PARLAB_ROWS_H

#include <sqlite3.h>
#include <stddef.h>

#include "../base/base.h"
#include "../grading/columns.h"

enum { GRADEBOOK_SCHEMA = 9, GRADEBOOK_APPLICATION = 0x704c6231 /* "pLb1" */ };
extern const char gradebook_schema[];

/* row_bind: the struct's fields to the statement's parameters from `place` on;
 * returns SQLite's code.  The struct must outlive the step. */
int row_bind(sqlite3_stmt *statement, int place, const struct column *columns, const void *row);
/* row_take: the statement's columns from `place` on into a zeroed struct, with owned
 * strings; -1 for an unknown word (fields read before it stay set). */
int row_take(sqlite3_stmt *statement, int place, const struct column *columns, void *row);
int row_bind_text(sqlite3_stmt *statement, int place, const char *text); /* NULL binds NULL */
/* row_names: "student, exercise, ..."; the caller frees. */
char *row_names(const struct column *columns);
size_t row_width(const struct column *columns); /* the number of SQL columns */

#endif
