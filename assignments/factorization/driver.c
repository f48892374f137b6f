/* driver.c - given: converts between named arrays (kit/bundle.h) and factorization.h.  It
 * neither computes nor judges. */
#include <errno.h>
#include <inttypes.h>

#include "factorization.h"
#include "kit.h"

static const struct kit_parameter parameters[] = {
	{"last", 'n', KIT_WHOLE, "500000", 1, 4294967295.0, "last number"},
	{"first", 0, KIT_WHOLE, "2", 2, 4294967295.0, "first number"},
	{0},
};

static int plan(const struct kit_arguments *arguments, struct bundle_plan *input, struct bundle_plan *answer)
{
	(void)arguments;
	bundle_plan_array(input, "first", BUNDLE_U64, 1);
	bundle_plan_array(input, "last", BUNDLE_U64, 1);
	bundle_plan_array(answer, "count", BUNDLE_U64, FACTORIZATION_COUNTS);
	return 0;
}

static int fill(const struct kit_arguments *arguments, struct bundle *input)
{
	bundle_set_uint(input, "first", kit_whole(arguments, "first"));
	bundle_set_uint(input, "last", kit_whole(arguments, "last"));
	return 0;
}

static int call(enum mode mode, int workers, const struct bundle *input, struct bundle *answer)
{
	struct factorization_input in = {bundle_uint(input, "first"), bundle_uint(input, "last")};
	struct factorization_output *out = bundle_array(answer, "count", BUNDLE_U64, FACTORIZATION_COUNTS);

	if (in.first == 0 || out == NULL)
		return errno = EPROTO, -1;
	switch (mode) {
	case MODE_SERIAL:
		return factorization_serial(&in, out);
	case MODE_FORK:
		return factorization_fork(&in, workers, out);
	case MODE_THREADS:
		return factorization_threads(&in, workers, out);
	case MODE_OPENMP:
		return factorization_openmp(&in, workers, out);
	default:
		return errno = ENOSYS, -1;
	}
}

static void print(const struct bundle *input, const struct bundle *answer, FILE *to)
{
	const uint64_t *count = bundle_array(answer, "count", BUNDLE_U64, FACTORIZATION_COUNTS);
	const char *separator = "";

	(void)input;
	fputc('{', to);
	for (int j = 0; j < FACTORIZATION_COUNTS; j++) {
		if (count[j] == 0)
			continue;
		fprintf(to, "%s%d: %" PRIu64, separator, j, count[j]);
		separator = ", ";
	}
	fputs("}\n", to);
}

const struct kit_exercise kit_exercise = {
	.name = "factorization",
	.summary = "how many numbers have 1, 2, 3, ... distinct prime factors?",
	.modes =
		1u << MODE_SERIAL | 1u << MODE_FORK | 1u << MODE_THREADS | 1u << MODE_OPENMP | 1u << MODE_MPI,
	.parameters = parameters,
	.plan = plan,
	.fill = fill,
	.call = call,
	.print = print,
};
