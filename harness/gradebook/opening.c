/* opening.c - from a path to a gradebook that can be trusted, or a refusal with a remedy.
 *
 * A new gradebook appears in one step, with its tables: an empty or truncated file is never
 * taken for a new one.  An existing one is checked before use: it must be an undamaged
 * gradebook of a known version.  It never repairs anything.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../base/base.h"
#include "../base/file.h"
#include "../base/folder.h"
#include "rows.h"
#include "store.h"

enum { BUSY_MS = 30000 };

/* ---- a new one ------------------------------------------------------------- */

/* The bytes of a gradebook without results; sqlite3_free them. */
static unsigned char *blank(const char *path, sqlite3_int64 *bytes)
{
	struct gradebook memory = {.path = (char *)path};
	unsigned char *data = NULL;

	if (sqlite3_open(":memory:", &memory.db) == SQLITE_OK && store_run(&memory, gradebook_schema) == 0)
		data = sqlite3_serialize(memory.db, "main", bytes, 0);
	if (!data)
		store_complain(&memory);
	sqlite3_close(memory.db);
	return data;
}

/* Two graders may start at once: the second uses the first one's file. */
static int create(const char *path)
{
	char *draft = xasprintf("%s.new-%d", path, (int)getpid());
	sqlite3_int64 bytes = 0;
	unsigned char *data = blank(path, &bytes);
	int fd = data ? open(draft, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0666) : -1;
	int failed = !data ? -1 : fd < 0 ? error_errno("%s", draft) : 0;

	if (!failed && (write_all(fd, data, (size_t)bytes) != 0 || fsync(fd) != 0))
		failed = error_errno("%s", draft);
	if (!failed && link(draft, path) != 0 && errno != EEXIST)
		failed = error_errno("%s", path);
	if (fd >= 0) {
		close(fd);
		unlink(draft);
	}
	sqlite3_free(data);
	free(draft);
	return failed;
}

/* ---- one that is there ------------------------------------------------------- */

static int complain_of_version(struct gradebook *book, int version)
{
	sqlite3_stmt *statement = store_prepare(book, "SELECT value FROM about WHERE key = 'parlab'");
	bool known = statement && store_step(book, statement) == 1 && sqlite3_column_text(statement, 0);

	error_set("%s: written by parlab %s with schema %d, and this is parlab %s with schema %d; use that "
	          "one, or grade into another folder",
	          book->path,
	          known ? (const char *)sqlite3_column_text(statement, 0) : "of an unknown version", version,
	          PARLAB_VERSION, GRADEBOOK_SCHEMA);
	sqlite3_finalize(statement);
	return -1;
}

/* Refuse links, and files that other accounts can change.  SQLite creates the last three
 * beside the gradebook. */
static int check_files(const char *path)
{
	static const char *const suffixes[] = {"", "-wal", "-shm", "-journal"};
	struct stat status;
	int failed = 0;

	for (size_t i = 0; !failed && i < ARRAY_LENGTH(suffixes); i++) {
		char *file = xasprintf("%s%s", path, suffixes[i]);
		failed = file_private(file);
		free(file);
	}
	if (!failed && lstat(path, &status) != 0)
		failed = error_errno("%s", path);
	/* Grades are for their owner and group; a copy restored from elsewhere may be open to all. */
	if (!failed && status.st_uid == geteuid() && (status.st_mode & S_IRWXO) &&
	    chmod(path, status.st_mode & ~(mode_t)S_IRWXO & 07777) != 0)
		failed = error_errno("%s: others may read it; its permissions cannot be changed", path);
	if (!failed && status.st_size == 0)
		failed = error_set("%s: empty, which no grader leaves behind; restore a copy of it, or "
		                   "grade into another folder",
		                   path);
	return failed;
}

static int damaged(struct gradebook *book, const char *what)
{
	return error_set("%s: damaged (%s); restore a copy of it, or grade into another folder", book->path,
	                 what);
}

/* If SQLite's last error means a damaged file, report that; otherwise keep its message. */
static int perhaps_damaged(struct gradebook *book)
{
	int code = sqlite3_errcode(book->db) & 0xff;

	return code == SQLITE_CORRUPT || code == SQLITE_NOTADB ? damaged(book, sqlite3_errmsg(book->db)) : -1;
}

/* SQLite's quick check: every page is where it belongs and every row can be read. */
static int check_whole(struct gradebook *book)
{
	sqlite3_stmt *statement = store_prepare(book, "PRAGMA quick_check(1)");
	int found = statement ? store_step(book, statement) : -1;
	const char *word = found == 1 ? (const char *)sqlite3_column_text(statement, 0) : NULL;
	int failed = found != 1 || !word       ? perhaps_damaged(book)
	             : strcmp(word, "ok") == 0 ? 0
	                                       : damaged(book, word);

	sqlite3_finalize(statement);
	return failed;
}

/* Are all tables there, with all their columns? */
static int check_tables(struct gradebook *book)
{
	struct gradebook memory = {.path = book->path};
	int found = -1;

	if (sqlite3_open(":memory:", &memory.db) == SQLITE_OK && store_run(&memory, gradebook_schema) == 0) {
		sqlite3_stmt *each = store_prepare(
			&memory,
			"SELECT 'SELECT ' || group_concat(c.name) || ' FROM ' || t.name || ' LIMIT 0'"
			" FROM sqlite_schema AS t JOIN pragma_table_info(t.name) AS c"
			" WHERE t.type IN ('table', 'view') GROUP BY t.name");
		while (each && (found = store_step(&memory, each)) == 1) {
			sqlite3_stmt *read = store_prepare(book, (const char *)sqlite3_column_text(each, 0));
			if (!read) {
				found = damaged(book, sqlite3_errmsg(book->db));
				break;
			}
			sqlite3_finalize(read);
		}
		sqlite3_finalize(each);
	}
	sqlite3_close(memory.db);
	return found;
}

static int check_kind(struct gradebook *book, int *version)
{
	int application;

	if (store_ask(book, "PRAGMA application_id", &application) ||
	    store_ask(book, "PRAGMA user_version", version))
		return perhaps_damaged(book);
	if (application != GRADEBOOK_APPLICATION)
		return error_set("%s: not a gradebook; grade into another folder", book->path);
	if (*version < 1 || *version > GRADEBOOK_SCHEMA)
		return complain_of_version(book, *version);
	return 0;
}

static int prepare_connection(struct gradebook *book, bool read_only)
{
	int version = 0;

	sqlite3_extended_result_codes(book->db, 1);
	sqlite3_busy_timeout(book->db, BUSY_MS);
	if (check_kind(book, &version) || check_whole(book))
		return -1;
	if (read_only)
		return version < GRADEBOOK_SCHEMA ? migrate_in_memory(book, version) : check_tables(book);
	/* SQLite silently opens an unwritable file for reading. */
	if (sqlite3_db_readonly(book->db, "main"))
		return error_set("%s: cannot be written, so nothing can be recorded; make it writable, "
		                 "or grade into another folder",
		                 book->path);
	if (store_run(book, "PRAGMA journal_mode = WAL"))
		return -1;
	if (version < GRADEBOOK_SCHEMA && migrate_file(book, version))
		return -1;
	return check_tables(book) || store_run(book, "PRAGMA foreign_keys = ON") ? -1 : 0;
}

static struct gradebook *open_with(const char *path, int flags)
{
	struct gradebook *book = xcalloc(1, sizeof *book);

	book->path = xstrdup(path);
	int failed = check_files(path);
	if (!failed && sqlite3_open_v2(path, &book->db, flags | SQLITE_OPEN_FULLMUTEX | SQLITE_OPEN_NOFOLLOW,
	                               NULL) != SQLITE_OK)
		failed = store_complain(book);
	if (failed || prepare_connection(book, flags & SQLITE_OPEN_READONLY)) {
		gradebook_close(book);
		return NULL;
	}
	return book;
}

struct gradebook *gradebook_open(const char *path)
{
	if (access(path, F_OK) != 0 && create(path) != 0)
		return NULL;
	return open_with(path, SQLITE_OPEN_READWRITE);
}

struct gradebook *gradebook_open_read_only(const char *path)
{
	if (access(path, F_OK) != 0) {
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
