/* oracle.c - makes inputs and judges answers for spin.
 *
 * Case: steps.  The starts depend on the seed, so they differ in every round.
 * The end of a lot is computed exactly in at most 64 doublings: x -> a x + c, applied twice, is
 * x -> a a x + (a c + c).
 */
#include "judge.h"

enum { LOTS = 480 };
static const uint64_t a = UINT64_C(6364136223846793005), c = UINT64_C(1442695040888963407);

static uint64_t mix(uint64_t x) /* splitmix64 (Steele, Lea & Flood 2014) */
{
	x += UINT64_C(0x9e3779b97f4a7c15);
	x = (x ^ (x >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	x = (x ^ (x >> 27)) * UINT64_C(0x94d049bb133111eb);
	return x ^ (x >> 31);
}

static const struct judge_key keys[] = {
	{"steps", JUDGE_UINT, 1, 0, 1e15},
	{0},
};

static int plan(const struct judge_case *given, struct bundle_plan *input, struct bundle_plan *answer)
{
	(void)given;
	bundle_plan_array(input, "steps", BUNDLE_U64, 1);
	bundle_plan_array(input, "start", BUNDLE_U64, LOTS);
	bundle_plan_array(answer, "end", BUNDLE_U64, LOTS);
	return 0;
}

static int fill(const struct judge_case *given, struct bundle *input)
{
	uint64_t *start = bundle_array(input, "start", BUNDLE_U64, LOTS);

	bundle_set_uint(input, "steps", judge_uint(given, "steps"));
	for (uint64_t lot = 0; lot < LOTS; lot++)
		start[lot] = mix(given->seed + lot);
	return 0;
}

static int check(const struct judge_case *given, const struct bundle *input, const struct bundle *answer)
{
	const uint64_t *start = bundle_array(input, "start", BUNDLE_U64, LOTS);
	const uint64_t *end = bundle_array(answer, "end", BUNDLE_U64, LOTS);
	uint64_t factor = 1, added = 0, f = a, s = c;

	for (uint64_t left = judge_uint(given, "steps"); left; left >>= 1) {
		if (left & 1) {
			added = f * added + s;
			factor *= f;
		}
		s = f * s + s;
		f *= f;
	}
	for (int lot = 0; lot < LOTS; lot++)
		if (end[lot] != start[lot] * factor + added)
			return judge_wrong("lot %d: another number was expected", lot);
	return 0;
}

const struct oracle oracle = {.keys = keys, .plan = plan, .fill = fill, .check = check};
