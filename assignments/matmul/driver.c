/* driver.c - given: converts between named arrays (kit/bundle.h) and matmul.h.  It neither
 * computes nor judges. */
#include <errno.h>
#include <inttypes.h>

#include "kit.h"
#include "matmul.h"

enum { SHAPE_MOST = 20000, CORNER = 4 };

static const struct kit_parameter parameters[] = {
	{"size", 'n', KIT_WHOLE, "1000", 1, SHAPE_MOST, "rows and columns of A and B"},
	{"rows", 0, KIT_WHOLE, "0", 0, SHAPE_MOST, "rows of A, if not as many (0: as many)"},
	{"inner", 0, KIT_WHOLE, "0", 0, SHAPE_MOST, "columns of A, if not as many (0: as many)"},
	{"seed", 0, KIT_WHOLE, "1", 0, 4294967295.0, "seed of the random digits"},
	{0},
};

static uint64_t or_else(uint64_t value, uint64_t otherwise)
{
	return value != 0 ? value : otherwise;
}

static int plan(const struct kit_arguments *arguments, struct bundle_plan *input, struct bundle_plan *answer)
{
	size_t n = kit_whole(arguments, "size");
	size_t m = or_else(kit_whole(arguments, "rows"), n), k = or_else(kit_whole(arguments, "inner"), n);

	bundle_plan_shape(input, "a", BUNDLE_I32, 2, (size_t[]){m, k});
	bundle_plan_shape(input, "b", BUNDLE_I32, 2, (size_t[]){k, n});
	bundle_plan_shape(answer, "c", BUNDLE_I64, 2, (size_t[]){m, n});
	return 0;
}

static int fill(const struct kit_arguments *arguments, struct bundle *input)
{
	size_t a = bundle_count(input, "a"), b = bundle_count(input, "b");

	matmul_digits(kit_whole(arguments, "seed"), 0, a, bundle_array(input, "a", BUNDLE_I32, a));
	matmul_digits(kit_whole(arguments, "seed"), 1, b, bundle_array(input, "b", BUNDLE_I32, b));
	return 0;
}

static int call(enum mode mode, int workers, const struct bundle *input, struct bundle *answer)
{
	const struct bundle_entry *a = bundle_find(input, "a"), *b = bundle_find(input, "b");
	struct matmul_input in;
	struct matmul_output out;

	if (a == NULL || b == NULL)
		return errno = EPROTO, -1;
	in.m = a->shape[0];
	in.k = a->shape[1];
	in.n = b->shape[1];
	in.a = bundle_array(input, "a", BUNDLE_I32, in.m * in.k);
	in.b = bundle_array(input, "b", BUNDLE_I32, in.k * in.n);
	out.c = bundle_array(answer, "c", BUNDLE_I64, in.m * in.n);
	if (b->shape[0] != in.k || in.a == NULL || in.b == NULL || out.c == NULL)
		return errno = EPROTO, -1;
	switch (mode) {
	case MODE_SERIAL:
		return matmul_serial(&in, &out);
	case MODE_FORK:
		return matmul_fork(&in, workers, &out);
	case MODE_THREADS:
		return matmul_threads(&in, workers, &out);
	case MODE_OPENMP:
		return matmul_openmp(&in, workers, &out);
	default:
		return errno = ENOSYS, -1;
	}
}

/* The checksum depends on the order (FNV-1a over the elements); the corner is for people. */
static void print(const struct bundle *input, const struct bundle *answer, FILE *to)
{
	const struct bundle_entry *shape = bundle_find(answer, "c");
	size_t m = shape->shape[0], n = shape->shape[1];
	const int64_t *c = bundle_array(answer, "c", BUNDLE_I64, m * n);
	uint64_t checksum = UINT64_C(0xcbf29ce484222325);

	(void)input;
	for (size_t i = 0; i < m * n; i++)
		checksum = (checksum ^ (uint64_t)c[i]) * UINT64_C(0x100000001b3);
	fprintf(to, "C: %zu x %zu, checksum %016" PRIx64 "\n", m, n, checksum);
	for (size_t i = 0; i < m && i < CORNER; i++) {
		for (size_t j = 0; j < n && j < CORNER; j++)
			fprintf(to, "%8" PRId64, c[i * n + j]);
		fputs(n > CORNER ? "  ...\n" : "\n", to);
	}
	if (m > CORNER)
		fputs("     ...\n", to);
}

const struct kit_exercise kit_exercise = {
	.name = "matmul",
	.summary = "C = A B for matrices of one-digit numbers",
	.modes = 1u << MODE_SERIAL | 1u << MODE_FORK | 1u << MODE_THREADS | 1u << MODE_OPENMP,
	.parameters = parameters,
	.plan = plan,
	.fill = fill,
	.call = call,
	.print = print,
};
