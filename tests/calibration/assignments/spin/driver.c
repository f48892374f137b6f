/* driver.c - given: converts between named arrays (kit/bundle.h) and spin.h. */
#include <errno.h>
#include <inttypes.h>

#include "kit.h"
#include "spin.h"

static const struct kit_parameter parameters[] = {
	{"steps", 'n', KIT_WHOLE, "480000", 1, 1e12, "steps of each lot"},
	{0},
};

static int plan(const struct kit_arguments *arguments, struct bundle_plan *input, struct bundle_plan *answer)
{
	(void)arguments;
	bundle_plan_array(input, "steps", BUNDLE_U64, 1);
	bundle_plan_array(input, "start", BUNDLE_U64, SPIN_LOTS);
	bundle_plan_array(answer, "end", BUNDLE_U64, SPIN_LOTS);
	return 0;
}

static int fill(const struct kit_arguments *arguments, struct bundle *input)
{
	uint64_t *start = bundle_array(input, "start", BUNDLE_U64, SPIN_LOTS);

	bundle_set_uint(input, "steps", kit_whole(arguments, "steps"));
	for (int lot = 0; lot < SPIN_LOTS; lot++)
		start[lot] = (uint64_t)lot;
	return 0;
}

static int call(enum mode mode, int workers, const struct bundle *input, struct bundle *answer)
{
	struct spin_input in = {
		bundle_uint(input, "steps"),
		bundle_array(input, "start", BUNDLE_U64, SPIN_LOTS),
	};
	uint64_t *end = bundle_array(answer, "end", BUNDLE_U64, SPIN_LOTS);

	if (in.steps == 0 || !in.start || !end)
		return errno = EPROTO, -1;
	switch (mode) {
	case MODE_SERIAL:
		return spin_serial(&in, end);
	case MODE_THREADS:
		return spin_threads(&in, workers, end);
	default:
		return errno = ENOSYS, -1;
	}
}

static void print(const struct bundle *input, const struct bundle *answer, FILE *to)
{
	const uint64_t *end = bundle_array((struct bundle *)(uintptr_t)answer, "end", BUNDLE_U64, SPIN_LOTS);

	(void)input;
	fprintf(to, "%" PRIu64 "\n", end[SPIN_LOTS - 1]);
}

const struct kit_exercise kit_exercise = {
	.name = "spin",
	.summary = "steps of a recurrence, for calibration",
	.modes = 1u << MODE_SERIAL | 1u << MODE_THREADS,
	.parameters = parameters,
	.plan = plan,
	.fill = fill,
	.call = call,
	.print = print,
};
