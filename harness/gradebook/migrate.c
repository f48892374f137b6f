/* migrate.c - migrate an older gradebook to this version.
 *
 * One transaction: the old tables are renamed, this version's are created, and every row is
 * copied, matching columns by name.  One list here has the former names of columns and
 * tables; new columns get their DEFAULT from schema.c.  So the same code migrates every
 * older version, and the result has exactly the tables of a new gradebook.
 *
 * Before the file is changed, a copy of it is made beside it.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../base/base.h"
#include "rows.h"
#include "store.h"

enum { COPIES_MOST = 1000 };

/* column NULL: the table itself. */
static const struct former {
	const char *table, *column, *now;
} formers[] = {
	{"sitting", NULL, "series"},
	{"series", "sitting", "series"},
	{"sample", "sitting", "series"},
	{"part", "most", "max_points"},
};

/* Convert an older version's values: until schema 5, no maximum included pending points,
 * and the supported gain followed from verdict and gain; until 6, the first stage was
 * called "stage". */
static const struct {
	int until;
	const char *sql;
} meanings[] = {
	{5,
         "UPDATE submission SET max_points = max_points + pending; UPDATE part SET max_points = max_points + pending"},
	{5, "UPDATE speed SET at_least = iif(verdict IN ('correct', 'slow'), gain_low, -9e999),"
            " at_most = iif(verdict IN ('correct', 'slow'), gain_high, 9e999)"},
	{6, "UPDATE finding SET stage = 'collect' WHERE stage = 'stage'"},
};

/* Execute the rows of a query: each is a statement. */
static int run_each(struct gradebook *book, const char *query)
{
	sqlite3_stmt *statement = store_prepare(book, query);
	char **todo = NULL;
	int found = -1;

	while (statement && (found = store_step(book, statement)) == 1)
		todo = strv_append(todo, xstrdup((const char *)sqlite3_column_text(statement, 0)));
	sqlite3_finalize(statement);
	for (char **sql = todo; found == 0 && sql && *sql; sql++)
		found = store_run(book, *sql);
	strv_free(todo);
	return found;
}

static int rename_former(struct gradebook *book, const struct former *f)
{
	char *query = f->column ? xasprintf("SELECT 'ALTER TABLE %s RENAME COLUMN %s TO %s'"
	                                    " FROM pragma_table_info('%s') WHERE name = '%s'",
	                                    f->table, f->column, f->now, f->table, f->column)
	                        : xasprintf("SELECT 'ALTER TABLE %s RENAME TO %s'"
	                                    " FROM sqlite_schema WHERE type = 'table' AND name = '%s'",
	                                    f->table, f->now, f->table);
	int failed = run_each(book, query);

	free(query);
	return failed;
}

/* Copy the columns common to old_X and X, in the order in which the new tables were
 * created: parents first. */
static const char copy_rows[] =
	"SELECT 'INSERT INTO ' || t.name || ' (' || group_concat(n.name) || ') SELECT ' || group_concat(n.name)"
	" || ' FROM old_' || t.name"
	" FROM sqlite_schema AS t JOIN pragma_table_info(t.name) AS n"
	" JOIN pragma_table_info('old_' || t.name) AS o ON o.name = n.name"
	" WHERE t.type = 'table' AND t.name NOT LIKE 'old\\_%' ESCAPE '\\' GROUP BY t.name ORDER BY t.rowid";

static int rebuild(struct gradebook *book, int version)
{
	static const char *const steps[] = {
		"SELECT 'DROP ' || type || ' ' || name FROM sqlite_schema WHERE type = 'view' OR (type = 'index' AND sql "
		"IS NOT NULL)",
		"SELECT 'ALTER TABLE ' || name || ' RENAME TO old_' || name FROM sqlite_schema WHERE type = 'table'"
		" AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'",
		NULL, /* the new tables */
		copy_rows,
		"SELECT 'DROP TABLE ' || name FROM sqlite_schema WHERE type = 'table' AND name LIKE 'old\\_%' ESCAPE '\\'",
	};
	int failed = 0;

	for (size_t i = 0; !failed && i < ARRAY_LENGTH(formers); i++)
		failed = rename_former(book, &formers[i]);
	for (size_t i = 0; !failed && i < ARRAY_LENGTH(steps); i++)
		failed = steps[i] ? run_each(book, steps[i])
		                  : store_run(book, gradebook_schema) || store_run(book, "DELETE FROM about");
	for (size_t i = 0; !failed && i < ARRAY_LENGTH(meanings); i++)
		failed = version <= meanings[i].until ? store_run(book, meanings[i].sql) : 0;
	return failed ? error_prefix("%s: cannot be migrated to schema %d", book->path, GRADEBOOK_SCHEMA) : 0;
}

/* A complete copy gets its name in one step; a copy of an earlier migration is never replaced. */
static int name_copy(const char *draft, const char *path, int version)
{
	int failed = -1;

	for (int n = 1; failed && n < COPIES_MOST; n++) {
		char *copy = n == 1 ? xasprintf("%s.v%d", path, version)
		                    : xasprintf("%s.v%d.%d", path, version, n);
		failed = link(draft, copy);
		bool taken = failed && errno == EEXIST;
		if (failed && !taken)
			error_errno("%s", copy);
		free(copy);
		if (failed && !taken)
			break;
	}
	unlink(draft);
	return failed ? -1 : 0;
}

static int back_up(struct gradebook *book, int version)
{
	char *draft = xasprintf("%s.v%d.new-%d", book->path, version, (int)getpid());
	sqlite3_stmt *statement = store_prepare(book, "VACUUM INTO ?");
	int failed = !statement || row_bind_text(statement, 1, draft) != SQLITE_OK ? -1 : 0;

	unlink(draft);
	if (!failed)
		failed = store_step(book, statement);
	sqlite3_finalize(statement);
	if (!failed)
		failed = name_copy(draft, book->path, version);
	if (failed)
		error_prefix("%s: cannot be copied before its migration", book->path);
	free(draft);
	return failed;
}

/* Another grader may have migrated it while this one made its copy. */
int migrate_file(struct gradebook *book, int version)
{
	int now;

	if (back_up(book, version) || store_begin(book, "BEGIN IMMEDIATE"))
		return -1;
	int failed = store_ask(book, "PRAGMA user_version", &now);
	if (!failed && now < GRADEBOOK_SCHEMA)
		failed = rebuild(book, now);
	return store_end(book, failed);
}

int migrate_in_memory(struct gradebook *book, int version)
{
	struct gradebook memory = {.path = book->path};
	sqlite3_backup *backup = NULL;
	int failed = 0;

	if (sqlite3_open_v2(":memory:", &memory.db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_FULLMUTEX, NULL) ==
	    SQLITE_OK)
		backup = sqlite3_backup_init(memory.db, "main", book->db, "main");
	if (backup)
		sqlite3_backup_step(backup, -1);
	if (!backup || sqlite3_backup_finish(backup) != SQLITE_OK || store_begin(&memory, "BEGIN"))
		failed = store_complain(&memory);
	else
		failed = store_end(&memory, rebuild(&memory, version));
	sqlite3_close(failed ? memory.db : book->db);
	if (!failed) {
		book->db = memory.db;
		store_run(book, "PRAGMA query_only = ON");
	}
	return failed;
}
