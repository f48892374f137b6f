/* store.c - statements and transactions on the gradebook's connection.
 *
 * It knows SQLite and no table.
 */
#include "store.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "../base/base.h"
#include "rows.h"

/* "disk I/O error" and "unable to open database file" hide what the system said, such as that
 * the disk is full.  sqlite3_system_errno() does not know it for writes; errno does, since
 * nothing after a failed call in SQLite fails again, and every call here starts from 0. */
int store_complain(struct gradebook *book)
{
	int system = errno, code = sqlite3_errcode(book->db) & 0xff;

	if ((code == SQLITE_IOERR || code == SQLITE_CANTOPEN) && system)
		return error_set("%s: %s: %s", book->path, sqlite3_errmsg(book->db), strerror(system));
	return error_set("%s: %s", book->path, sqlite3_errmsg(book->db));
}

int store_run(struct gradebook *book, const char *sql)
{
	errno = 0;
	return sqlite3_exec(book->db, sql, NULL, NULL, NULL) == SQLITE_OK ? 0 : store_complain(book);
}

sqlite3_stmt *store_prepare(struct gradebook *book, const char *sql)
{
	sqlite3_stmt *statement = NULL;

	errno = 0;
	if (sqlite3_prepare_v2(book->db, sql, -1, &statement, NULL) != SQLITE_OK)
		store_complain(book);
	return statement;
}

sqlite3_stmt *store_prepare_for(struct gradebook *book, const char *sql, const char *student,
                                const char *exercise)
{
	sqlite3_stmt *statement = store_prepare(book, sql);

	if (statement && (row_bind_text(statement, 1, student) || row_bind_text(statement, 2, exercise))) {
		store_complain(book);
		sqlite3_finalize(statement);
		return NULL;
	}
	return statement;
}

int store_step(struct gradebook *book, sqlite3_stmt *statement)
{
	errno = 0;
	int code = sqlite3_step(statement);

	return code == SQLITE_ROW ? 1 : code == SQLITE_DONE ? 0 : store_complain(book);
}

int store_ask(struct gradebook *book, const char *sql, int *value)
{
	sqlite3_stmt *statement = store_prepare(book, sql);
	int found = statement ? store_step(book, statement) : -1;

	*value = found == 1 ? sqlite3_column_int(statement, 0) : 0;
	sqlite3_finalize(statement);
	return found < 0 ? -1 : 0;
}

int store_begin(struct gradebook *book, const char *begin)
{
	sqlite3_mutex_enter(sqlite3_db_mutex(book->db));
	if (store_run(book, begin) == 0)
		return 0;
	sqlite3_mutex_leave(sqlite3_db_mutex(book->db));
	return -1;
}

int store_end(struct gradebook *book, int failed)
{
	if (!failed)
		failed = store_run(book, "COMMIT");
	if (failed)
		sqlite3_exec(book->db, "ROLLBACK", NULL, NULL, NULL);
	sqlite3_mutex_leave(sqlite3_db_mutex(book->db));
	return failed;
}
