/* driver.c - given: converts between named arrays (kit/bundle.h) and recall.h. */
#include <errno.h>

#include "kit.h"
#include "recall.h"

static const struct kit_parameter parameters[] = {
	{"n", 'n', KIT_WHOLE, "2000", 64, 1e6, "elements"},
	{0},
};

static int plan(const struct kit_arguments *arguments, struct bundle_plan *input, struct bundle_plan *answer)
{
	uint64_t n = kit_whole(arguments, "n");

	bundle_plan_array(input, "index", BUNDLE_I32, n);
	bundle_plan_array(answer, "x", BUNDLE_F64, n);
	return 0;
}

static int fill(const struct kit_arguments *arguments, struct bundle *input)
{
	uint64_t n = kit_whole(arguments, "n");
	int *index = bundle_array(input, "index", BUNDLE_I32, n);

	for (uint64_t i = 0; i < n; i++)
		index[i] = (int)(i * 2654435761u % n);
	return 0;
}

static int call(enum mode mode, int workers, const struct bundle *input, struct bundle *answer)
{
	uint64_t n = bundle_count(input, "index");
	struct recall_input in = {(int)n, bundle_array(input, "index", BUNDLE_I32, n)};
	double *x = bundle_array(answer, "x", BUNDLE_F64, n);

	if (!in.index || !x)
		return errno = EPROTO, -1;
	switch (mode) {
	case MODE_THREADS:
		return recall_threads(&in, workers, x);
	case MODE_OPENMP:
		return recall_openmp(&in, workers, x);
	default:
		return errno = ENOSYS, -1;
	}
}

static void print(const struct bundle *input, const struct bundle *answer, FILE *to)
{
	(void)input, (void)answer;
	fputs("done\n", to);
}

const struct kit_exercise kit_exercise = {
	.name = "recall",
	.summary = "a kernel, to measure the search for races",
	.modes = 1u << MODE_THREADS | 1u << MODE_OPENMP,
	.parameters = parameters,
	.plan = plan,
	.fill = fill,
	.call = call,
	.print = print,
};
