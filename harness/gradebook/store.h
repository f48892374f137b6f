/* store.h - statements and transactions, for the files of gradebook/ alone.
 * Errors name the file and hold SQLite's own words.
 */
#ifndef PARLAB_STORE_H
#define PARLAB_STORE_H

#include <sqlite3.h>

#include "gradebook.h"

struct gradebook {
	sqlite3 *db;
	char *path;
};

int store_complain(struct gradebook *book); /* -1, with SQLite's last words */
int store_run(struct gradebook *book, const char *sql);
sqlite3_stmt *store_prepare(struct gradebook *book,
                            const char *sql); /* NULL on failure; sqlite3_finalize it */
/* store_prepare_for: a statement whose first two parameters are student and exercise. */
sqlite3_stmt *store_prepare_for(struct gradebook *book, const char *sql, const char *student,
                                const char *exercise);
int store_step(struct gradebook *book, sqlite3_stmt *statement); /* 1 a row, 0 no more, -1 */
/* store_ask: the first column of the first row; 0 if there is no row. */
int store_ask(struct gradebook *book, const char *sql, int *value);

/* A connection has one transaction at a time, so threads take turns for whole transactions.
 * A writer uses "BEGIN IMMEDIATE", so that it waits for another grader here and not
 * half-way. store_end rolls back if `failed`, and returns it. */
int store_begin(struct gradebook *book, const char *begin);
int store_end(struct gradebook *book, int failed);

/* migrate.c: migrate_file: a copy of an older gradebook as it is to PATH.vN, then
 * the file becomes one of this version.  migrate_in_memory: the connection
 * becomes one to a migrated copy; the file stays as it is. */
int migrate_file(struct gradebook *book, int version);
int migrate_in_memory(struct gradebook *book, int version);

#endif
