/* driver.c - given: converts between named arrays (kit/bundle.h) and integration.h.  It
 * computes only the error column that it prints, and judges nothing. */
#include <errno.h>
#include <inttypes.h>
#include <math.h>

#include "integration.h"
#include "kit.h"

static const struct kit_parameter parameters[] = {
	{"integrals", 'n', KIT_WHOLE, "10000", 0, INTEGRATION_INTEGRALS_MAX,
         "integrals, of 0, 1, 2, ... samples"},
	{"function", 'f', KIT_WHOLE, "0", 0, INTEGRATION_FUNCTIONS - 1,
         "0: 1/(1+x^2), 1: x^2, 2: sin x, 3: exp(-x^2)"},
	{"lower", 'a', KIT_REAL, "0", -INTEGRATION_BOUND_MAX, INTEGRATION_BOUND_MAX, "lower bound"},
	{"upper", 'b', KIT_REAL, "1", -INTEGRATION_BOUND_MAX, INTEGRATION_BOUND_MAX, "upper bound"},
	{"seed", 's', KIT_WHOLE, "1", 0, 9007199254740992.0, "seed of the random numbers"},
	{"table", 0, KIT_WHOLE, "0", 0, 1, "1: columns with tabs, for convergence.gp"},
	{0},
};

static int plan(const struct kit_arguments *arguments, struct bundle_plan *input, struct bundle_plan *answer)
{
	bundle_plan_array(input, "function", BUNDLE_U64, 1);
	bundle_plan_array(input, "integrals", BUNDLE_U64, 1);
	bundle_plan_array(input, "lower", BUNDLE_F64, 1);
	bundle_plan_array(input, "upper", BUNDLE_F64, 1);
	bundle_plan_array(input, "seed", BUNDLE_U64, 1);
	bundle_plan_array(input, "table", BUNDLE_U64, 1);
	bundle_plan_array(answer, "area", BUNDLE_F64, kit_whole(arguments, "integrals"));
	return 0;
}

static int fill(const struct kit_arguments *arguments, struct bundle *input)
{
	bundle_set_uint(input, "function", kit_whole(arguments, "function"));
	bundle_set_uint(input, "integrals", kit_whole(arguments, "integrals"));
	bundle_set_real(input, "lower", kit_real(arguments, "lower"));
	bundle_set_real(input, "upper", kit_real(arguments, "upper"));
	bundle_set_uint(input, "seed", kit_whole(arguments, "seed"));
	bundle_set_uint(input, "table", kit_whole(arguments, "table"));
	return 0;
}

static struct integration_input read_input(const struct bundle *input)
{
	return (struct integration_input){
		.function = (uint32_t)bundle_uint(input, "function"),
		.integrals = (uint32_t)bundle_uint(input, "integrals"),
		.lower = bundle_real(input, "lower"),
		.upper = bundle_real(input, "upper"),
		.seed = bundle_uint(input, "seed"),
	};
}

static int call(enum mode mode, int workers, const struct bundle *input, struct bundle *answer)
{
	struct integration_input in = read_input(input);
	struct integration_output out = {bundle_array(answer, "area", BUNDLE_F64, in.integrals)};

	if (bundle_find(input, "integrals") == NULL || out.area == NULL)
		return errno = EPROTO, -1;
	switch (mode) {
	case MODE_SERIAL:
		return integration_serial(&in, &out);
	case MODE_FORK:
		return integration_fork(&in, workers, &out);
	case MODE_THREADS:
		return integration_threads(&in, workers, &out);
	case MODE_OPENMP:
		return integration_openmp(&in, workers, &out);
	default:
		return errno = ENOSYS, -1;
	}
}

/* A row for 1, 2, 5, 10, 20, 50, ... samples, and one for the largest number. */
static uint32_t next_row(uint32_t n, uint32_t last)
{
	static const uint32_t steps[] = {1, 2, 5};
	uint64_t power = 1, row = 0;

	for (int i = 0; row <= n; i++) {
		row = power * steps[i % 3];
		if (i % 3 == 2)
			power *= 10;
	}
	return row < last ? (uint32_t)row : last;
}

static void print_table(const struct integration_input *in, const double *area, FILE *to)
{
	fputs("n\tarea\texact\n", to);
	for (uint32_t n = 2; n < in->integrals; n += 1 + n / 100)
		fprintf(to, "%" PRIu32 "\t%.17g\t%.17g\n", n, area[n], integration_exact(in));
}

static void print(const struct bundle *input, const struct bundle *answer, FILE *to)
{
	struct integration_input in = read_input(input);
	const double *area = bundle_array(answer, "area", BUNDLE_F64, in.integrals);
	double exact = integration_exact(&in);

	if (bundle_uint(input, "table") == 1) {
		print_table(&in, area, to);
		return;
	}
	fprintf(to, "%8s  %14s  %12s\n", "n", "area", "error");
	for (uint32_t n = 0; n + 1 < in.integrals;) {
		n = next_row(n, in.integrals - 1);
		fprintf(to, "%8" PRIu32 "  %14.10f  %12.3e\n", n, area[n], area[n] - exact);
	}
	fprintf(to, "%8s  %14.10f\n", "exact", exact);
}

const struct kit_exercise kit_exercise = {
	.name = "integration",
	.summary = "how do estimates of an integral from random samples converge?",
	.modes = 1u << MODE_SERIAL | 1u << MODE_FORK | 1u << MODE_THREADS | 1u << MODE_OPENMP,
	.parameters = parameters,
	.plan = plan,
	.fill = fill,
	.call = call,
	.print = print,
};
