/* rounds.c - paired rounds (Hoefler & Belli 2015): slow drift of the machine affects
 * all arms of a round alike, and only ratios within a round are used.
 *
 * Short disturbances have to be detected.  Before a call, wait a little for a disturbed
 * machine to calm down.  If the call is disturbed all the same, repeat it a few times, then
 * drop its round.  The evidence is: CPU time that neither the timed program nor this one
 * used; time stolen by the hypervisor or lost to a quota; time that the canary's threads
 * waited for a CPU; and probes, trusted work on as many CPUs as the call has workers, just
 * before and just after it, that took longer than usual.  (On a VM, CPUs that share a core
 * for a while run at half speed, and no counter shows it.)  The timed program cannot
 * influence any of this: the CPU time of its box, from start to end, is subtracted as its
 * control group counts it, and it has no box while the canary and the probes run (timers of
 * a frozen one would still expire).
 */
#include "rounds.h"

#include <gsl/gsl_sort.h>
#include <math.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <time.h>

#include "../base/base.h"
#include "../stats/stats.h"
#include "arm_order.h"
#include "canary.h"
#include "sensors.h"

/* Disturbed: more than this part of one CPU went elsewhere during a call ... */
static const double foreign_share = 0.12;
/* ... and more than the resolution of /proc/stat, ticks of 10 ms. */
static const double foreign_least_s = 0.05;

/* The canary's waiting is counted in nanoseconds, so a smaller amount is evidence. */
static const double delay_least_s = 0.004;

/* Give up when this many more rounds were dropped than kept. */
enum { ROUNDS_MOST = 60, CALLS_MOST = 8, HOPELESS = 8 };
enum {
	CALM_WINDOW_MS = 60,
	CALM_TRIES = 40,
	PROBE_PAUSE_MS = 4,
	PROBE_TRIES = 200,
	FIRST_PROBES = 16,
	PROBES_KEPT = 64
};

/* The latest probes on this number of CPUs; a ring buffer. */
struct probes {
	double seconds[PROBES_KEPT];
	size_t count; /* ever */
	double usual; /* the lower quartile */
};

/* A running series. */
struct run {
	const struct rounds_plan *plan;
	struct samples *samples;
	struct sensors_source *source;
	size_t *order;
	struct probes *probes; /* by the number of workers */
	int probed_most;       /* the largest such number */
	int rounds, kept;      /* rounds run; of these not dropped */
	uint64_t began_ns;
	double waited_s; /* for a calm machine */
};

/* The wait allowed grows with every kept round, so a machine that is never free does not
 * hold up a class. */
static bool may_wait(const struct run *r)
{
	return r->waited_s < r->plan->calm_s * (1 + r->kept);
}

static void pause_for(struct run *r, int ms)
{
	nanosleep(&(struct timespec){.tv_nsec = ms * 1000000L}, NULL);
	r->waited_s += ms * 1e-3;
}

static double own_cpu_s(void)
{
	struct rusage u;

	getrusage(RUSAGE_SELF, &u);
	return (double)(u.ru_utime.tv_sec + u.ru_stime.tv_sec) +
	       (double)(u.ru_utime.tv_usec + u.ru_stime.tv_usec) * 1e-6;
}

/* Wait, for a limited time, until nothing else runs.  The first look costs none of that
 * time. */
static void wait_for_calm(struct run *r)
{
	double waited = r->waited_s;

	for (int i = 0; i < CALM_TRIES && may_wait(r); i++) {
		struct sensors before, after;
		sensors_read(r->source, &before);
		pause_for(r, CALM_WINDOW_MS);
		sensors_read(r->source, &after);
		if (sensors_between(&before, &after).other_cpu_s > 0.5 * CALM_WINDOW_MS * 1e-3)
			continue;
		if (i == 0)
			r->waited_s = waited;
		return;
	}
}

static double now(struct run *r, int workers)
{
	return r->plan->probe(r->plan->context, workers);
}

static void keep_probe(struct probes *p, double seconds)
{
	double smallest[PROBES_KEPT];

	p->seconds[p->count++ % PROBES_KEPT] = seconds;
	size_t n = p->count < PROBES_KEPT ? p->count : PROBES_KEPT;
	gsl_sort_smallest(smallest, n / 4 + 1, p->seconds, 1, n);
	p->usual = smallest[n / 4];
}

/* Probe before a call, and wait while the machine is disturbed.  Only the first probe
 * counts towards the usual time, so that waiting does not change it. */
static double probe_before(struct run *r, int workers)
{
	struct probes *p = &r->probes[workers];
	double seconds = now(r, workers);

	keep_probe(p, seconds);
	for (int i = 0; i < PROBE_TRIES && seconds > canary_slow * p->usual && may_wait(r); i++) {
		pause_for(r, PROBE_PAUSE_MS);
		seconds = now(r, workers);
	}
	return seconds;
}

static double probe_after(struct run *r, int workers)
{
	double seconds = now(r, workers);

	keep_probe(&r->probes[workers], seconds);
	return seconds;
}

static void start_probes(struct run *r)
{
	const struct rounds_plan *plan = r->plan;

	for (size_t i = 0; plan->workers && i < plan->arms; i++)
		if (plan->workers[i] > r->probed_most)
			r->probed_most = plan->workers[i];
	r->probes = xcalloc((size_t)r->probed_most + 1, sizeof *r->probes);
	for (int n = 0; n < FIRST_PROBES; n++)
		for (size_t i = 0; plan->workers && i < plan->arms; i++) {
			struct probes *p = &r->probes[plan->workers[i]];
			if (plan->workers[i] > 0 && p->count <= (size_t)n)
				keep_probe(p, now(r, plan->workers[i]));
		}
}

/* The call, with its probes as close to it as possible. */
static int run_probed(struct run *r, struct sample *sample, size_t arm, double *used_s)
{
	const struct rounds_plan *plan = r->plan;
	int workers = plan->workers ? plan->workers[arm] : 0;
	/* Before the program starts: its timers would expire even while it is frozen. */
	double before = workers > 0 ? probe_before(r, workers) : 0;
	int done = plan->prepare(plan->context, arm);

	if (done == 1)
		done = plan->run(plan->context, arm, sample, used_s);
	if (done == 1 && workers > 0 && sample_answered(sample)) {
		double after = probe_after(r, workers);
		sample->slowdown = (before > after ? before : after) / r->probes[workers].usual;
	}
	return done;
}

static bool disturbed(const struct sample *s, double wall_s)
{
	double share = foreign_share * wall_s;
	double least = share > foreign_least_s ? share : foreign_least_s;
	double delay_least = share > delay_least_s ? share : delay_least_s;

	return s->foreign_cpu_s > least || s->steal_s > least || s->throttled_s > delay_least ||
	       s->delay_s > delay_least || s->slowdown > canary_slow;
}

/* 1: a call was made and recorded in *call; 0: there was none; -1. */
static int call_arm(struct run *r, struct sample *call, size_t arm)
{
	const struct rounds_plan *plan = r->plan;
	struct sensors before, after, between;
	double own = own_cpu_s(), used_s = 0;
	uint64_t began = clock_ns();
	int done;

	sensors_read(r->source, &before);
	done = run_probed(r, call, arm, &used_s);
	sensors_read(r->source, &after);
	own = own_cpu_s() - own;
	if (done != 1)
		return done;
	between = sensors_between(&before, &after);
	call->steal_s = between.steal_s;
	call->pressure_s = between.pressure_s;
	call->throttled_s = between.throttled_s;
	call->mhz = between.mhz;
	call->foreign_cpu_s = between.other_cpu_s - used_s - own;
	if (call->foreign_cpu_s < 0)
		call->foreign_cpu_s = 0;
	bool answered = sample_answered(call);
	double wall_s = answered ? call->seconds : (double)(clock_ns() - began) * 1e-9;
	if (answered && plan->judge(plan->context, arm, call) != 0)
		return -1;
	/* A wrong answer is wrong on any machine; a missing one may result from a
	 * disturbance. */
	call->dropped = (call->right || !answered) && disturbed(call, wall_s);
	*samples_add(r->samples) = *call;
	return answered || call->dropped || plan->failed(plan->context, arm) == 0 ? 1 : -1;
}

/* 1: there is a sample to use, or the arm has retired; 0: every attempt was disturbed; -1. */
static int run_arm(struct run *r, struct sample sample, size_t arm)
{
	for (int call = 0; call < CALLS_MOST; call++) {
		struct sample s = sample;
		int done = call_arm(r, &s, arm);
		if (done < 0)
			return -1;
		if (done == 0 || !s.dropped)
			return 1;
		if (s.slowdown <= canary_slow) /* else the probe before the next call waits */
			wait_for_calm(r);
	}
	return 0;
}

static struct sample sample_at(const struct run *r, int round, size_t place, uint64_t seed)
{
	struct sample s = {
		.series = r->plan->series, .round = round, .position = (int)place + 1, .seed = seed};

	r->plan->name(r->plan->context, r->order[place], &s);
	return s;
}

/* The round that began with sample `first` ends at `place`; arms that did not run get a
 * sample too. */
static void drop_round(struct run *r, size_t first, size_t place)
{
	const struct sample of = r->samples->list[first];

	for (size_t i = first; i < r->samples->count; i++)
		r->samples->list[i].dropped = true;
	while (++place < r->plan->arms) {
		struct sample s = sample_at(r, of.round, place, of.seed);
		s.seconds = NAN;
		s.dropped = true;
		*samples_add(r->samples) = s;
	}
}

static int run_round(struct run *r)
{
	const struct rounds_plan *plan = r->plan;
	size_t first = r->samples->count;
	int number = plan->first_round + r->rounds++;
	/* SQLite's integers are signed: keep the seed's top bit clear. */
	uint64_t seed = arm_random(plan->seed, (uint64_t)r->rounds) >> 1;

	arm_order(plan->seed, (size_t)r->rounds - 1, plan->arms, r->order);
	if (plan->begin(plan->context, number, seed) != 0)
		return -1;
	wait_for_calm(r);
	for (size_t place = 0; place < plan->arms; place++) {
		int done = run_arm(r, sample_at(r, number, place, seed), r->order[place]);
		if (done < 0)
			return -1;
		if (done == 0) {
			drop_round(r, first, place);
			return 0;
		}
	}
	r->kept++;
	return 0;
}

static bool out_of_time(const struct run *r)
{
	return r->plan->budget_s > 0 && (double)(clock_ns() - r->began_ns) * 1e-9 > r->plan->budget_s;
}

static bool hopeless(const struct run *r)
{
	return r->rounds - r->kept >= r->kept + HOPELESS || r->rounds >= ROUNDS_MOST;
}

/* Rounds up to each look, until the caller has enough.  Returns why it ended; NULL: a
 * failure. */
static const char *run_looks(struct run *r)
{
	for (int look = 0; look < stats_look_count; look++) {
		while (r->kept < stats_looks[look]) {
			if (out_of_time(r))
				return "out of time";
			if (hopeless(r))
				return "disturbed: too many rounds were dropped on the evidence of sensors";
			if (run_round(r) != 0)
				return NULL;
		}
		if (r->plan->enough(r->plan->context, r->kept))
			return "decided";
	}
	return "the largest number of rounds";
}

int rounds_run(const struct rounds_plan *plan, struct samples *samples, struct series *series)
{
	struct run r = {.plan = plan, .samples = samples, .began_ns = clock_ns()};
	int64_t started_at = clock_epoch_s();

	r.source = sensors_open("", plan->cpus, plan->cpu_count);
	r.order = xcalloc(plan->arms, sizeof *r.order);
	start_probes(&r);
	const char *ended = run_looks(&r);
	*series = (struct series){
		.number = plan->series,
		.seed = plan->seed,
		.started_at = started_at,
		.rounds = r.rounds,
		.dropped = r.rounds - r.kept,
		.ended = xstrdup(ended ? ended : "the grader failed"),
	};
	free(r.probes);
	free(r.order);
	sensors_close(r.source);
	return ended ? 0 : -1;
}
