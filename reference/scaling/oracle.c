/* oracle.c - cases and judgement for scaling.
 *
 * Case: processes (k; 0, the default: as many as the worker count), iterations, uneven (1: the
 * workers' jobs are once, twice and three times as long, so that each is told from the others),
 * cpus (the driver keeps the call on so many CPUs; 0: all).
 *
 * The answer is a measurement, so there is no right number to compare with.  It is compared
 * with parlab's observations from outside: how long the call took, how much CPU time the
 * whole box used meanwhile, and, in cases that are observed, who was created and who was
 * alive at the same time.  Some laws must hold in addition: no worker uses more CPU time
 * than its lifetime, c CPUs give at most c seconds each second, and burn() takes a fixed
 * time, which the oracle measures by calling it.
 *
 * Tolerances.  The sum of CPU times: 10% + 12 ms a worker + 10 ms. burn dominates; the
 * caller's own work (k forks, some system calls) is in the sum from outside only, a
 * worker's birth and end may be in one or the other, all of it about a millisecond a worker
 * when watched; where a machine has no control groups, each process is counted in ticks of
 * 10 ms.  A mistake worth finding (wall time given for CPU time, the CPU time of all
 * workers given for one) is a factor of k on one CPU, and the cases ensure that.  All other
 * comparisons allow 5% and 10 ms, and none assumes a quiet machine: a busy one makes wall
 * times longer, inside and outside alike.
 */
#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "judge.h"
#include "scaling.h"

enum { MOST = SCALING_PROCESSES_MAX, SHARE = 8, TRIES = 3, LENGTHS = 3 };

/* As a fraction of burn's time here: it may run at another speed in a box beside others. */
static const double burn_least = 0.3;
static const double slack_share = 0.05, slack_s = 0.010;
static const double sum_share = 0.10, sum_worker_s = 0.012, sum_caller_s = 0.010;
static const double clock_s = 0.001;

/* What is judged, copied, and what was seen. */
struct matter {
	const struct judge_case *c;
	int k;
	uint64_t least, most; /* iterations of a worker */
	double wall_s[MOST], cpu_s[MOST], ratio;
	double sum_cpu, max_wall;
	double seen_wall_s, seen_cpu_s;
	int cpus; /* no more than these were there to be used */
};

/* The case */

static const struct judge_key keys[] = {
	{"processes", JUDGE_UINT, 0, 0, MOST},
	{"iterations", JUDGE_UINT, 0, 0, 1e15},
	{"uneven", JUDGE_UINT, 0, 0, 1},
	{"cpus", JUDGE_UINT, 0, 0, 4096},
	{0},
};

static int plan(const struct judge_case *c, struct bundle_plan *input, struct bundle_plan *answer)
{
	const size_t shape[] = {1, MOST};

	(void)c;
	bundle_plan_array(input, "processes", BUNDLE_U64, 1);
	bundle_plan_array(input, "iterations", BUNDLE_U64, MOST);
	bundle_plan_array(input, "cpus", BUNDLE_U64, 1);
	bundle_plan_shape(answer, "wall_s", BUNDLE_F64, 2, shape);
	bundle_plan_shape(answer, "cpu_s", BUNDLE_F64, 2, shape);
	bundle_plan_array(answer, "ratio", BUNDLE_F64, 1);
	return 0;
}

static int fill(const struct judge_case *c, struct bundle *input)
{
	bundle_set_uint(input, "processes", judge_uint(c, "processes"));
	uint64_t *iterations = bundle_array(input, "iterations", BUNDLE_U64, MOST);
	for (uint64_t i = 0; i < MOST; i++)
		iterations[i] = judge_uint(c, "iterations") *
		                (judge_uint(c, "uneven") ? 1 + (i + c->seed) % LENGTHS : 1);
	bundle_set_uint(input, "cpus", judge_uint(c, "cpus"));
	return 0;
}

/* Help */

/* "3 threads of 5000000 iterations", the place of every message. */
static const char *place(const struct matter *m)
{
	static char text[128];
	uint64_t cpus = judge_uint(m->c, "cpus");
	char on[48] = "", longest[32] = "";

	if (cpus > 0)
		snprintf(on, sizeof on, " on %" PRIu64 " CPU%s", cpus, cpus == 1 ? "" : "s");
	if (m->most > m->least)
		snprintf(longest, sizeof longest, " to %" PRIu64, m->most);
	snprintf(text, sizeof text, "%d %s%s of %" PRIu64 "%s iterations%s", m->k,
	         m->c->mode == MODE_FORK ? "process" : "thread",
	         m->k == 1                 ? ""
	         : m->c->mode == MODE_FORK ? "es"
	                                   : "s",
	         m->least, longest, on);
	return text;
}

/* CPU time of a single burn: the fastest of a few short samples.  By the thread's clock,
 * because the process's clock moves in ticks under a CPU time limit. */
static double burn_time(uint64_t iterations)
{
	static volatile uint64_t sink; /* or the call could be left out */
	double best = INFINITY;

	for (int i = 0; i < TRIES; i++) {
		struct timespec from, to;
		clock_gettime(CLOCK_THREAD_CPUTIME_ID, &from);
		sink = burn(iterations / SHARE);
		clock_gettime(CLOCK_THREAD_CPUTIME_ID, &to);
		best = fmin(best,
		            (double)(to.tv_sec - from.tv_sec) + 1e-9 * (double)(to.tv_nsec - from.tv_nsec));
	}
	(void)sink;
	return best * SHARE;
}

static bool is_time(double seconds)
{
	return isfinite(seconds) && seconds >= 0;
}

/* Were all bytes left as they were before the call, one value throughout? */
static bool is_untouched(const struct matter *m)
{
	const unsigned char *wall = (const unsigned char *)m->wall_s, *cpu = (const unsigned char *)m->cpu_s;
	size_t bytes = (size_t)m->k * sizeof m->wall_s[0];

	for (size_t i = 0; i < bytes; i++)
		if (wall[i] != wall[0] || cpu[i] != wall[0])
			return false;
	return true;
}

/* The judgement, a question at a time: 0 nothing wrong, 1 wrong and said */

static int judge_numbers(const struct matter *m)
{
	if (is_untouched(m) && m->wall_s[0] != 0) {
		judge_wrong("%s: wall_s and cpu_s were never written", place(m));
		if (m->c->mode == MODE_FORK)
			judge_hint("what a child writes to out stays in the child: send it through a pipe");
		return 1;
	}
	for (int i = 0; i < m->k; i++) {
		if (!is_time(m->wall_s[i]))
			return judge_wrong("%s: wall_s[%d] is %g, which is no time", place(m), i,
			                   m->wall_s[i]);
		if (!is_time(m->cpu_s[i]))
			return judge_wrong("%s: cpu_s[%d] is %g, which is no time", place(m), i, m->cpu_s[i]);
	}
	return 0;
}

static int judge_workers(const struct matter *m)
{
	bool fork = m->c->mode == MODE_FORK;
	const char *kind = fork ? "processes" : "threads";
	uint64_t created, most;

	if (!judge_has(m->c, "seen.processes"))
		return 0;
	created = judge_uint(m->c, fork ? "seen.processes" : "seen.threads");
	most = judge_uint(m->c, fork ? "seen.most_processes" : "seen.most_threads");
	if (created == 0)
		return judge_wrong("%s: no %s were created; the caller is none of the workers", place(m),
		                   kind);
	if (created < (uint64_t)m->k)
		return judge_wrong("%s: only %" PRIu64 " %s were created; the caller is none of the workers",
		                   place(m), created, kind);
	if (most < (uint64_t)m->k + 1) {
		judge_wrong("%s: at most %" PRIu64 " of them existed at one moment (the caller not counted)",
		            place(m), most > 0 ? most - 1 : 0);
		judge_hint(most <= 2
		                   ? "each ended before the next was made: make all, then wait for the first"
		                   : "some ended before the last was made: let all wait at a gate first");
		return 1;
	}
	return 0;
}

/* Guess which time was reported; name it only if it fits the numbers closely enough. */
static void hint_cpu(const struct matter *m)
{
	bool is_wall = true, is_all = false;

	for (int i = 0; i < m->k; i++) {
		is_wall &= fabs(m->cpu_s[i] - m->wall_s[i]) <= 0.02 * m->wall_s[i] + clock_s;
		is_all |= m->k > 1 && fabs(m->cpu_s[i] - m->seen_cpu_s) <= 0.1 * m->seen_cpu_s + slack_s;
	}
	if (is_wall)
		judge_hint("every cpu_s is its wall_s: that is the time that went by, not the time on a CPU");
	else if (is_all && m->c->mode == MODE_FORK)
		judge_hint("one of cpu_s is the CPU time of all: RUSAGE_CHILDREN adds up all children reaped "
		           "so far; wait4 tells it of one");
	else if (is_all)
		judge_hint("one of cpu_s is the CPU time of all: take CLOCK_THREAD_CPUTIME_ID, inside the "
		           "thread");
}

static int judge_walls(const struct matter *m)
{
	for (int i = 0; i < m->k; i++) {
		if (!(m->wall_s[i] <= m->seen_wall_s + clock_s))
			return judge_wrong("%s: wall_s[%d] is %.4f s, but the whole call took %.4f s",
			                   place(m), i, m->wall_s[i], m->seen_wall_s);
		if (!(m->cpu_s[i] <= m->wall_s[i] * (1 + slack_share) + slack_s))
			return judge_wrong(
				"%s: worker %d had %.4f s of CPU time within %.4f s of wall time; one "
				"worker has one CPU at most",
				place(m), i, m->cpu_s[i], m->wall_s[i]);
	}
	if (m->sum_cpu <= m->cpus * m->max_wall * (1 + slack_share) + slack_s * m->k)
		return 0;
	judge_wrong("%s: cpu_s adds up to %.4f s, more than %d CPU%s can give within %.4f s, the largest of "
	            "wall_s",
	            place(m), m->sum_cpu, m->cpus, m->cpus == 1 ? "" : "s", m->max_wall);
	hint_cpu(m);
	return 1;
}

static int judge_cpu(const struct matter *m)
{
	double tolerance = sum_share * m->seen_cpu_s + sum_worker_s * m->k + sum_caller_s;
	double least = burn_least * burn_time(m->least) - clock_s; /* which is more than no work takes */

	if (!(fabs(m->sum_cpu - m->seen_cpu_s) <= tolerance)) {
		judge_wrong("%s: cpu_s adds up to %.4f s, but %.4f s were used as seen from outside "
		            "(allowed: %.4f s more or less)",
		            place(m), m->sum_cpu, m->seen_cpu_s, tolerance);
		hint_cpu(m);
		return 1;
	}
	for (int i = 0; i < m->k; i++)
		if (!(m->cpu_s[i] >= least))
			return judge_wrong(
				"%s: cpu_s[%d] is %.4f s, too little for this work: each worker calls burn "
				"once, with all iterations",
				place(m), i, m->cpu_s[i]);
	return 0;
}

static int by_size(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

/* The workers are told apart by their CPU time alone, so the least is compared with the least, and
 * so on. */
static int judge_each(const struct matter *m)
{
	double seen[MOST], said[MOST];
	char key[48];

	for (int i = 0; i < m->k; i++) {
		snprintf(key, sizeof key, "seen.worker_cpu_s.%d", i);
		if (!judge_has(m->c, key))
			return 0;
		seen[i] = judge_real(m->c, key);
		said[i] = m->cpu_s[i];
	}
	qsort(seen, (size_t)m->k, sizeof seen[0], by_size);
	qsort(said, (size_t)m->k, sizeof said[0], by_size);
	for (int i = 0; i < m->k; i++) {
		if (fabs(said[i] - seen[i]) <= sum_share * seen[i] + sum_worker_s)
			continue;
		judge_wrong("%s: in order of their CPU time, worker %d of %d used %.4f s as seen from "
		            "outside, but cpu_s says %.4f s",
		            place(m), i + 1, m->k, seen[i], said[i]);
		hint_cpu(m);
		return 1;
	}
	return 0;
}

static int judge_ratio(const struct matter *m)
{
	double expected = m->sum_cpu / m->k / m->max_wall;

	if (m->max_wall > 0 && fabs(m->ratio - expected) <= 1e-9 * expected)
		return 0;
	judge_wrong("%s: ratio is %g, but mean(cpu_s) / max(wall_s) is %g", place(m), m->ratio, expected);
	if (fabs(m->ratio - m->k * expected) <= 1e-9 * m->k * expected && m->k > 1)
		judge_hint("that is the sum of cpu_s, not the mean, divided by the largest of wall_s");
	return 1;
}

/* How many CPUs at most were there: the machine's, or the case's own number. */
static int cpus_of(const struct judge_case *c)
{
	uint64_t wanted = judge_uint(c, "cpus");
	long all = sysconf(_SC_NPROCESSORS_ONLN);

	if (all < 1)
		all = 1;
	return wanted > 0 && wanted < (uint64_t)all ? (int)wanted : (int)all;
}

static int check(const struct judge_case *c, const struct bundle *input, const struct bundle *answer)
{
	const double *wall_s = bundle_array(answer, "wall_s", BUNDLE_F64, MOST);
	const double *cpu_s = bundle_array(answer, "cpu_s", BUNDLE_F64, MOST);
	uint64_t processes = bundle_uint(input, "processes");
	const uint64_t *iterations = bundle_array(input, "iterations", BUNDLE_U64, MOST);
	struct matter m = {.c = c, .least = UINT64_MAX, .cpus = cpus_of(c)};

	m.k = processes > 0 ? (int)processes : c->workers;
	if (wall_s == NULL || cpu_s == NULL || iterations == NULL || m.k < 1 || m.k > MOST ||
	    !judge_has(c, "seen.wall_s"))
		return errno = EPROTO, -1;
	memcpy(m.wall_s, wall_s, sizeof m.wall_s);
	memcpy(m.cpu_s, cpu_s, sizeof m.cpu_s);
	m.ratio = bundle_real(answer, "ratio");
	m.seen_wall_s = judge_real(c, "seen.wall_s");
	m.seen_cpu_s = judge_real(c, "seen.cpu_s");
	for (int i = 0; i < m.k; i++) {
		m.sum_cpu += m.cpu_s[i];
		m.max_wall = fmax(m.max_wall, m.wall_s[i]);
		m.least = iterations[i] < m.least ? iterations[i] : m.least;
		m.most = iterations[i] > m.most ? iterations[i] : m.most;
	}
	return judge_workers(&m) || judge_numbers(&m) || judge_cpu(&m) || judge_walls(&m) || judge_each(&m) ||
	       judge_ratio(&m);
}

/* The chart of the ratio: a row of what was seen from outside.  All of the box's CPU
 * time is shared out, the caller's milliseconds too, and the call counts as a
 * whole; the program's own numbers were held against these by `check`. */
static int table(const struct judge_case *c, const char *chart, const struct bundle *input,
                 const struct bundle *answer)
{
	uint64_t processes = bundle_uint(input, "processes");
	int k = processes > 0 ? (int)processes : c->workers;
	double mean = judge_real(c, "seen.cpu_s") / k, wall = judge_real(c, "seen.wall_s");

	(void)answer;
	if (strcmp(chart, "ratio") != 0 || !(wall > 0))
		return errno = EINVAL, -1;
	printf("mode\tprocesses\tmean_cpu_s\tmax_wall_s\tratio\tusable_cpus\n");
	printf("%s\t%d\t%.6f\t%.6f\t%.6f\t%" PRIu64 "\n", c->mode == MODE_FORK ? "fork" : "threads", k, mean,
	       wall, mean / wall, judge_uint(c, "seen.usable_cpus"));
	return 0;
}

const struct oracle oracle = {.keys = keys, .plan = plan, .fill = fill, .check = check, .table = table};
