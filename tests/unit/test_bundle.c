/* objects: kit/bundle */
/* test_bundle.c - valid blocks are opened and read back; hostile blocks are refused before an
 * accessor uses their layout.  Each hostile block is a valid one with a single change, so that
 * nothing else causes the refusal.
 */
#include <criterion/criterion.h>
#include <errno.h>
#include <string.h>

#include "kit/bundle.h"
#include "kit/protocol.h"

enum { BLOCK = 3 * PROTOCOL_LAYOUT_BYTES };

static _Alignas(64) unsigned char block[BLOCK];
static struct bundle bundle;

/* The layout as hostile code sees it: bytes that it may overwrite. */
struct raw {
	uint32_t magic, count;
	struct bundle_entry entries[BUNDLE_ARRAYS_MAX];
};
static struct raw *const raw = (struct raw *)(void *)block;

static void setup(void)
{
	struct bundle_plan plan = {0};

	memset(block, 0, sizeof block);
	bundle_plan_array(&plan, "n", BUNDLE_U64, 1);
	bundle_plan_array(&plan, "x", BUNDLE_F64, 10);
	bundle_plan_shape(&plan, "grid", BUNDLE_I32, 2, (size_t[]){3, 5});
	bundle_plan_array(&plan, "none", BUNDLE_U8, 0);
	cr_assert_eq(bundle_finish(&plan, block, sizeof block, &bundle), 0);
}

static void assert_refused(const char *what)
{
	struct bundle opened;

	errno = 0;
	cr_assert_eq(bundle_open(&opened, block, sizeof block), -1, "opened: %s", what);
	cr_assert_eq(errno, EPROTO);
	setup();
}

TestSuite(bundle, .init = setup);

Test(bundle, reads_back_what_was_planned)
{
	struct bundle opened;

	bundle_set_uint(&bundle, "n", 42);
	((double *)bundle_array(&bundle, "x", BUNDLE_F64, 10))[9] = 2.5;
	cr_assert_eq(bundle_open(&opened, block, sizeof block), 0);
	cr_assert_eq(bundle_uint(&opened, "n"), 42);
	cr_assert_eq(((double *)bundle_array(&opened, "x", BUNDLE_F64, 10))[9], 2.5);
	cr_assert_eq(bundle_count(&opened, "grid"), 15);
	cr_assert_eq(bundle_find(&opened, "grid")->shape[1], 5);
	cr_assert_eq(bundle_find(&opened, "grid")->shape[2], 1);
}

Test(bundle, arrays_are_aligned_and_disjoint)
{
	unsigned char *end = block + PROTOCOL_LAYOUT_BYTES;

	for (unsigned i = 0; i < bundle.count; i++) {
		const struct bundle_entry *entry = &bundle.entries[i];
		cr_assert_eq(entry->offset % 64, 0);
		cr_assert_geq((void *)(block + entry->offset), (void *)end);
		end = block + entry->offset + entry->bytes;
	}
	cr_assert_leq((void *)end, (void *)(block + sizeof block));
}

Test(bundle, accessors_refuse_type_length_and_absence)
{
	cr_assert_null(bundle_array(&bundle, "x", BUNDLE_F64, 11));
	cr_assert_null(bundle_array(&bundle, "x", BUNDLE_I64, 1));
	cr_assert_null(bundle_array(&bundle, "y", BUNDLE_F64, 0));
	cr_assert_not_null(bundle_array(&bundle, "none", BUNDLE_U8, 0));
	cr_assert_null(bundle_array(&bundle, "none", BUNDLE_U8, 1));
	cr_assert_eq(bundle_uint(&bundle, "x"), 0);
	cr_assert_eq(bundle_real(&bundle, "n"), 0.0);
	cr_assert_eq(bundle_count(&bundle, "y"), 0);
}

Test(bundle, refuses_an_invalid_block)
{
	struct bundle opened;

	cr_assert_eq(bundle_open(&opened, NULL, sizeof block), -1);
	cr_assert_eq(bundle_open(&opened, block, 0), -1);
	cr_assert_eq(bundle_open(&opened, block, PROTOCOL_LAYOUT_BYTES - 1), -1);
	cr_assert_eq(bundle_open(&opened, block + 8, sizeof block - 8), -1);
	raw->magic++;
	assert_refused("another magic");
}

Test(bundle, refuses_hostile_counts)
{
	raw->count = BUNDLE_ARRAYS_MAX + 1;
	assert_refused("one array too many");
	raw->count = UINT32_MAX;
	assert_refused("as many arrays as a number can say");
	raw->count = 5;
	assert_refused("an entry that nobody wrote");
}

Test(bundle, refuses_hostile_offsets)
{
	raw->entries[1].offset = 0;
	assert_refused("an array on the layout");
	raw->entries[1].offset = PROTOCOL_LAYOUT_BYTES - 64;
	assert_refused("an array on the layout's end");
	raw->entries[1].offset += 8;
	assert_refused("an offset that is not aligned");
	raw->entries[1].offset = sizeof block - 64;
	assert_refused("80 bytes where 64 are left");
	raw->entries[1].offset = sizeof block + 64;
	assert_refused("an offset beyond the block");
	raw->entries[1].offset = UINT64_MAX - 63;
	assert_refused("an offset that wraps around");
	raw->entries[3].offset = sizeof block + 64;
	assert_refused("an empty array beyond the block");
}

Test(bundle, refuses_overlap)
{
	raw->entries[1].offset = raw->entries[0].offset;
	assert_refused("two arrays in one place");
	raw->entries[2].offset = raw->entries[1].offset + 64;
	assert_refused("an array that starts inside another");
}

Test(bundle, refuses_hostile_sizes)
{
	raw->entries[1].shape[0] = 9;
	assert_refused("a shape smaller than its bytes");
	raw->entries[1].bytes = UINT64_MAX;
	assert_refused("bytes that wrap around");
	raw->entries[1].shape[0] = UINT64_C(1) << 61;
	raw->entries[1].bytes = 0;
	assert_refused("a shape whose bytes wrap around to 0");
	raw->entries[2].shape[0] = raw->entries[2].shape[1] = UINT64_C(1) << 32;
	raw->entries[2].bytes = 0;
	assert_refused("dimensions whose product wraps around to 0");
	raw->entries[2].shape[0] = 0;
	assert_refused("a dimension of 0 with bytes");
	raw->entries[2].shape[3] = 7;
	assert_refused("a dimension beyond the rank");
}

Test(bundle, refuses_hostile_types_ranks_and_names)
{
	raw->entries[1].type = 0;
	assert_refused("no type");
	raw->entries[1].type = BUNDLE_F64 + 1;
	assert_refused("an unknown type");
	raw->entries[1].rank = 0;
	assert_refused("rank 0");
	raw->entries[1].rank = BUNDLE_RANK_MAX + 1;
	assert_refused("a rank too high");
	memset(raw->entries[1].name, 'x', BUNDLE_NAME_BYTES);
	assert_refused("a name without an end");
	raw->entries[1].name[0] = '\0';
	assert_refused("an empty name");
	raw->entries[1].name[0] = 'n';
	assert_refused("two arrays of one name");
}

/* Whatever the layout, the arrays of an opened block lie inside the block. */
Test(bundle, no_random_layout_leads_out_of_bounds)
{
	uint64_t state = 1;

	for (int round = 0; round < 200000; round++) {
		struct bundle opened;
		state = state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
		size_t at = (size_t)(state >> 33) % (8 + 4 * sizeof(struct bundle_entry));
		block[at] = (unsigned char)(state >> 24);
		if (bundle_open(&opened, block, sizeof block) != 0) {
			setup();
			continue;
		}
		for (unsigned i = 0; i < opened.count; i++) {
			const struct bundle_entry *e = &opened.entries[i];
			cr_assert(e->offset >= PROTOCOL_LAYOUT_BYTES && e->offset <= sizeof block &&
			          e->bytes <= sizeof block - e->offset);
			cr_assert_not_null(memchr(e->name, '\0', BUNDLE_NAME_BYTES));
		}
	}
}

static void assert_broken(const struct bundle_plan *plan, const char *what)
{
	struct bundle made;

	errno = 0;
	cr_assert_eq(bundle_finish(plan, block, sizeof block, &made), -1, "finished: %s", what);
	cr_assert_eq(errno, EINVAL);
}

Test(bundle, finish_refuses_misuse)
{
	struct bundle_plan many = {0}, name = {0}, twice = {0}, huge = {0};
	struct bundle_plan product = {0}, rank = {0}, type = {0};
	char text[] = "a0";

	for (int i = 0; i <= BUNDLE_ARRAYS_MAX; i++) {
		text[1] = (char)('0' + i);
		bundle_plan_array(&many, text, BUNDLE_U8, 1);
	}
	assert_broken(&many, "too many arrays");
	bundle_plan_array(&name, "a name of 24 characters!", BUNDLE_U8, 1);
	assert_broken(&name, "a name too long");
	bundle_plan_array(&twice, "a", BUNDLE_U8, 1);
	bundle_plan_array(&twice, "a", BUNDLE_U8, 1);
	assert_broken(&twice, "one name twice");
	bundle_plan_array(&huge, "a", BUNDLE_F64, SIZE_MAX / 8);
	assert_broken(&huge, "a size that wraps around with its offset");
	bundle_plan_shape(&product, "a", BUNDLE_U8, 2, (size_t[]){SIZE_MAX, 2});
	assert_broken(&product, "a product that wraps around");
	bundle_plan_shape(&rank, "a", BUNDLE_U8, 5, (size_t[]){1, 1, 1, 1, 1});
	assert_broken(&rank, "a rank too high");
	bundle_plan_array(&type, "a", (enum bundle_type)0, 1);
	assert_broken(&type, "no type");
}

Test(bundle, finish_refuses_a_block_too_small_or_misaligned)
{
	struct bundle_plan plan = {0};
	struct bundle made;

	bundle_plan_array(&plan, "a", BUNDLE_U8, 65);
	cr_assert_eq(bundle_plan_bytes(&plan), PROTOCOL_LAYOUT_BYTES + 128);
	cr_assert_eq(bundle_finish(&plan, block, PROTOCOL_LAYOUT_BYTES + 127, &made), -1);
	cr_assert_eq(bundle_finish(&plan, block + 8, sizeof block - 8, &made), -1);
	memset(block, 0, sizeof block);
	cr_assert_eq(bundle_finish(&plan, block, PROTOCOL_LAYOUT_BYTES + 128, &made), 0);
}

Test(bundle, an_empty_plan_is_valid)
{
	struct bundle_plan plan = {0};
	struct bundle made;

	memset(block, 0, sizeof block);
	cr_assert_eq(bundle_plan_bytes(&plan), PROTOCOL_LAYOUT_BYTES);
	cr_assert_eq(bundle_finish(&plan, block, PROTOCOL_LAYOUT_BYTES, &made), 0);
	cr_assert_eq(made.count, 0);
	cr_assert_null(bundle_find(&made, "a"));
}
