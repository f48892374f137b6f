/* driver.c - given: between named arrays (kit/bundle.h) and simulation.h.  It computes only
 * the mean and variance that it prints, and judges nothing. */
#include <errno.h>
#include <inttypes.h>
#include <math.h>

#include "kit.h"
#include "simulation.h"

static const struct kit_parameter parameters[] = {
	{"draws", 'n', KIT_WHOLE, "100000", 0, (double)SIMULATION_DRAWS_MAX, "draws"},
	{"seed", 's', KIT_WHOLE, "1", 0, 9007199254740992.0, "seed of the random numbers"},
	{0},
};

static int plan(const struct kit_arguments *arguments, struct bundle_plan *input, struct bundle_plan *answer)
{
	bundle_plan_array(input, "draws", BUNDLE_U64, 1);
	bundle_plan_array(input, "seed", BUNDLE_U64, 1);
	bundle_plan_array(answer, "y", BUNDLE_F64, kit_whole(arguments, "draws"));
	return 0;
}

static int fill(const struct kit_arguments *arguments, struct bundle *input)
{
	bundle_set_uint(input, "draws", kit_whole(arguments, "draws"));
	bundle_set_uint(input, "seed", kit_whole(arguments, "seed"));
	return 0;
}

static int call(enum mode mode, int workers, const struct bundle *input, struct bundle *answer)
{
	struct simulation_input in = {bundle_uint(input, "draws"), bundle_uint(input, "seed")};
	/* Too many draws are refused by the function, before it writes any. */
	uint64_t room = in.draws <= SIMULATION_DRAWS_MAX ? in.draws : bundle_count(answer, "y");
	struct simulation_output out = {bundle_array(answer, "y", BUNDLE_F64, room)};

	if (bundle_find(input, "draws") == NULL || out.y == NULL)
		return errno = EPROTO, -1;
	switch (mode) {
	case MODE_SERIAL:
		return simulation_serial(&in, &out);
	case MODE_FORK:
		return simulation_fork(&in, workers, &out);
	case MODE_THREADS:
		return simulation_threads(&in, workers, &out);
	case MODE_OPENMP:
		return simulation_openmp(&in, workers, &out);
	default:
		return errno = ENOSYS, -1;
	}
}

/* Mean and variance, each with its standard error: sigma / sqrt(n), and for normal
 * draws sigma^2 sqrt(2 / (n - 1)). */
static void print(const struct bundle *input, const struct bundle *answer, FILE *to)
{
	uint64_t draws = bundle_uint(input, "draws");
	const double *y = bundle_array(answer, "y", BUNDLE_F64, draws);
	double n = (double)draws, sum = 0, squares = 0;

	fprintf(to, "draws     %" PRIu64 "\n", draws);
	if (draws < 2)
		return;
	for (uint64_t i = 0; i < draws; i++)
		sum += y[i];
	for (uint64_t i = 0; i < draws; i++)
		squares += (y[i] - sum / n) * (y[i] - sum / n);
	fprintf(to, "mean      %.4f  (expected 42, standard error %.4f)\n", sum / n, sqrt(50 / n));
	fprintf(to, "variance  %.4f  (expected 50, standard error %.4f)\n", squares / (n - 1),
	        50 * sqrt(2 / (n - 1)));
}

const struct kit_exercise kit_exercise = {
	.name = "simulation",
	.summary = "many draws of a sum of five normal variables",
	.modes =
		1u << MODE_SERIAL | 1u << MODE_FORK | 1u << MODE_THREADS | 1u << MODE_OPENMP | 1u << MODE_MPI,
	.parameters = parameters,
	.plan = plan,
	.fill = fill,
	.call = call,
	.print = print,
};
