/* bundle.h - named arrays in one block of bytes: the format of inputs and answers.
 *
 * Block: a layout of PROTOCOL_LAYOUT_BYTES (magic, count, entries), then the
 * arrays, each aligned to 64 bytes, little-endian as on the machine, row-major.
 * Used by drivers, oracles and their tests; parlab itself never looks inside.
 *
 * Opening checks everything (counts, offsets, overlap with the layout, sizes against the
 * block), so hostile bytes cannot make an accessor read outside the block.  Accessors
 * return NULL if there is no array of that name and type, or if it has fewer than `least`
 * elements.
 */
#ifndef PARLAB_BUNDLE_H
#define PARLAB_BUNDLE_H

#include <stddef.h>
#include <stdint.h>

enum bundle_type { BUNDLE_U8 = 1, BUNDLE_I32, BUNDLE_I64, BUNDLE_U64, BUNDLE_F32, BUNDLE_F64 };
enum { BUNDLE_NAME_BYTES = 24, BUNDLE_ARRAYS_MAX = 40, BUNDLE_RANK_MAX = 4 };

struct bundle_entry {
	char name[BUNDLE_NAME_BYTES];    /* NUL-terminated */
	uint32_t type;                   /* enum bundle_type */
	uint32_t rank;                   /* 1 .. BUNDLE_RANK_MAX */
	uint64_t shape[BUNDLE_RANK_MAX]; /* unused dimensions are 1; a dimension may be 0 */
	uint64_t offset;                 /* from the block's start; multiple of 64 */
	uint64_t bytes;
};

/* An open block; the caller owns the bytes, which must outlive it. */
struct bundle {
	unsigned char *base;
	size_t bytes;
	unsigned count;
	const struct bundle_entry *entries; /* inside the block */
};

/* bundle_open: 0, or -1 with errno EPROTO if the bytes are not a bundle. */
int bundle_open(struct bundle *bundle, void *base, size_t bytes);

const struct bundle_entry *bundle_find(const struct bundle *bundle, const char *name);
size_t bundle_count(const struct bundle *bundle, const char *name); /* elements; 0 if absent */
void *bundle_array(const struct bundle *bundle, const char *name, enum bundle_type type, size_t least);
/* Scalars are arrays of one element: 0 / 0.0 if absent. */
uint64_t bundle_uint(const struct bundle *bundle, const char *name);
double bundle_real(const struct bundle *bundle, const char *name);

/* A block under construction.  Zero-initialise it; add all arrays (shapes only); finish
 * once; then get each array with bundle_array and fill it.  Misuse (too many arrays, a name
 * too long, sizes that overflow) makes finish fail with errno EINVAL. */
struct bundle_plan {
	unsigned count;
	int broken;
	size_t bytes;
	struct bundle_entry entries[BUNDLE_ARRAYS_MAX];
};
void bundle_plan_array(struct bundle_plan *plan, const char *name, enum bundle_type type, size_t length);
void bundle_plan_shape(struct bundle_plan *plan, const char *name, enum bundle_type type, unsigned rank,
                       const size_t *shape);
size_t bundle_plan_bytes(const struct bundle_plan *plan); /* the size that bundle_finish needs */
/* bundle_finish: writes the layout into `base` (64-byte aligned, at least
 * bundle_plan_bytes long, zeroed by the caller) and opens it. */
int bundle_finish(const struct bundle_plan *plan, void *base, size_t bytes, struct bundle *bundle);

/* Set a scalar that was planned with length 1. */
void bundle_set_uint(struct bundle *bundle, const char *name, uint64_t value);
void bundle_set_real(struct bundle *bundle, const char *name, double value);

size_t bundle_type_bytes(enum bundle_type type); /* 0 if unknown */

#endif
