/* rounds.c - paired rounds (Hoefler & Belli 2015, rule 9 and section 4): what
 * drifts in the machine drifts for all arms of a round alike, and only ratios
 * within a round are used.
 *
 * A disturbed machine is waited for a little before a round, and a round that
 * was disturbed all the same is marked as dropped.  The evidence is CPU time
 * that neither the timed program nor this one used, and time that the
 * hypervisor stole: nothing that the timed program can influence, since its own
 * CPU time is subtracted as its control group counts it.
 */
#include "rounds.h"

#include <stdlib.h>
#include <sys/resource.h>
#include <time.h>

#include "../base/base.h"
#include "../stats/stats.h"
#include "plan.h"
#include "sensors.h"

/* Disturbed: more than this part of one CPU went elsewhere during a call ... */
static const double foreign_share = 0.12;
/* ... and more than /proc/stat's clock ticks of 10 ms can blur. */
static const double foreign_least_s = 0.05;

enum { ROUNDS_MOST = 60, CALM_WINDOW_MS = 60, CALM_TRIES = 40 };

static double own_cpu_s(void)
{
	struct rusage u;

	getrusage(RUSAGE_SELF, &u);
	return (double)(u.ru_utime.tv_sec + u.ru_stime.tv_sec) + (double)(u.ru_utime.tv_usec + u.ru_stime.tv_usec) * 1e-6;
}

/* Wait for a moment without others, but not for ever. */
static void wait_for_calm(void)
{
	for (int i = 0; i < CALM_TRIES; i++) {
		struct sensors before, after;
		sensors_read(&before);
		nanosleep(&(struct timespec){.tv_nsec = CALM_WINDOW_MS * 1000000L}, NULL);
		sensors_read(&after);
		if (sensors_between(&before, &after).other_cpu_s <= 0.5 * CALM_WINDOW_MS * 1e-3)
			return;
	}
}

static int run_arm(const struct rounds_plan *plan, struct outcome *outcome, struct sample sample, size_t arm)
{
	struct sensors before, after, between;
	double own = own_cpu_s();
	int done;

	sensors_read(&before);
	done = plan->run(plan->context, arm, &sample);
	sensors_read(&after);
	own = own_cpu_s() - own;
	if (done != 1)
		return done;
	between = sensors_between(&before, &after);
	sample.steal_s = between.steal_s;
	sample.pressure_s = between.pressure_s;
	sample.foreign_cpu_s = between.other_cpu_s - sample.cpu_s - sample.idle_cpu_s - own;
	if (sample.foreign_cpu_s < 0)
		sample.foreign_cpu_s = 0;
	if (plan->judge(plan->context, arm, &sample) != 0)
		return -1;
	*outcome_add_sample(outcome) = sample;
	return 1;
}

static bool disturbed(const struct sample *s)
{
	double least = foreign_share * s->seconds > foreign_least_s ? foreign_share * s->seconds : foreign_least_s;

	return s->foreign_cpu_s > least || s->steal_s > least;
}

/* Mark the round's samples, from `first` on, if one of them was disturbed. */
static bool keep_round(struct outcome *outcome, size_t first)
{
	bool drop = false;

	for (size_t i = first; i < outcome->sample_count; i++)
		drop |= disturbed(&outcome->samples[i]);
	for (size_t i = first; i < outcome->sample_count; i++)
		outcome->samples[i].dropped = drop;
	return !drop;
}

static int run_round(const struct rounds_plan *plan, struct outcome *outcome, int round, size_t *order)
{
	/* Seeds go through SQLite's signed integers: keep the top bit clear. */
	uint64_t seed = plan_random(plan->seed, (uint64_t)round) >> 1;

	plan_order(plan->seed, (size_t)round - 1, plan->arms, order);
	if (plan->begin(plan->context, round, seed) != 0)
		return -1;
	wait_for_calm();
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
	int failed = 0, round = 0, kept = 0;

	for (int look = 0; !failed && look < stats_look_count && round < ROUNDS_MOST; look++) {
		while (!failed && kept < stats_looks[look] && round < ROUNDS_MOST) {
			size_t first = outcome->sample_count;
			failed = run_round(plan, outcome, ++round, order);
			kept += !failed && keep_round(outcome, first);
		}
		if (!failed && plan->enough(plan->context, kept))
			break;
	}
	free(order);
	return failed;
}
