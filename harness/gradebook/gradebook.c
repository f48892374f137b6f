/* gradebook.c - the SQLite store of outcomes.
 *
 * Opens, and runs transactions: one for each outcome.  What the tables hold is
 * in schema.c, how a struct becomes a row in rows.c.
 *
 * It never computes a point or a verdict, and never changes what it was given.
 */
#include "gradebook.h"

#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>

#include "../base/base.h"
#include "../base/file.h"
#include "rows.h"

enum { BUSY_MS = 30000 };

/* ---- statements and transactions ------------------------------------------- */

struct gradebook {
	sqlite3 *db;
	char *path;
};

static int complain(struct gradebook *book)
{
	return error_set("%s: %s", book->path, sqlite3_errmsg(book->db));
}

static int run(struct gradebook *book, const char *sql)
{
	return sqlite3_exec(book->db, sql, NULL, NULL, NULL) == SQLITE_OK ? 0 : complain(book);
}

static sqlite3_stmt *prepare(struct gradebook *book, const char *sql)
{
	sqlite3_stmt *statement = NULL;

	if (sqlite3_prepare_v2(book->db, sql, -1, &statement, NULL) != SQLITE_OK)
		complain(book);
	return statement;
}

/* A statement about one (student, exercise). */
static sqlite3_stmt *prepare_for(struct gradebook *book, const char *sql, const char *student,
                                 const char *exercise)
{
	sqlite3_stmt *statement = prepare(book, sql);

	if (statement && (row_bind_text(statement, 1, student) || row_bind_text(statement, 2, exercise))) {
		complain(book);
		sqlite3_finalize(statement);
		return NULL;
	}
	return statement;
}

/* step: 1 a row, 0 no more, -1. */
static int step(struct gradebook *book, sqlite3_stmt *statement)
{
	int code = sqlite3_step(statement);

	return code == SQLITE_ROW ? 1 : code == SQLITE_DONE ? 0 : complain(book);
}

/* A connection holds one transaction at a time, so threads take turns with the
 * whole of it.  What writes begins IMMEDIATE: another grader is waited for
 * here, not half-way. */
static int transaction_begin(struct gradebook *book, const char *begin)
{
	sqlite3_mutex_enter(sqlite3_db_mutex(book->db));
	if (run(book, begin) == 0)
		return 0;
	sqlite3_mutex_leave(sqlite3_db_mutex(book->db));
	return -1;
}

static int transaction_end(struct gradebook *book, int failed)
{
	if (!failed)
		failed = run(book, "COMMIT");
	if (failed)
		sqlite3_exec(book->db, "ROLLBACK", NULL, NULL, NULL);
	sqlite3_mutex_leave(sqlite3_db_mutex(book->db));
	return failed;
}

/* ---- opening --------------------------------------------------------------- */

static int query_int(struct gradebook *book, const char *sql, int *value)
{
	sqlite3_stmt *statement = prepare(book, sql);
	int found = statement ? step(book, statement) : -1;

	*value = found == 1 ? sqlite3_column_int(statement, 0) : 0;
	sqlite3_finalize(statement);
	return found < 0 ? -1 : 0;
}

static int complain_of_version(struct gradebook *book, int version)
{
	sqlite3_stmt *statement = prepare(book, "SELECT value FROM about WHERE key = 'parlab'");
	bool known = statement && step(book, statement) == 1 && sqlite3_column_text(statement, 0);

	error_set("%s: written by parlab %s with schema %d, and this is parlab %s with schema %d; use that "
	          "one, or "
	          "grade into another folder",
	          book->path,
	          known ? (const char *)sqlite3_column_text(statement, 0) : "of an unknown version", version,
	          PARLAB_VERSION, GRADEBOOK_SCHEMA);
	sqlite3_finalize(statement);
	return -1;
}

/* In a transaction: two graders may open a new file at once. */
static int check_schema(struct gradebook *book, bool create)
{
	int version, tables;

	if (query_int(book, "PRAGMA user_version", &version) ||
	    query_int(book, "SELECT count(*) FROM sqlite_schema", &tables))
		return -1;
	if (version == GRADEBOOK_SCHEMA)
		return 0;
	if (version != 0)
		return complain_of_version(book, version);
	if (tables != 0 || !create)
		return error_set("%s: not a gradebook", book->path);
	return run(book, gradebook_schema);
}

static int prepare_connection(struct gradebook *book, bool read_only)
{
	sqlite3_extended_result_codes(book->db, 1);
	sqlite3_busy_timeout(book->db, BUSY_MS);
	if (read_only)
		return check_schema(book, false);
	if (run(book, "PRAGMA journal_mode = WAL; PRAGMA foreign_keys = ON"))
		return -1;
	if (transaction_begin(book, "BEGIN IMMEDIATE"))
		return -1;
	return transaction_end(book, check_schema(book, true));
}

static struct gradebook *open_with(const char *path, int flags)
{
	struct gradebook *book = xcalloc(1, sizeof *book);

	book->path = xstrdup(path);
	int code = sqlite3_open_v2(path, &book->db, flags | SQLITE_OPEN_FULLMUTEX, NULL);
	if (code != SQLITE_OK)
		error_set("%s: %s", path, book->db ? sqlite3_errmsg(book->db) : sqlite3_errstr(code));
	if (code != SQLITE_OK || prepare_connection(book, flags & SQLITE_OPEN_READONLY)) {
		gradebook_close(book);
		return NULL;
	}
	return book;
}

struct gradebook *gradebook_open(const char *path)
{
	return open_with(path, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE);
}

struct gradebook *gradebook_open_read_only(const char *path)
{
	if (!path_is_file(path)) {
		error_set("%s: no gradebook here; grade first", path);
		return NULL;
	}
	return open_with(path, SQLITE_OPEN_READONLY);
}

void gradebook_close(struct gradebook *book)
{
	if (!book)
		return;
	sqlite3_close(book->db);
	free(book->path);
	free(book);
}

/* ---- writing --------------------------------------------------------------- */

/* "INSERT INTO sample VALUES (?, ?, ...)", with the columns named. */
static sqlite3_stmt *prepare_insert(struct gradebook *book, const char *table, const char *first_columns,
                                    const struct row_column *columns)
{
	char *names = row_names(columns);
	char *sql = xasprintf("INSERT INTO %s (%s%s) VALUES (", table, first_columns, names);
	size_t parameters = *first_columns ? 2 : 0;

	for (const struct row_column *c = columns; c->name; c++)
		parameters++;
	for (size_t i = 0; i < parameters; i++) {
		char *longer = xasprintf("%s?%s", sql, i + 1 < parameters ? ", " : ")");
		free(sql);
		sql = longer;
	}
	sqlite3_stmt *statement = prepare(book, sql);
	free(names);
	free(sql);
	return statement;
}

static int insert_row(struct gradebook *book, sqlite3_stmt *statement, int place,
                      const struct row_column *columns, const void *row)
{
	if (row_bind(statement, place, columns, row) != SQLITE_OK)
		return complain(book);
	int failed = step(book, statement);
	sqlite3_reset(statement);
	return failed;
}

static int insert_list(struct gradebook *book, const struct row_list *list, sqlite3_int64 id,
                       const struct outcome *outcome)
{
	const char *rows = *(char *const *)((const char *)outcome + list->array);
	size_t count = *(const size_t *)((const char *)outcome + list->count);
	sqlite3_stmt *statement = prepare_insert(book, list->table, "submission, number, ", list->columns);
	int failed = statement ? 0 : -1;

	for (size_t i = 0; !failed && i < count; i++) {
		sqlite3_bind_int64(statement, 1, id);
		sqlite3_bind_int64(statement, 2, (sqlite3_int64)i + 1);
		failed = insert_row(book, statement, 3, list->columns, rows + i * list->size);
	}
	sqlite3_finalize(statement);
	return failed;
}

static int delete_outcome(struct gradebook *book, const struct outcome *outcome)
{
	sqlite3_stmt *statement =
		prepare_for(book, "DELETE FROM submission WHERE student = ? AND exercise = ?",
	                    outcome->student, outcome->exercise);
	int failed = statement ? step(book, statement) : -1;

	sqlite3_finalize(statement);
	return failed;
}

static int insert_outcome(struct gradebook *book, const struct outcome *outcome)
{
	sqlite3_stmt *statement = prepare_insert(book, "submission", "", row_submission);
	int failed = statement ? insert_row(book, statement, 1, row_submission, outcome) : -1;

	sqlite3_finalize(statement);
	sqlite3_int64 id = sqlite3_last_insert_rowid(book->db);
	for (size_t i = 0; !failed && i < row_list_count; i++)
		failed = insert_list(book, &row_lists[i], id, outcome);
	return failed;
}

int gradebook_record(struct gradebook *book, const struct outcome *outcome)
{
	if (transaction_begin(book, "BEGIN IMMEDIATE"))
		return -1;
	int failed = delete_outcome(book, outcome);
	if (!failed)
		failed = insert_outcome(book, outcome);
	return transaction_end(book, failed);
}

/* ---- reading --------------------------------------------------------------- */

int gradebook_has(struct gradebook *book, const char *student, const char *exercise, const char *fingerprint)
{
	static const char sql[] =
		"SELECT 1 FROM submission WHERE student = ? AND exercise = ? AND fingerprint = ?"
		" AND fault IS NULL";
	sqlite3_stmt *statement = prepare_for(book, sql, student, exercise);

	if (!statement)
		return -1;
	int found = row_bind_text(statement, 3, fingerprint) == SQLITE_OK ? step(book, statement)
	                                                                  : complain(book);
	sqlite3_finalize(statement);
	return found;
}

/* Makes room for one more element of the list and gives it back zeroed. */
static void *list_grow(struct outcome *outcome, const struct row_list *list)
{
	char **rows = (char **)((char *)outcome + list->array);
	size_t *count = (size_t *)((char *)outcome + list->count);

	*rows = xreallocarray(*rows, *count + 1, list->size);
	return memset(*rows + (*count)++ * list->size, 0, list->size);
}

static int load_list(struct gradebook *book, const struct row_list *list, sqlite3_int64 id,
                     struct outcome *outcome)
{
	char *names = row_names(list->columns);
	char *sql = xasprintf("SELECT %s FROM %s WHERE submission = ? ORDER BY number", names, list->table);
	sqlite3_stmt *statement = prepare(book, sql);

	free(sql);
	free(names);
	if (!statement)
		return -1;
	sqlite3_bind_int64(statement, 1, id);
	int found;
	while ((found = step(book, statement)) == 1) {
		if (row_take(statement, 0, list->columns, list_grow(outcome, list)) != 0) {
			found = error_prefix("%s: table %s", book->path, list->table);
			break;
		}
	}
	sqlite3_finalize(statement);
	return found;
}

static int load_submission(struct gradebook *book, const char *student, const char *exercise,
                           sqlite3_int64 *id, struct outcome *outcome)
{
	char *names = row_names(row_submission);
	char *sql = xasprintf("SELECT id, %s FROM submission WHERE student = ? AND exercise = ?", names);
	sqlite3_stmt *statement = prepare_for(book, sql, student, exercise);

	free(sql);
	free(names);
	int found = statement ? step(book, statement) : -1;
	if (found == 0)
		error_set("%s: nothing from '%s' for '%s'", book->path, student, exercise);
	int failed = found == 1 ? row_take(statement, 1, row_submission, outcome) : -1;
	if (!failed)
		*id = sqlite3_column_int64(statement, 0);
	sqlite3_finalize(statement);
	return failed;
}

/* A transaction, so that a grader which writes meanwhile cannot mix two outcomes. */
int gradebook_load(struct gradebook *book, const char *student, const char *exercise, struct outcome *outcome)
{
	*outcome = (struct outcome){0};
	sqlite3_int64 id = 0;
	if (transaction_begin(book, "BEGIN"))
		return -1;
	int failed = load_submission(book, student, exercise, &id, outcome);
	for (size_t i = 0; !failed && i < row_list_count; i++)
		failed = load_list(book, &row_lists[i], id, outcome);
	failed = transaction_end(book, failed);
	if (failed)
		outcome_free(outcome);
	return failed;
}

int gradebook_keys(struct gradebook *book, struct gradebook_key **keys, size_t *count)
{
	*keys = NULL;
	*count = 0;
	sqlite3_stmt *statement =
		prepare(book, "SELECT student, exercise FROM submission ORDER BY student, exercise");
	int found = -1;
	while (statement && (found = step(book, statement)) == 1) {
		struct gradebook_key *key = GROW(*keys, *count);
		key->student = xstrdup((const char *)sqlite3_column_text(statement, 0));
		key->exercise = xstrdup((const char *)sqlite3_column_text(statement, 1));
	}
	sqlite3_finalize(statement);
	if (found < 0) {
		gradebook_keys_free(*keys, *count);
		*keys = NULL;
		*count = 0;
	}
	return found;
}

int gradebook_speed_totals(struct gradebook *book, double *here, double *all)
{
	sqlite3_stmt *statement = prepare(
		book, "SELECT total(most), total(most) + total(pending) FROM part WHERE kind = 'speed'");
	int found = statement ? step(book, statement) : -1;

	*here = found == 1 ? sqlite3_column_double(statement, 0) : 0;
	*all = found == 1 ? sqlite3_column_double(statement, 1) : 0;
	sqlite3_finalize(statement);
	return found == 1 ? 0 : -1;
}

void gradebook_keys_free(struct gradebook_key *keys, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		free(keys[i].student);
		free(keys[i].exercise);
	}
	free(keys);
}

static int fill_keep(struct gradebook *book, const struct gradebook_key *keep, size_t count)
{
	sqlite3_stmt *statement = prepare(book, "INSERT OR IGNORE INTO temp.keep VALUES (?, ?)");
	int failed = statement ? 0 : -1;

	for (size_t i = 0; !failed && i < count; i++) {
		row_bind_text(statement, 1, keep[i].student);
		row_bind_text(statement, 2, keep[i].exercise);
		failed = step(book, statement);
		sqlite3_reset(statement);
	}
	sqlite3_finalize(statement);
	return failed;
}

int gradebook_prune(struct gradebook *book, const struct gradebook_key *keep, size_t count)
{
	if (transaction_begin(book, "BEGIN IMMEDIATE"))
		return -1;
	int failed =
		run(book,
	            "CREATE TEMP TABLE keep (student TEXT, exercise TEXT, PRIMARY KEY (student, exercise))");
	if (!failed)
		failed = fill_keep(book, keep, count);
	if (!failed)
		failed = run(
			book,
			"DELETE FROM submission WHERE (student, exercise) NOT IN (SELECT * FROM temp.keep);"
			"DROP TABLE temp.keep");
	return transaction_end(book, failed);
}
