/* verify.c - a thorough check of a gradebook: is it complete and consistent?
 *
 * It checks every page and index, every reference between rows, every word of every result
 * (replaced ones too), and that the points of a result are the sum of its parts.  It
 * changes nothing and computes no points.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "../base/base.h"
#include "rows.h"
#include "store.h"

struct inquiry {
	struct gradebook *book;
	void (*say)(void *context, const char *what);
	void *context;
	size_t wrong;
};

static void wrong(struct inquiry *i, const char *what)
{
	i->wrong++;
	i->say(i->context, what);
}

/* Every row of the query is an error, except the word "ok". */
static int each_row(struct inquiry *i, const char *sql)
{
	sqlite3_stmt *statement = store_prepare(i->book, sql);
	int found = -1;

	while (statement && (found = store_step(i->book, statement)) == 1) {
		const char *text = (const char *)sqlite3_column_text(statement, 0);
		if (!text || strcmp(text, "ok") != 0)
			wrong(i, text ? text : "?");
	}
	sqlite3_finalize(statement);
	return found;
}

static const char *const queries[] = {
	"PRAGMA integrity_check",
	"SELECT 'table ' || \"table\" || ', row ' || ifnull(rowid, '?') || ': refers to nothing in ' || parent"
	" FROM pragma_foreign_key_check",
	"SELECT student || ' ' || exercise || ': result ' || id || ' has ' || s.points || ' of ' || s.max_points ||"
	" ' points and ' || s.pending || ' pending, its parts ' || total(p.points) || ' of ' || total(p.max_points) ||"
	" ' and ' || total(p.pending) FROM submission AS s LEFT JOIN part AS p ON p.submission = s.id"
	" WHERE fault IS NULL GROUP BY s.id"
	" HAVING abs(s.points - total(p.points)) > 0.005 OR abs(s.max_points - total(p.max_points)) > 0.005"
	" OR abs(s.pending - total(p.pending)) > 0.005",
	"SELECT student || ' ' || exercise || ': result ' || id || ' was replaced by one of somebody else'"
	" FROM submission AS s WHERE replaced_by IS NOT NULL AND NOT EXISTS (SELECT 1 FROM submission AS b"
	" WHERE b.id = s.replaced_by AND b.student = s.student AND b.exercise = s.exercise)",
};

/* Can every field of every result be read? */
static int read_all(struct inquiry *i)
{
	sqlite3_stmt *statement = store_prepare(i->book, "SELECT id FROM submission ORDER BY id");
	int found = -1;

	while (statement && (found = store_step(i->book, statement)) == 1) {
		struct outcome o;
		if (gradebook_load_replaced(i->book, sqlite3_column_int64(statement, 0), &o) != 0)
			wrong(i, error_text());
		else
			outcome_free(&o);
	}
	sqlite3_finalize(statement);
	return found;
}

int gradebook_verify(struct gradebook *book, void (*say)(void *context, const char *what), void *context,
                     size_t *count)
{
	struct inquiry i = {.book = book, .say = say, .context = context};
	int failed = 0;

	for (size_t q = 0; !failed && q < ARRAY_LENGTH(queries); q++)
		failed = each_row(&i, queries[q]);
	if (!failed)
		failed = read_all(&i);
	*count = i.wrong;
	return failed;
}
