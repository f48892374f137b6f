/* marks.c - what people gave for parts of results: recorded, listed, applied.
 *
 * Like results, marks are never deleted: a replaced one says since when it does not hold.
 */
#include <stdlib.h>
#include <string.h>

#include "../base/base.h"
#include "../base/digest.h"
#include "rows.h"
#include "store.h"

static int retire(struct gradebook *book, const char *student, const char *exercise, const char *part)
{
	sqlite3_stmt *statement = store_prepare_for(
		book,
		"UPDATE mark SET replaced_at = ?4 WHERE student = ?1 AND exercise = ?2 AND part = ?3"
		" AND replaced_at IS NULL",
		student, exercise);

	if (!statement)
		return -1;
	row_bind_text(statement, 3, part);
	sqlite3_bind_int64(statement, 4, clock_epoch_s());
	int failed = store_step(book, statement);
	sqlite3_finalize(statement);
	return failed;
}

static int insert(struct gradebook *book, const struct gradebook_mark *mark)
{
	sqlite3_stmt *statement = store_prepare_for(
		book,
		"INSERT INTO mark (student, exercise, part, points, comment, answer, marked_by, marked_at)"
		" VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
		mark->student, mark->exercise);

	if (!statement)
		return -1;
	row_bind_text(statement, 3, mark->part);
	sqlite3_bind_double(statement, 4, mark->points);
	row_bind_text(statement, 5, mark->comment);
	row_bind_text(statement, 6, mark->answer);
	row_bind_text(statement, 7, mark->marked_by);
	sqlite3_bind_int64(statement, 8, mark->marked_at);
	int failed = store_step(book, statement);
	sqlite3_finalize(statement);
	return failed;
}

int gradebook_mark(struct gradebook *book, const struct gradebook_mark *mark)
{
	if (store_begin(book, "BEGIN IMMEDIATE"))
		return -1;
	int failed = retire(book, mark->student, mark->exercise, mark->part);
	return store_end(book, failed ? failed : insert(book, mark));
}

int gradebook_unmark(struct gradebook *book, const char *student, const char *exercise, const char *part,
                     bool *found)
{
	if (store_begin(book, "BEGIN IMMEDIATE"))
		return -1;
	int failed = retire(book, student, exercise, part);
	*found = !failed && sqlite3_changes(book->db) > 0;
	return store_end(book, failed);
}

static char *text_at(sqlite3_stmt *statement, int column)
{
	const char *text = (const char *)sqlite3_column_text(statement, column);

	return xstrdup(text ? text : "");
}

int gradebook_marks(struct gradebook *book, const char *student, const char *exercise,
                    struct gradebook_mark **marks, size_t *count)
{
	sqlite3_stmt *statement = store_prepare_for(
		book,
		"SELECT id, student, exercise, part, points, comment, answer, marked_by, marked_at,"
		" replaced_at FROM mark WHERE student = ? AND exercise = ? ORDER BY id",
		student, exercise);
	int found = -1;

	*marks = NULL;
	*count = 0;
	while (statement && (found = store_step(book, statement)) == 1)
		*GROW(*marks, *count) = (struct gradebook_mark){
			.id = sqlite3_column_int64(statement, 0),
			.student = text_at(statement, 1),
			.exercise = text_at(statement, 2),
			.part = text_at(statement, 3),
			.points = sqlite3_column_double(statement, 4),
			.comment = text_at(statement, 5),
			.answer = text_at(statement, 6),
			.marked_by = text_at(statement, 7),
			.marked_at = sqlite3_column_int64(statement, 8),
			.replaced_at = sqlite3_column_int64(statement, 9),
		};
	sqlite3_finalize(statement);
	return found;
}

void gradebook_marks_free(struct gradebook_mark *marks, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		free(marks[i].student);
		free(marks[i].exercise);
		free(marks[i].part);
		free(marks[i].comment);
		free(marks[i].answer);
		free(marks[i].marked_by);
	}
	free(marks);
}

/* Is the answer the one that was marked?  A mark that is for no answer always holds. */
static bool holds(const struct outcome *o, const struct gradebook_mark *mark)
{
	bool same = !*mark->answer;

	for (size_t i = 0; i < o->answer_count && !same; i++) {
		char *digest = strcmp(o->answers[i].name, mark->part) == 0
		                       ? digest_of(o->answers[i].text, DIGEST_DIGITS)
		                       : NULL;
		same = digest && strcmp(digest, mark->answer) == 0;
		free(digest);
	}
	return same && !mark->replaced_at;
}

static void forget_marks(struct outcome *o)
{
	size_t kept = 0;

	for (size_t i = 0; i < o->rule_count; i++) {
		if (o->rules[i].kind != RULE_MARK) {
			o->rules[kept++] = o->rules[i];
			continue;
		}
		free(o->rules[i].name);
		free(o->rules[i].text);
	}
	o->rule_count = kept;
}

int gradebook_apply_marks(struct gradebook *book, struct outcome *o)
{
	struct gradebook_mark *marks;
	size_t count;
	int failed = gradebook_marks(book, o->student, o->exercise, &marks, &count);

	forget_marks(o);
	for (size_t i = 0; !failed && i < count; i++)
		if (holds(o, &marks[i]))
			*outcome_add_rule(o) = (struct rule){.kind = RULE_MARK,
			                                     .name = xstrdup(marks[i].part),
			                                     .points = marks[i].points,
			                                     .text = xstrdup(marks[i].comment)};
	gradebook_marks_free(marks, count);
	return failed;
}
