/* gradebook.c - the SQLite store of outcomes: recording and reading them.
 *
 * One transaction for each outcome.  The tables are in schema.c, the mapping from structs
 * to rows in rows.c, opening a file in opening.c.
 *
 * It never computes a point or a verdict, never changes its input, and never deletes: a
 * replaced result is marked with when and why.
 */
#include "gradebook.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../base/base.h"
#include "../base/file.h"
#include "rows.h"
#include "store.h"

/* ---- writing --------------------------------------------------------------- */

/* "INSERT INTO sample VALUES (?, ?, ...)", with the columns named. */
static sqlite3_stmt *prepare_insert(struct gradebook *book, const char *table, const char *first_columns,
                                    const struct column *columns)
{
	char *names = row_names(columns), *sql;
	size_t parameters = (*first_columns ? 2 : 0) + row_width(columns);
	struct text text;
	FILE *to = text_open(&text);

	fprintf(to, "INSERT INTO %s (%s%s) VALUES (", table, first_columns, names);
	for (size_t i = 0; i < parameters; i++)
		fputs(i + 1 < parameters ? "?, " : "?)", to);
	sqlite3_stmt *statement = store_prepare(book, sql = text_close(&text));
	free(names);
	free(sql);
	return statement;
}

static int insert_row(struct gradebook *book, sqlite3_stmt *statement, int place,
                      const struct column *columns, const void *row)
{
	if (row_bind(statement, place, columns, row) != SQLITE_OK)
		return store_complain(book);
	int failed = store_step(book, statement);
	sqlite3_reset(statement);
	return failed;
}

static int insert_list(struct gradebook *book, const struct column_list *list, sqlite3_int64 id,
                       const struct outcome *outcome)
{
	sqlite3_stmt *statement = prepare_insert(book, list->table, "submission, number, ", list->columns);
	int failed = statement ? 0 : -1;

	for (size_t i = 0; !failed && i < column_list_length(list, outcome); i++) {
		sqlite3_bind_int64(statement, 1, id);
		sqlite3_bind_int64(statement, 2, (sqlite3_int64)i + 1);
		failed = insert_row(book, statement, 3, list->columns, column_list_at(list, outcome, i));
	}
	sqlite3_finalize(statement);
	return failed;
}

/* The id of a student's current result in an exercise; 0: none; -1: failed. */
static sqlite3_int64 current_id(struct gradebook *book, const char *student, const char *exercise)
{
	sqlite3_stmt *statement = store_prepare_for(
		book, "SELECT id FROM submission WHERE student = ? AND exercise = ? AND replaced_at IS NULL",
		student, exercise);
	int found = statement ? store_step(book, statement) : -1;
	sqlite3_int64 id = found == 1 ? sqlite3_column_int64(statement, 0) : found;

	sqlite3_finalize(statement);
	return id;
}

static int retire(struct gradebook *book, sqlite3_int64 id, const char *why)
{
	sqlite3_stmt *statement =
		store_prepare(book, "UPDATE submission SET replaced_at = ?, replaced_why = ? WHERE id = ?");

	if (!statement)
		return -1;
	sqlite3_bind_int64(statement, 1, clock_epoch_s());
	row_bind_text(statement, 2, why);
	sqlite3_bind_int64(statement, 3, id);
	int failed = store_step(book, statement);
	sqlite3_finalize(statement);
	return failed;
}

static int name_successor(struct gradebook *book, sqlite3_int64 old, sqlite3_int64 new)
{
	char *sql = xasprintf("UPDATE submission SET replaced_by = %lld WHERE id = %lld", (long long)new,
	                      (long long)old);
	int failed = store_run(book, sql);

	free(sql);
	return failed;
}

static int insert_outcome(struct gradebook *book, const struct outcome *outcome, sqlite3_int64 *id)
{
	sqlite3_stmt *statement = prepare_insert(book, "submission", "", outcome_columns);
	int failed = statement ? insert_row(book, statement, 1, outcome_columns, outcome) : -1;

	sqlite3_finalize(statement);
	*id = sqlite3_last_insert_rowid(book->db);
	for (size_t i = 0; !failed && i < outcome_list_count; i++)
		failed = insert_list(book, &outcome_lists[i], *id, outcome);
	return failed;
}

int gradebook_record(struct gradebook *book, const struct outcome *outcome, const char *why)
{
	sqlite3_int64 id;

	if (store_begin(book, "BEGIN IMMEDIATE"))
		return -1;
	sqlite3_int64 old = current_id(book, outcome->student, outcome->exercise);
	int failed = old < 0 ? -1 : old > 0 ? retire(book, old, why ? why : "graded again") : 0;
	if (!failed)
		failed = insert_outcome(book, outcome, &id);
	if (!failed && old > 0)
		failed = name_successor(book, old, id);
	return store_end(book, failed);
}

int gradebook_remove(struct gradebook *book, const char *student, const char *exercise, const char *why)
{
	if (store_begin(book, "BEGIN IMMEDIATE"))
		return -1;
	sqlite3_int64 id = current_id(book, student, exercise);
	return store_end(book, id < 0 ? -1 : id > 0 ? retire(book, id, why) : 0);
}

/* ---- reading --------------------------------------------------------------- */

int gradebook_find(struct gradebook *book, const char *student, const char *exercise,
                   struct gradebook_standing *standing)
{
	static const char sql[] =
		"SELECT fault IS NOT NULL, fingerprint, scale, retimed,"
		" EXISTS (SELECT 1 FROM part WHERE submission = id AND part.verdict = 'not-timed'),"
		" EXISTS (SELECT 1 FROM part WHERE submission = id AND kind = 'speed' AND part.pending > 0"
		"         AND part.verdict NOT IN ('not-timed', 'not-measurable'))"
		" FROM submission WHERE student = ? AND exercise = ? AND replaced_at IS NULL";
	sqlite3_stmt *statement = store_prepare_for(book, sql, student, exercise);
	int found = statement ? store_step(book, statement) : -1;

	*standing = (struct gradebook_standing){.found = found == 1};
	if (found == 1) {
		standing->fault = sqlite3_column_int(statement, 0) != 0;
		standing->fingerprint = xstrdup((const char *)sqlite3_column_text(statement, 1));
		standing->scale = xstrdup((const char *)sqlite3_column_text(statement, 2));
		standing->retimed = sqlite3_column_int(statement, 3);
		standing->untimed = sqlite3_column_int(statement, 4) != 0;
		standing->open = sqlite3_column_int(statement, 5) != 0;
	}
	sqlite3_finalize(statement);
	return found < 0 ? -1 : 0;
}

void gradebook_standing_free(struct gradebook_standing *standing)
{
	free(standing->fingerprint);
	free(standing->scale);
	*standing = (struct gradebook_standing){0};
}

/* Load the rows of one table that a statement selects. */
static int load_rows(struct gradebook *book, const struct column_list *list, sqlite3_stmt *statement,
                     struct outcome *outcome)
{
	int found = -1;

	while (statement && (found = store_step(book, statement)) == 1)
		if (row_take(statement, 0, list->columns, column_list_grow(list, outcome)) != 0) {
			found = error_prefix("%s: table %s", book->path, list->table);
			break;
		}
	sqlite3_finalize(statement);
	return found;
}

static int load_list(struct gradebook *book, const struct column_list *list, sqlite3_int64 id,
                     struct outcome *outcome)
{
	char *names = row_names(list->columns);
	char *sql = xasprintf("SELECT %s FROM %s WHERE submission = %lld ORDER BY number", names, list->table,
	                      (long long)id);
	int failed = load_rows(book, list, store_prepare(book, sql), outcome);

	free(sql);
	free(names);
	return failed;
}

static int load_replaced(struct gradebook *book, const char *student, const char *exercise,
                         struct outcome *outcome)
{
	char *names = row_names(outcome_replaced_list.columns);
	char *sql = xasprintf(
		"SELECT %s FROM submission WHERE student = ? AND exercise = ? AND replaced_at IS NOT NULL"
		" ORDER BY id",
		names);
	int failed = load_rows(book, &outcome_replaced_list, store_prepare_for(book, sql, student, exercise),
	                       outcome);

	free(sql);
	free(names);
	return failed;
}

static int load_submission(struct gradebook *book, sqlite3_int64 id, struct outcome *outcome)
{
	char *names = row_names(outcome_columns);
	char *sql = xasprintf("SELECT %s FROM submission WHERE id = %lld", names, (long long)id);
	sqlite3_stmt *statement = store_prepare(book, sql);
	int found = statement ? store_step(book, statement) : -1;

	free(sql);
	free(names);
	if (found == 0)
		error_set("%s: no result with the number %lld", book->path, (long long)id);
	int failed = found == 1 ? row_take(statement, 0, outcome_columns, outcome) : -1;
	sqlite3_finalize(statement);
	return failed;
}

static int load_all(struct gradebook *book, sqlite3_int64 id, struct outcome *outcome)
{
	int failed = load_submission(book, id, outcome);

	for (size_t i = 0; !failed && i < outcome_list_count; i++)
		failed = load_list(book, &outcome_lists[i], id, outcome);
	return failed;
}

static int nothing_from(struct gradebook *book, const char *student, const char *exercise)
{
	return error_set("%s: no result of '%s' in '%s'", book->path, student, exercise);
}

/* A transaction, so that a grader that writes meanwhile cannot mix two outcomes. */
static int load(struct gradebook *book, const char *student, const char *exercise, bool removed_too,
                struct outcome *outcome)
{
	*outcome = (struct outcome){0};
	if (store_begin(book, "BEGIN"))
		return -1;
	sqlite3_int64 id = current_id(book, student, exercise);
	int failed = id > 0 ? load_all(book, id, outcome) : id < 0 ? -1 : 0;
	if (!failed)
		failed = load_replaced(book, student, exercise, outcome);
	if (!failed && id == 0 && !(removed_too && outcome->replaced_count > 0))
		failed = nothing_from(book, student, exercise);
	failed = store_end(book, failed);
	if (failed)
		outcome_free(outcome);
	return failed;
}

int gradebook_load(struct gradebook *book, const char *student, const char *exercise, struct outcome *outcome)
{
	return load(book, student, exercise, false, outcome);
}

int gradebook_load_history(struct gradebook *book, const char *student, const char *exercise,
                           struct outcome *outcome)
{
	if (load(book, student, exercise, true, outcome) != 0)
		return -1;
	if (!outcome->student) {
		outcome->student = xstrdup(student);
		outcome->exercise = xstrdup(exercise);
	}
	return 0;
}

int gradebook_load_replaced(struct gradebook *book, int64_t id, struct outcome *outcome)
{
	*outcome = (struct outcome){0};
	if (store_begin(book, "BEGIN"))
		return -1;
	int failed = store_end(book, load_all(book, id, outcome));
	if (failed)
		outcome_free(outcome);
	return failed;
}

int gradebook_keys(struct gradebook *book, struct gradebook_key **keys, size_t *count)
{
	*keys = NULL;
	*count = 0;
	sqlite3_stmt *statement = store_prepare(
		book,
		"SELECT student, exercise, verdict <> 'not-attempted' FROM submission WHERE replaced_at IS NULL"
		" ORDER BY student, exercise");
	int found = -1;
	while (statement && (found = store_step(book, statement)) == 1) {
		struct gradebook_key *key = GROW(*keys, *count);
		key->student = xstrdup((const char *)sqlite3_column_text(statement, 0));
		key->exercise = xstrdup((const char *)sqlite3_column_text(statement, 1));
		key->attempted = sqlite3_column_int(statement, 2);
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
	sqlite3_stmt *statement = store_prepare(
		book,
		"SELECT total(p.max_points) - total(p.pending), total(p.max_points) FROM part AS p"
		" JOIN submission AS s ON s.id = p.submission WHERE p.kind = 'speed' AND s.replaced_at IS NULL");
	int found = statement ? store_step(book, statement) : -1;

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

int gradebook_open_parts(struct gradebook *book, struct gradebook_open_part **parts, size_t *count)
{
	sqlite3_stmt *statement = store_prepare(
		book,
		"SELECT s.student, s.exercise, p.mode, p.pending, p.reason FROM part AS p"
		" JOIN submission AS s ON s.id = p.submission WHERE s.replaced_at IS NULL AND s.fault IS NULL"
		" AND p.kind = 'speed' AND p.pending > 0 AND p.verdict <> 'not-timed'"
		" ORDER BY s.student, s.exercise, p.number");
	int found = -1;

	*parts = NULL;
	*count = 0;
	while (statement && (found = store_step(book, statement)) == 1) {
		struct gradebook_open_part *part = GROW(*parts, *count);
		part->student = xstrdup((const char *)sqlite3_column_text(statement, 0));
		part->exercise = xstrdup((const char *)sqlite3_column_text(statement, 1));
		part->mode = xstrdup((const char *)sqlite3_column_text(statement, 2));
		part->pending = sqlite3_column_double(statement, 3);
		part->reason = xstrdup((const char *)sqlite3_column_text(statement, 4));
	}
	sqlite3_finalize(statement);
	return found;
}

void gradebook_open_parts_free(struct gradebook_open_part *parts, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		free(parts[i].student);
		free(parts[i].exercise);
		free(parts[i].mode);
		free(parts[i].reason);
	}
	free(parts);
}

/* ---- the secret ---------------------------------------------------------------- */

enum { SECRET_BYTES = 32 };

/* Kept only if there is none: another grader may have been faster. */
static int keep_secret(struct gradebook *book)
{
	unsigned char random[SECRET_BYTES];
	char text[2 * SECRET_BYTES + 1];

	if (getentropy(random, sizeof random) != 0)
		return error_errno("no random numbers for a secret");
	for (size_t i = 0; i < SECRET_BYTES; i++)
		snprintf(text + 2 * i, 3, "%02x", random[i]);
	sqlite3_stmt *statement = store_prepare(book, "INSERT OR IGNORE INTO about VALUES ('secret', ?)");
	int failed = !statement                                       ? -1
	             : row_bind_text(statement, 1, text) != SQLITE_OK ? store_complain(book)
	             : store_step(book, statement) < 0                ? -1
	                                                              : 0;
	sqlite3_finalize(statement);
	return failed;
}

static char *kept_secret(struct gradebook *book)
{
	sqlite3_stmt *statement = store_prepare(book, "SELECT value FROM about WHERE key = 'secret'");
	bool found = statement && store_step(book, statement) == 1;
	char *secret = found ? xstrdup((const char *)sqlite3_column_text(statement, 0)) : NULL;

	sqlite3_finalize(statement);
	return secret;
}

char *gradebook_secret(struct gradebook *book)
{
	char *secret = kept_secret(book);

	if (!secret && keep_secret(book) == 0)
		secret = kept_secret(book);
	return secret;
}
