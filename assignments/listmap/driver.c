/* driver.c - given: converts between named arrays (kit/bundle.h) and listmap.h.  It neither
 * computes nor judges. */
#include <errno.h>

#include "kit.h"
#include "listmap.h"

static const struct kit_parameter parameters[] = {
	{"elements", 'n', KIT_WHOLE, "2000000", 0, 1e9, "length of the list"},
	{0},
};

static int plan(const struct kit_arguments *arguments, struct bundle_plan *input, struct bundle_plan *answer)
{
	bundle_plan_array(input, "x", BUNDLE_F64, kit_whole(arguments, "elements"));
	bundle_plan_array(answer, "y", BUNDLE_F64, kit_whole(arguments, "elements"));
	return 0;
}

static int fill(const struct kit_arguments *arguments, struct bundle *input)
{
	double *x = bundle_array(input, "x", BUNDLE_F64, 0);

	(void)arguments;
	for (size_t i = 0; i < bundle_count(input, "x"); i++)
		x[i] = (double)i;
	return 0;
}

static int call(enum mode mode, int workers, const struct bundle *input, struct bundle *answer)
{
	size_t n = bundle_count(input, "x");
	struct listmap_input in = {n, bundle_array(input, "x", BUNDLE_F64, n)};
	struct listmap_output out = {bundle_array(answer, "y", BUNDLE_F64, n)};

	if (in.x == NULL || out.y == NULL)
		return errno = EPROTO, -1;
	switch (mode) {
	case MODE_SERIAL:
		return listmap_serial(&in, &out);
	case MODE_FORK:
		return listmap_fork(&in, workers, &out);
	case MODE_THREADS:
		return listmap_threads(&in, workers, &out);
	case MODE_OPENMP:
		return listmap_openmp(&in, workers, &out);
	default:
		return errno = ENOSYS, -1;
	}
}

static void print(const struct bundle *input, const struct bundle *answer, FILE *to)
{
	size_t n = bundle_count(input, "x");
	const double *x = bundle_array(input, "x", BUNDLE_F64, n),
		     *y = bundle_array(answer, "y", BUNDLE_F64, n);

	fprintf(to, "n = %zu\n", n);
	for (size_t i = 0; i < n; i++) {
		if (i == 3 && n > 6) {
			i = n - 3;
			fputs("...\n", to);
		}
		fprintf(to, "2 * %.15g = %.15g\n", x[i], y[i]);
	}
}

const struct kit_exercise kit_exercise = {
	.name = "listmap",
	.summary = "double every element of a list",
	.modes = 1u << MODE_SERIAL | 1u << MODE_FORK | 1u << MODE_THREADS | 1u << MODE_OPENMP,
	.parameters = parameters,
	.plan = plan,
	.fill = fill,
	.call = call,
	.print = print,
};
