/* columns.h - the fields of an outcome by name: the one table from which the
 * gradebook's SQL, results.json and rounds.tsv are made.
 *
 * A column's name is the same in all three.  Enumerated fields (modes, verdicts, stages,
 * arms, kinds) are stored as words with one spelling each: a verdict as its key,
 * "wrong-answer".  Pure: numbers and words in memory, no files.
 */
#ifndef PARLAB_COLUMNS_H
#define PARLAB_COLUMNS_H

#include "outcome.h"

/* The C type of a field. */
enum column_kind {
	COLUMN_INT,
	COLUMN_BOOL,
	COLUMN_WHOLE, /* int64_t */
	COLUMN_WIDE,  /* uint64_t; may exceed the precision of a JSON number */
	COLUMN_REAL,
	COLUMN_INTERVAL,      /* struct interval; in SQL three columns: NAME, NAME_low, NAME_high */
	COLUMN_TEXT,          /* owned; may be NULL */
	COLUMN_TEXT_OR_EMPTY, /* owned; NULL is written as "" */
	COLUMN_STAGE,
	COLUMN_MODE,
	COLUMN_VERDICT,
	COLUMN_ARM,
	COLUMN_PART,
	COLUMN_RULE
};
/* Arrays of columns end with a NULL name. */
struct column {
	const char *name;
	enum column_kind kind;
	size_t offset;
};

/* A list that an outcome holds: a table of the gradebook, an array in JSON. */
struct column_list {
	const char *table, *plural;
	const struct column *columns;
	size_t size;         /* of an element */
	size_t array, count; /* where they are in the outcome */
};

extern const struct column outcome_columns[]; /* the fields outside all lists */
extern const struct column sample_columns[];  /* in the order of rounds.tsv */
extern const struct column_list outcome_lists[];
extern const size_t outcome_list_count;
/* Results that this one has replaced: these are rows of `submission` too, not of a separate
 * table. */
extern const struct column_list outcome_replaced_list;

size_t column_list_length(const struct column_list *list, const struct outcome *outcome);
const void *column_list_at(const struct column_list *list, const struct outcome *outcome, size_t index);
/* column_list_grow: append a zeroed element. */
void *column_list_grow(const struct column_list *list, struct outcome *outcome);

/* column_word: the word for an enumerated field (COLUMN_STAGE and later kinds).
 * column_take_word: the inverse; -1 if the word is unknown. */
const char *column_word(enum column_kind kind, const void *field);
int column_take_word(enum column_kind kind, const char *word, void *field);

#endif
