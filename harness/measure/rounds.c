/* rounds.c - paired rounds (Hoefler & Belli 2015, rule 9 and section 4): what
 * drifts in the machine drifts for all arms of a round alike, and only ratios
 * within a round are used.
 *
 * No sample is ever dropped here.
 */
#include "rounds.h"

#include <stdlib.h>

#include "../base/base.h"
#include "../stats/stats.h"
#include "plan.h"
#include "sensors.h"

static int run_arm(const struct rounds_plan *plan, struct outcome *outcome, struct sample sample, size_t arm)
{
	struct sensors before, after, between;
	int done;

	sensors_read(&before);
	done = plan->run(plan->context, arm, &sample);
	sensors_read(&after);
	if (done != 1)
		return done;
	between = sensors_between(&before, &after);
	sample.steal_s = between.steal_s;
	sample.pressure_s = between.pressure_s;
	*outcome_add_sample(outcome) = sample;
	return 1;
}

static int run_round(const struct rounds_plan *plan, struct outcome *outcome, int round, size_t *order)
{
	/* Seeds go through SQLite's signed integers: keep the top bit clear. */
	uint64_t seed = plan_random(plan->seed, (uint64_t)round) >> 1;

	plan_order(plan->seed, (size_t)round - 1, plan->arms, order);
	if (plan->begin(plan->context, round, seed) != 0)
		return -1;
	for (size_t place = 0; place < plan->arms; place++) {
		struct sample sample = {.round = round, .position = (int)place + 1, .seed = seed};
		if (run_arm(plan, outcome, sample, order[place]) < 0)
			return -1;
	}
	return 0;
}

int rounds_run(const struct rounds_plan *plan, struct outcome *outcome)
{
	size_t *order = xcalloc(plan->arms, sizeof *order);
	int failed = 0, round = 0;

	for (int look = 0; !failed && look < stats_look_count; look++) {
		while (!failed && round < stats_looks[look])
			failed = run_round(plan, outcome, ++round, order);
		if (!failed && plan->enough(plan->context, round))
			break;
	}
	free(order);
	return failed;
}
