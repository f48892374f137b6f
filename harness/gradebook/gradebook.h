/* gradebook.h - the SQLite store of outcomes: OUT/gradebook.db.
 *
 * One transaction per submission, so a grader that is killed leaves either the
 * whole of an outcome or nothing of it.  WAL mode: an instructor may query
 * while a grader writes.  The schema is in schema.c, commented column by column.
 */
#ifndef PARLAB_GRADEBOOK_H
#define PARLAB_GRADEBOOK_H

#include "../grading/outcome.h"

struct gradebook;

/* gradebook_open: creates it if absent; an unknown schema version is an error
 * that says which parlab wrote it.  gradebook_close accepts NULL. */
struct gradebook *gradebook_open(const char *path);
struct gradebook *gradebook_open_read_only(const char *path); /* absent: an error */
void gradebook_close(struct gradebook *book);

/* gradebook_has: is there an outcome for them with this fingerprint and without a fault?  1, 0, or -1. */
int gradebook_has(struct gradebook *book, const char *student, const char *exercise, const char *fingerprint);
/* gradebook_record: store or replace the outcome of (student, exercise), in one transaction. */
int gradebook_record(struct gradebook *book, const struct outcome *outcome);
/* gradebook_load: everything; caller outcome_free's.  -1 if there is none. */
int gradebook_load(struct gradebook *book, const char *student, const char *exercise,
                   struct outcome *outcome);
/* gradebook_keys: every (student, exercise), sorted; caller frees with gradebook_keys_free. */
struct gradebook_key {
	char *student, *exercise;
};
int gradebook_keys(struct gradebook *book, struct gradebook_key **keys, size_t *count);
void gradebook_keys_free(struct gradebook_key *keys, size_t count);
/* gradebook_speed_totals: of all speed points, those that could be earned where they were graded, and all. */
int gradebook_speed_totals(struct gradebook *book, double *here, double *all);
/* gradebook_prune: drop the outcomes of pairs that are not in `keep` (a submission that was taken back). */
int gradebook_prune(struct gradebook *book, const struct gradebook_key *keep, size_t count);

#endif
