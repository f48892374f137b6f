/* rounds.c - paired rounds (Hoefler & Belli 2015, rule 9 and section 4): what
 * drifts in the machine drifts for all arms of a round alike, and only ratios
 * within a round are used.
 *
 * A disturbed machine is waited for a little before a round, and a round that
 * was disturbed all the same is marked as dropped.  The evidence is CPU time
 * that neither the timed program nor this one used, and time that the
 * hypervisor or a quota took away, and the time for which the canary's threads
 * waited for a CPU: nothing that the timed program can influence, since its own
 * CPU time is subtracted as its control group counts it, and it stands frozen
 * while the canary runs.
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

/* The canary's waiting is counted in nanoseconds, so less of it is evidence. */
static const double delay_least_s = 0.004;

/* A machine that is never free is given up soon: when this many rounds more
 * were dropped than kept. */
enum { ROUNDS_MOST = 60, HOPELESS = 8, CALM_WINDOW_MS = 60, CALM_TRIES = 40 };

/* A sitting on its way. */
struct run {
	const struct rounds_plan *plan;
	struct outcome *outcome;
	struct sensors_source *source;
	size_t *order;
	int rounds, kept, windows;   /* run; not dropped; waited for calm */
};

static double own_cpu_s(void)
{
	struct rusage u;

	getrusage(RUSAGE_SELF, &u);
	return (double)(u.ru_utime.tv_sec + u.ru_stime.tv_sec) + (double)(u.ru_utime.tv_usec + u.ru_stime.tv_usec) * 1e-6;
}

/* Wait for a moment without others, but not for ever. */
static void wait_for_calm(struct run *r)
{
	for (int i = 0; i < CALM_TRIES && r->windows * CALM_WINDOW_MS * 1e-3 < r->plan->calm_s; i++, r->windows++) {
		struct sensors before, after;
		sensors_read(r->source, &before);
		nanosleep(&(struct timespec){.tv_nsec = CALM_WINDOW_MS * 1000000L}, NULL);
		sensors_read(r->source, &after);
		if (sensors_between(&before, &after).other_cpu_s <= 0.5 * CALM_WINDOW_MS * 1e-3)
			return;
	}
}

static int run_arm(struct run *r, struct sample sample, size_t arm)
{
	const struct rounds_plan *plan = r->plan;
	struct sensors before, after, between;
	double own = own_cpu_s();
	int done;

	sensors_read(r->source, &before);
	done = plan->run(plan->context, arm, &sample);
	sensors_read(r->source, &after);
	own = own_cpu_s() - own;
	if (done != 1)
		return done;
	between = sensors_between(&before, &after);
	sample.steal_s = between.steal_s;
	sample.pressure_s = between.pressure_s;
	sample.throttled_s = between.throttled_s;
	sample.foreign_cpu_s = between.other_cpu_s - sample.cpu_s - sample.idle_cpu_s - own;
	if (sample.foreign_cpu_s < 0)
		sample.foreign_cpu_s = 0;
	if (plan->judge(plan->context, arm, &sample) != 0)
		return -1;
	*outcome_add_sample(r->outcome) = sample;
	return 1;
}

static bool disturbed(const struct sample *s)
{
	double share = foreign_share * s->seconds;
	double least = share > foreign_least_s ? share : foreign_least_s;
	double delay_least = share > delay_least_s ? share : delay_least_s;

	return s->foreign_cpu_s > least || s->steal_s > least || s->throttled_s > delay_least ||
	       s->delay_s > delay_least;
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

static int run_round(struct run *r)
{
	const struct rounds_plan *plan = r->plan;
	size_t first = r->outcome->sample_count;
	int number = plan->first_round + r->rounds++;
	/* Seeds go through SQLite's signed integers: keep the top bit clear. */
	uint64_t seed = plan_random(plan->seed, (uint64_t)r->rounds) >> 1;

	plan_order(plan->seed, (size_t)r->rounds - 1, plan->arms, r->order);
	if (plan->begin(plan->context, number, seed) != 0)
		return -1;
	wait_for_calm(r);
	for (size_t place = 0; place < plan->arms; place++) {
		struct sample sample = {
			.sitting = plan->sitting, .round = number, .position = (int)place + 1, .seed = seed,
		};
		if (run_arm(r, sample, r->order[place]) < 0)
			return -1;
	}
	r->kept += keep_round(r->outcome, first);
	return 0;
}

static bool hopeless(const struct run *r)
{
	return r->rounds - r->kept >= r->kept + HOPELESS || r->rounds >= ROUNDS_MOST;
}

/* Rounds up to the looks, until the caller has enough.  Returns why it ended; NULL: a failure. */
static const char *run_looks(struct run *r)
{
	for (int look = 0; look < stats_look_count; look++) {
		while (r->kept < stats_looks[look]) {
			if (hopeless(r))
				return "disturbed: too many rounds were dropped on the evidence of sensors";
			if (run_round(r) != 0)
				return NULL;
		}
		if (r->plan->enough(r->plan->context, r->kept))
			return "decided";
	}
	return "as many rounds as there may be";
}

int rounds_run(const struct rounds_plan *plan, struct outcome *outcome)
{
	struct run r = {.plan = plan, .outcome = outcome};
	int64_t started_at = clock_epoch_s();

	r.source = sensors_open();
	r.order = xcalloc(plan->arms, sizeof *r.order);
	const char *ended = run_looks(&r);
	*outcome_add_sitting(outcome) = (struct sitting){
		.number = plan->sitting, .seed = plan->seed, .started_at = started_at, .rounds = r.rounds,
		.dropped = r.rounds - r.kept, .ended = xstrdup(ended ? ended : "the grader failed"),
	};
	free(r.order);
	sensors_close(r.source);
	return ended ? 0 : -1;
}
