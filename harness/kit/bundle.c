/* bundle.c - named arrays in one block of bytes, in the format of bundle.h.
 *
 * Drivers and oracles build blocks with it; oracles also read blocks that a hostile program
 * may have written.  So bundle_open checks the whole layout once, before any accessor uses
 * it.  It never allocates, never follows an unchecked offset, and never looks at the
 * contents of an array.  It does not notice bytes that change after opening: a judge must
 * open a copy.
 */
#include <assert.h>
#include <errno.h>
#include <stdbool.h>
#include <string.h>

#include "bundle.h"
#include "protocol.h"

enum { ALIGNMENT = 64 };

/* The start of a block. */
struct layout {
	uint32_t magic;
	uint32_t count;
	struct bundle_entry entries[BUNDLE_ARRAYS_MAX];
};
_Static_assert(sizeof(struct layout) <= PROTOCOL_LAYOUT_BYTES, "the layout must fit its page");
_Static_assert(PROTOCOL_LAYOUT_BYTES % ALIGNMENT == 0, "the first array must be aligned");

size_t bundle_type_bytes(enum bundle_type type)
{
	switch (type) {
	case BUNDLE_U8:
		return 1;
	case BUNDLE_I32:
	case BUNDLE_F32:
		return 4;
	case BUNDLE_I64:
	case BUNDLE_U64:
	case BUNDLE_F64:
		return 8;
	}
	return 0;
}

static bool is_aligned(uint64_t position)
{
	return position % ALIGNMENT == 0;
}

/* A name that fits, ends, and is not empty. */
static bool is_name(const char *name)
{
	size_t length = strnlen(name, BUNDLE_NAME_BYTES);

	return length > 0 && length < BUNDLE_NAME_BYTES;
}

/* The size of an array of this shape; false if it overflows. */
static bool shape_bytes(const struct bundle_entry *entry, uint64_t *bytes)
{
	uint64_t product = bundle_type_bytes((enum bundle_type)entry->type);
	bool empty = false;

	if (product == 0 || entry->rank < 1 || entry->rank > BUNDLE_RANK_MAX)
		return false;
	for (unsigned i = 0; i < BUNDLE_RANK_MAX; i++) {
		if (i >= entry->rank && entry->shape[i] != 1)
			return false;
		/* Other dimensions are checked even if one is 0: 2^63 x 2^63 x 0 is
		 * refused. */
		empty = empty || entry->shape[i] == 0;
		if (entry->shape[i] != 0 && __builtin_mul_overflow(product, entry->shape[i], &product))
			return false;
	}
	*bytes = empty ? 0 : product;
	return true;
}

static bool entry_is_sound(const struct bundle_entry *entry, size_t block_bytes)
{
	uint64_t bytes;

	return is_name(entry->name) && shape_bytes(entry, &bytes) && bytes == entry->bytes &&
	       is_aligned(entry->offset) && entry->offset >= PROTOCOL_LAYOUT_BYTES &&
	       entry->offset <= block_bytes && entry->bytes <= block_bytes - entry->offset;
}

/* Do two arrays have one name, or share a byte?  Both entries are valid, so the sums cannot
 * overflow. */
static bool entries_clash(const struct bundle_entry *a, const struct bundle_entry *b)
{
	if (strcmp(a->name, b->name) == 0)
		return true;
	return a->bytes > 0 && b->bytes > 0 && a->offset < b->offset + b->bytes &&
	       b->offset < a->offset + a->bytes;
}

static bool entries_are_sound(const struct bundle_entry *entries, unsigned count, size_t block_bytes)
{
	for (unsigned i = 0; i < count; i++) {
		if (!entry_is_sound(&entries[i], block_bytes))
			return false;
		for (unsigned j = 0; j < i; j++)
			if (entries_clash(&entries[i], &entries[j]))
				return false;
	}
	return true;
}

int bundle_open(struct bundle *bundle, void *base, size_t bytes)
{
	const struct layout *layout = base;

	if (base == NULL || !is_aligned((uintptr_t)base) || bytes < PROTOCOL_LAYOUT_BYTES ||
	    layout->magic != PROTOCOL_MAGIC || layout->count > BUNDLE_ARRAYS_MAX ||
	    !entries_are_sound(layout->entries, layout->count, bytes)) {
		errno = EPROTO;
		return -1;
	}
	*bundle = (struct bundle){
		.base = base, .bytes = bytes, .count = layout->count, .entries = layout->entries};
	return 0;
}

const struct bundle_entry *bundle_find(const struct bundle *bundle, const char *name)
{
	for (unsigned i = 0; i < bundle->count; i++)
		if (strcmp(bundle->entries[i].name, name) == 0)
			return &bundle->entries[i];
	return NULL;
}

static size_t entry_length(const struct bundle_entry *entry)
{
	return (size_t)(entry->bytes / bundle_type_bytes((enum bundle_type)entry->type));
}

size_t bundle_count(const struct bundle *bundle, const char *name)
{
	const struct bundle_entry *entry = bundle_find(bundle, name);

	return entry ? entry_length(entry) : 0;
}

void *bundle_array(const struct bundle *bundle, const char *name, enum bundle_type type, size_t least)
{
	const struct bundle_entry *entry = bundle_find(bundle, name);

	if (entry == NULL || entry->type != (uint32_t)type || entry_length(entry) < least)
		return NULL;
	return bundle->base + entry->offset;
}

uint64_t bundle_uint(const struct bundle *bundle, const char *name)
{
	const uint64_t *scalar = bundle_array(bundle, name, BUNDLE_U64, 1);

	return scalar ? *scalar : 0;
}

double bundle_real(const struct bundle *bundle, const char *name)
{
	const double *scalar = bundle_array(bundle, name, BUNDLE_F64, 1);

	return scalar ? *scalar : 0.0;
}

void bundle_plan_array(struct bundle_plan *plan, const char *name, enum bundle_type type, size_t length)
{
	bundle_plan_shape(plan, name, type, 1, &length);
}

/* Place the entry after those already planned. */
static bool plan_place(struct bundle_plan *plan, struct bundle_entry *entry)
{
	size_t end;

	if (!is_name(entry->name) || !shape_bytes(entry, &entry->bytes))
		return false;
	entry->offset = bundle_plan_bytes(plan);
	if (__builtin_add_overflow(entry->offset, entry->bytes, &end) || end > PTRDIFF_MAX - ALIGNMENT)
		return false;
	for (unsigned i = 0; i < plan->count; i++)
		if (entries_clash(&plan->entries[i], entry))
			return false;
	plan->bytes = (end + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
	return true;
}

void bundle_plan_shape(struct bundle_plan *plan, const char *name, enum bundle_type type, unsigned rank,
                       const size_t *shape)
{
	struct bundle_entry entry = {.type = (uint32_t)type, .rank = rank, .shape = {1, 1, 1, 1}};

	if (plan->count >= BUNDLE_ARRAYS_MAX || rank > BUNDLE_RANK_MAX) {
		plan->broken = 1;
		return;
	}
	/* A name that is too long is truncated, without a NUL, and is_name refuses it. */
	memcpy(entry.name, name, strnlen(name, BUNDLE_NAME_BYTES));
	for (unsigned i = 0; i < rank; i++)
		entry.shape[i] = shape[i];
	if (plan_place(plan, &entry))
		plan->entries[plan->count++] = entry;
	else
		plan->broken = 1;
}

size_t bundle_plan_bytes(const struct bundle_plan *plan)
{
	return plan->bytes > PROTOCOL_LAYOUT_BYTES ? plan->bytes : PROTOCOL_LAYOUT_BYTES;
}

int bundle_finish(const struct bundle_plan *plan, void *base, size_t bytes, struct bundle *bundle)
{
	struct layout *layout = base;

	if (plan->broken || base == NULL || !is_aligned((uintptr_t)base) || bytes < bundle_plan_bytes(plan)) {
		errno = EINVAL;
		return -1;
	}
	layout->magic = PROTOCOL_MAGIC;
	layout->count = plan->count;
	memcpy(layout->entries, plan->entries, plan->count * sizeof plan->entries[0]);
	return bundle_open(bundle, base, bytes);
}

/* Setting an array that was not planned is a bug in the exercise: abort. */
void bundle_set_uint(struct bundle *bundle, const char *name, uint64_t value)
{
	uint64_t *scalar = bundle_array(bundle, name, BUNDLE_U64, 1);

	assert(scalar != NULL && "bundle_set_uint: no such array was planned");
	*scalar = value;
}

void bundle_set_real(struct bundle *bundle, const char *name, double value)
{
	double *scalar = bundle_array(bundle, name, BUNDLE_F64, 1);

	assert(scalar != NULL && "bundle_set_real: no such array was planned");
	*scalar = value;
}
