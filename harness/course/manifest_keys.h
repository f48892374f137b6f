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
	/* What a value can change (manifest_digest.h).  None of these: the evidence. */
	EVIDENCE = 16,
	SCALE = 32, /* the points; with EVIDENCE: of the evidence only whether it is 0 */
	SHOWN = 64, /* nothing but what is shown */
};

struct key {
	const char *name; /* NULL ends a table */
	const char *help; /* a sentence or two, for the manual page */
	enum kind kind;
	unsigned options;
	size_t offset;          /* offset of the value, or of the pointer to a list's values ... */
	size_t count_offset;    /* ... and their number; a list of texts ends with NULL */
	double least, most;     /* of a number or count */
	size_t fewest, longest; /* entries of a list; longest 0: ENTRIES_MAX */
	const struct key *keys; /* of a group */
	size_t bytes;           /* of a group that is a list's entry */
	int (*check)(void *whole, const struct place *place,
	             const char *text); /* of a text; `whole`: what is filled in */
};

/* The keys of the file; offsets are into struct manifest. */
extern const struct key MANIFEST_KEYS[];

/* key_bytes: the size of one value of the key. */
size_t key_bytes(const struct key *key);
/* is_plain_word: valid as a file name, an anchor and a column. */
bool is_plain_word(const char *text);

#endif
