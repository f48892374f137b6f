/* driver.c - given: converts between named arrays (kit/bundle.h) and listmap.h.  It neither
 * computes nor judges.  The time that it prints with --calls helps to find the break-even
 * size; no grade uses it. */
#include <errno.h>
#include <inttypes.h>
#include <time.h>

#include "kit.h"
#include "listmap.h"

static const struct kit_parameter parameters[] = {
	{"elements", 'n', KIT_WHOLE, "2000000", 0, 1e9, "length of the list"},
	{"calls", 'c', KIT_WHOLE, "1", 1, 1e6, "call it so often and tell the fastest time"},
	{0},
};

static double fastest_s;

static int plan(const struct kit_arguments *arguments, struct bundle_plan *input, struct bundle_plan *answer)
{
	bundle_plan_array(input, "x", BUNDLE_F64, kit_whole(arguments, "elements"));
	bundle_plan_array(input, "calls", BUNDLE_U64, 1);
	bundle_plan_array(answer, "y", BUNDLE_F64, kit_whole(arguments, "elements"));
	return 0;
}

static int fill(const struct kit_arguments *arguments, struct bundle *input)
{
	double *x = bundle_array(input, "x", BUNDLE_F64, 0);

	for (size_t i = 0; i < bundle_count(input, "x"); i++)
		x[i] = (double)i;
	bundle_set_uint(input, "calls", kit_whole(arguments, "calls"));
	return 0;
}

static int call_once(enum mode mode, int workers, const struct listmap_input *in, struct listmap_output *out)
{
	switch (mode) {
	case MODE_SERIAL:
		return listmap_serial(in, out);
	case MODE_FORK:
		return listmap_fork(in, workers, out);
	case MODE_THREADS:
		return listmap_threads(in, workers, out);
	case MODE_OPENMP:
		return listmap_openmp(in, workers, out);
	default:
		return errno = ENOSYS, -1;
	}
}

static double seconds_now(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

static int call(enum mode mode, int workers, const struct bundle *input, struct bundle *answer)
{
	size_t n = bundle_count(input, "x");
	struct listmap_input in = {n, bundle_array(input, "x", BUNDLE_F64, n)};
	struct listmap_output out = {bundle_array(answer, "y", BUNDLE_F64, n)};
	uint64_t calls = bundle_uint(input, "calls"); /* 0 under parlab: one call */
	int returned = 0;

	if (in.x == NULL || out.y == NULL)
		return errno = EPROTO, -1;
	for (uint64_t i = 0; returned == 0 && (i == 0 || i < calls); i++) {
		double start = seconds_now(), elapsed;
		returned = call_once(mode, workers, &in, &out);
		elapsed = seconds_now() - start;
		if (i == 0 || elapsed < fastest_s)
			fastest_s = elapsed;
	}
	return returned;
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
	if (bundle_uint(input, "calls") > 1)
		fprintf(to, "fastest of %" PRIu64 " calls: %.6f s\n", bundle_uint(input, "calls"), fastest_s);
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
