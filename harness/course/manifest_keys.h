/* manifest_keys.h - the table of all keys of an assignment.yaml. */
#ifndef PARLAB_MANIFEST_KEYS_H
#define PARLAB_MANIFEST_KEYS_H

#include "manifest.h"
#include "manifest_source.h"

enum kind { TEXT, NUMBER, COUNT, TRUTH, MODE, GROUP };
enum {
	OPTIONAL = 1,
	EMPTY = 2, /* a text without letters */
	LIST = 4,
	UNIQUE = 8, /* no entry occurs twice; groups are compared by their first key */
};

struct key {
	const char *name; /* NULL ends a table */
	enum kind kind;
	unsigned options;
	size_t offset;          /* offset of the value, or of the pointer to a list's values ... */
	size_t count_offset;    /* ... and their number; a list of texts ends with NULL */
	double least, most;     /* of a number or count */
	size_t fewest, longest; /* entries of a list; longest 0: ENTRIES_MAX */
	const struct key *keys; /* of a group */
	size_t bytes;           /* of a group that is a list's entry */
	int (*check)(struct manifest *manifest, const struct place *place, const char *text);
};

/* The keys of the file; offsets are into struct manifest. */
extern const struct key MANIFEST_KEYS[];

/* is_plain_word: valid as a file name, an anchor and a column. */
bool is_plain_word(const char *text);

#endif
