/* gradebook.h - the SQLite store of outcomes: OUT/gradebook.db.
 *
 * One transaction per submission, so a grader that is killed leaves either a complete
 * outcome or none.  Nothing is ever deleted: a replaced or removed result stays complete,
 * with when and why.  WAL mode: an instructor may query while a grader writes.  The schema
 * is in schema.c, commented column by column.
 */
#ifndef PARLAB_GRADEBOOK_H
#define PARLAB_GRADEBOOK_H

#include "../grading/outcome.h"

struct gradebook;

/* gradebook_open: creates it if absent.  An older version is migrated to this one, after a
 * copy of the file has been made beside it (PATH.v4); read-only, the file stays unchanged.
 * An empty or damaged file, an unknown version, or a file that is not a gradebook is an
 * error. gradebook_close accepts NULL. */
struct gradebook *gradebook_open(const char *path);
struct gradebook *gradebook_open_read_only(const char *path); /* absent: an error */
void gradebook_close(struct gradebook *book);

/* gradebook_secret: what inputs and worker counts are drawn from, the same for as long as the gradebook
 * is kept; made when it is first asked for.  NULL: error; caller frees. */
char *gradebook_secret(struct gradebook *book);

/* gradebook_find: a summary of the current result of (student, exercise); free with
 * gradebook_standing_free. */
struct gradebook_standing {
	bool found;
	bool fault;   /* the grader failed; the rest is incomplete */
	bool untimed; /* points are pending because timing was not requested */
	bool open;    /* speed points are pending because the times were inconclusive */
	int retimed;
	char *fingerprint, *scale;
};
int gradebook_find(struct gradebook *book, const char *student, const char *exercise,
                   struct gradebook_standing *standing);
void gradebook_standing_free(struct gradebook_standing *standing);

/* gradebook_record: the outcome becomes the current result of (student, exercise), in one
 * transaction; the previous one is kept as replaced, for the reason `why`. */
int gradebook_record(struct gradebook *book, const struct outcome *outcome, const char *why);
/* gradebook_remove: afterwards there is no current result; the previous one is kept. */
int gradebook_remove(struct gradebook *book, const char *student, const char *exercise, const char *why);
/* gradebook_load: the current result, with a line for each that was replaced;
 * caller outcome_free's.  -1 if there is none. */
int gradebook_load(struct gradebook *book, const char *student, const char *exercise,
                   struct outcome *outcome);
/* gradebook_load_history: the same, but also works if the result was removed: then only
 * student, exercise and the replaced results are filled in. */
int gradebook_load_history(struct gradebook *book, const char *student, const char *exercise,
                           struct outcome *outcome);
/* gradebook_load_replaced: a complete replaced result, by its number (struct replaced). */
int gradebook_load_replaced(struct gradebook *book, int64_t id, struct outcome *outcome);
/* gradebook_keys: every (student, exercise) with a current result, sorted; caller frees with gradebook_keys_free. */
struct gradebook_key {
	char *student, *exercise;
	bool attempted; /* its verdict is another than "not attempted" */
};
int gradebook_keys(struct gradebook *book, struct gradebook_key **keys, size_t *count);
void gradebook_keys_free(struct gradebook_key *keys, size_t count);
/* gradebook_speed_totals: the speed points that were measurable where they were graded, and
 * all speed points. */
int gradebook_speed_totals(struct gradebook *book, double *here, double *all);
/* gradebook_open_parts: the speed points that are pending although they were timed, each
 * with its reason. */
struct gradebook_open_part {
	char *student, *exercise, *mode, *reason;
	double pending;
};
int gradebook_open_parts(struct gradebook *book, struct gradebook_open_part **parts, size_t *count);
void gradebook_open_parts_free(struct gradebook_open_part *parts, size_t count);

/* What a person gave for a part (grading/mark.h).  Marks outlive results: each new result is scored
 * with those that hold. */
struct gradebook_mark {
	int64_t id;
	char *student, *exercise, *part;
	double points;
	char *comment;
	char *answer; /* of a question: the digest of the answer that was marked; else "" */
	char *marked_by;
	int64_t marked_at, replaced_at; /* replaced_at 0: it holds */
};
/* gradebook_mark: record it; an earlier one for the same part is kept as replaced. */
int gradebook_mark(struct gradebook *book, const struct gradebook_mark *mark);
/* gradebook_unmark: none holds afterwards; *found: whether there was one. */
int gradebook_unmark(struct gradebook *book, const char *student, const char *exercise, const char *part,
                     bool *found);
/* gradebook_marks: all of a result, replaced ones too, oldest first; free with gradebook_marks_free. */
int gradebook_marks(struct gradebook *book, const char *student, const char *exercise,
                    struct gradebook_mark **marks, size_t *count);
void gradebook_marks_free(struct gradebook_mark *marks, size_t count);
/* gradebook_apply_marks: the marks that hold become rules of the outcome, in the place of those it
 * has.  One for an answer that is another now does not hold. */
int gradebook_apply_marks(struct gradebook *book, struct outcome *outcome);

/* gradebook_verify: check an open gradebook thoroughly (verify.c); reports each
 * inconsistency. *wrong: how many; -1 if it cannot be read. */
int gradebook_verify(struct gradebook *book, void (*say)(void *context, const char *what), void *context,
                     size_t *wrong);

#endif
