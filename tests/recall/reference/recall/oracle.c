/* oracle.c - any answer is right. */
#include "judge.h"

static int plan(const struct judge_case *given, struct bundle_plan *input, struct bundle_plan *answer)
{
	uint64_t n = judge_uint(given, "n", 64);

	bundle_plan_array(input, "index", BUNDLE_I32, n);
	bundle_plan_array(answer, "x", BUNDLE_F64, n);
	return 0;
}

static int fill(const struct judge_case *given, struct bundle *input)
{
	uint64_t n = judge_uint(given, "n", 64);
	int *index = bundle_array(input, "index", BUNDLE_I32, n);

	for (uint64_t i = 0; i < n; i++)
		index[i] = (int)((i * 2654435761u + given->seed % n) % n);
	return 0;
}

static int check(const struct judge_case *given, const struct bundle *input, const struct bundle *answer)
{
	(void)given, (void)input, (void)answer;
	return 0;
}

const struct oracle oracle = {.plan = plan, .fill = fill, .check = check};
