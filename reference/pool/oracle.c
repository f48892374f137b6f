/* oracle.c - cases and judgement for pool.
 *
 * Case: schedule, tasks, chunk (1), kind of costs (0), longest_ms (10), fatal
 * (a task at which a child process is killed; 0: none), timed (1 in timed
 * rounds).  Costs and values are drawn from the seed.
 *
 * Results are whole numbers and are compared exactly.  Spans are reported by the student's
 * program, so they are only checked for plausibility: every task done by the right worker,
 * no worker at two tasks at once, none shorter than its cost, none later than the end of
 * the call.  The time that parlab measured decides.  It cannot be shorter than max(sum / w,
 * the longest piece that one worker must do), and must not be longer than the schedule
 * guarantees: the largest block when static; when dynamic Graham's bound, sum / w + (1 -
 * 1/w) * the largest chunk (R.  L.  Graham, "Bounds on multiprocessing timing anomalies",
 * 1969).
 *
 * The CPU time that parlab measured must cover that of all tasks: a program that only waits
 * as long as a good pool would, and invents the spans, uses less.
 *
 * Tolerance: 1 ms where the clocks are read at slightly different moments.
 * Upper bounds are stretched by 30% and 100 ms, as tasks sleep, and on a busy
 * machine each may be woken some milliseconds late.  The cases with the expensive
 * tasks in front are made so that blocks lie beyond even that.  Timed rounds
 * are not held to upper bounds: there a late worker costs speed already.
 */
#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "judge.h"
#include "pool.h"

enum { SPAN_WORDS = 3 };
static const double clock_s = 1e-3, least_s = 1e-6;
static const double computing_share = 0.8;
static const double slack_share = 0.30, slack_s = 0.100;
enum { TASKS_MOST = 1000000 };

/* What is judged, copied, and what it should be. */
struct matter {
	const struct judge_case *c;
	size_t tasks, chunk;
	int schedule, workers;
	const uint64_t *cost_ns;
	const int64_t *value;
	int64_t *result;        /* [tasks] */
	struct pool_span *span; /* [tasks] */
	double seen_s;
	double sum_s, longest_s; /* of all tasks; of the most expensive */
	double piece_s;          /* the most expensive block (static) or chunk (dynamic) */
	double computing_s;      /* CPU time of all tasks */
};

/* The case */

static const struct judge_key keys[] = {
	{"tasks", JUDGE_UINT, 0, 0, TASKS_MOST},
	{"kind", JUDGE_UINT, POOL_RANDOM, 0, POOL_FRONT},
	{"longest_ms", JUDGE_UINT, 10, 0, 60000},
	{"chunk", JUDGE_UINT, 1, 1, 1e9},
	{"schedule", JUDGE_UINT, POOL_DYNAMIC, 0, POOL_DYNAMIC},
	{"fatal", JUDGE_UINT, 0, 0, TASKS_MOST},
	{"timed", JUDGE_UINT, 0, 0, 1},
	{0},
};

static int plan(const struct judge_case *c, struct bundle_plan *input, struct bundle_plan *answer)
{
	uint64_t tasks = judge_uint(c, "tasks");
	const size_t results[] = {1, tasks}, spans[] = {1, tasks, SPAN_WORDS};

	bundle_plan_array(input, "cost_ns", BUNDLE_U64, tasks);
	bundle_plan_array(input, "value", BUNDLE_I64, tasks);
	bundle_plan_array(input, "chunk", BUNDLE_U64, 1);
	bundle_plan_array(input, "schedule", BUNDLE_U64, 1);
	bundle_plan_array(input, "fatal", BUNDLE_U64, 1);
	bundle_plan_shape(answer, "result", BUNDLE_I64, 2, results);
	bundle_plan_shape(answer, "span", BUNDLE_U64, 3, spans);
	bundle_plan_array(answer, "calls", BUNDLE_U64, 1);
	bundle_plan_array(answer, "error", BUNDLE_U64, 1);
	return 0;
}

static int fill(const struct judge_case *c, struct bundle *input)
{
	size_t tasks = bundle_count(input, "cost_ns");
	uint64_t *cost_ns = bundle_array(input, "cost_ns", BUNDLE_U64, tasks);
	int64_t *value = bundle_array(input, "value", BUNDLE_I64, tasks);
	uint64_t kind = judge_uint(c, "kind"), fatal = judge_uint(c, "fatal");
	uint64_t chunk = judge_uint(c, "chunk"), schedule = judge_uint(c, "schedule");

	if (fatal > 0 && fatal >= tasks)
		return errno = ERANGE, -1;
	pool_make((enum pool_kind)kind, judge_uint(c, "longest_ms") * 1000000, c->seed, tasks, cost_ns,
	          value);
	if (fatal > 0)
		value[fatal] = POOL_FATAL;
	bundle_set_uint(input, "chunk", chunk);
	bundle_set_uint(input, "schedule", schedule);
	bundle_set_uint(input, "fatal", fatal);
	return 0;
}

/* Help */

static const char *place(const struct matter *m)
{
	static char text[128];
	char what[64] = "static schedule";

	if (m->schedule == POOL_DYNAMIC)
		snprintf(what, sizeof what, "dynamic schedule, chunk %zu", m->chunk);
	snprintf(text, sizeof text, "%zu task%s with %d worker%s, %s", m->tasks, m->tasks == 1 ? "" : "s",
	         m->workers, m->workers == 1 ? "" : "s", what);
	return text;
}

/* The piece (block or chunk) that task i lies in. */
static size_t piece_of(const struct matter *m, size_t i)
{
	size_t small = m->tasks / (size_t)m->workers, rest = m->tasks % (size_t)m->workers;

	if (m->schedule == POOL_DYNAMIC)
		return i / m->chunk;
	return i < rest * (small + 1) ? i / (small + 1) : rest + (i - rest * (small + 1)) / small;
}

static double cost_s(const struct matter *m, size_t i)
{
	return 1e-9 * (double)m->cost_ns[i];
}

static void add_up(struct matter *m)
{
	double piece = 0;

	for (size_t i = 0; i < m->tasks; i++) {
		if (i > 0 && piece_of(m, i) != piece_of(m, i - 1))
			piece = 0;
		piece += cost_s(m, i);
		m->sum_s += cost_s(m, i);
		m->computing_s += fmin(cost_s(m, i) / POOL_COMPUTING_PART, 1e-9 * POOL_COMPUTING_NS_MOST);
		m->longest_s = fmax(m->longest_s, cost_s(m, i));
		m->piece_s = fmax(m->piece_s, piece);
	}
}

/* Unwritten memory: one byte value throughout. */
static bool is_filling(const void *bytes, size_t count)
{
	const unsigned char *byte = bytes;

	return byte[0] != 0 && memcmp(byte, byte + 1, count - 1) == 0;
}

static int by_value(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return (x > y) - (x < y);
}

/* Are they the right results, in another order? */
static bool is_shuffled(const struct matter *m)
{
	int64_t *got = calloc(2 * m->tasks + 1, sizeof *got), *expected;
	bool same;

	if (got == NULL)
		return false;
	expected = got + m->tasks;
	for (size_t i = 0; i < m->tasks; i++) {
		got[i] = m->result[i];
		expected[i] = 2 * m->value[i];
	}
	qsort(got, m->tasks, sizeof *got, by_value);
	qsort(expected, m->tasks, sizeof *expected, by_value);
	same = memcmp(got, expected, m->tasks * sizeof *got) == 0;
	free(got);
	return same;
}

/* The judgement, a question at a time: 0 nothing wrong, else what judge_wrong or judge_late returned */

/* A worker died: there is nothing else to judge. */
static int judge_death(const struct matter *m, const struct bundle *answer)
{
	uint64_t error = bundle_uint(answer, "error");

	if (error == EIO)
		return 0;
	if (error == 0)
		return judge_wrong("%s: the process that did task %" PRIu64
		                   " was killed, and the function returned 0; "
		                   "it should return -1 with errno EIO",
		                   place(m), judge_uint(m->c, "fatal"));
	return judge_wrong("%s: the process that did task %" PRIu64
	                   " was killed, and errno is %d (%s); it should be EIO",
	                   place(m), judge_uint(m->c, "fatal"), (int)error, strerror((int)error));
}

static int judge_results(const struct matter *m)
{
	size_t i = 0;

	while (i < m->tasks && m->result[i] == 2 * m->value[i])
		i++;
	if (i == m->tasks)
		return 0;
	if (is_filling(&m->result[i], sizeof m->result[i])) {
		judge_wrong("%s: result[%zu] was never written", place(m), i);
		if (m->c->mode == MODE_FORK && is_filling(m->result, m->tasks * sizeof m->result[0]))
			judge_hint("nor was any other: what a child writes to out stays in the child");
		return 1;
	}
	judge_wrong("%s: result[%zu] should be %" PRId64 ", got %" PRId64, place(m), i, 2 * m->value[i],
	            m->result[i]);
	if (is_shuffled(m))
		judge_hint(
			"the results are right, but not in the tasks' order: put each in its task's place, "
			"whenever it comes");
	else if (m->result[i] == m->value[i])
		judge_hint("that is the task's value itself, not what pool_task returns");
	return 1;
}

static int judge_calls(const struct matter *m, const struct bundle *answer)
{
	uint64_t calls = bundle_uint(answer, "calls");
	size_t borders = m->tasks > 0 ? piece_of(m, m->tasks - 1) : 0;

	if (calls == m->tasks)
		return 0;
	judge_wrong("%s: pool_task was called %" PRIu64 " times, once for each task is right", place(m),
	            calls);
	if (borders > 0 && calls == m->tasks + borders)
		judge_hint("%zu calls too many, as many as there are borders between %s: is the task at a "
		           "border done on both sides?",
		           borders, m->schedule == POOL_STATIC ? "blocks" : "chunks");
	else if (calls == m->tasks * (uint64_t)m->workers)
		judge_hint("each of the %d workers did all the tasks", m->workers);
	return 1;
}

static bool is_all_one_worker(const struct matter *m)
{
	for (size_t i = 1; i < m->tasks; i++)
		if (m->span[i].worker != m->span[0].worker)
			return false;
	return true;
}

static int judge_shares(const struct matter *m)
{
	for (size_t i = 0; i < m->tasks; i++) {
		uint64_t worker = m->span[i].worker;
		if (is_filling(&m->span[i], sizeof m->span[i]))
			return judge_wrong("%s: span[%zu] was never written", place(m), i);
		if (worker >= (uint64_t)m->workers)
			return judge_wrong("%s: span[%zu].worker is %" PRIu64
			                   ", workers are numbered 0 to %d",
			                   place(m), i, worker, m->workers - 1);
		if (m->schedule == POOL_STATIC && worker != piece_of(m, i)) {
			judge_wrong("%s: task %zu lies in block %zu, but worker %" PRIu64 " did it", place(m),
			            i, piece_of(m, i), worker);
			if (is_all_one_worker(m))
				judge_hint("every span names worker %" PRIu64
				           ": either one worker did all tasks, or its "
				           "number was not noted",
				           m->span[0].worker);
			return 1;
		}
		if (i > 0 && piece_of(m, i) == piece_of(m, i - 1) && worker != m->span[i - 1].worker)
			return judge_wrong("%s: tasks %zu and %zu are of one chunk, but workers %" PRIu64
			                   " and %" PRIu64 " did them",
			                   place(m), i - 1, i, m->span[i - 1].worker, worker);
	}
	return 0;
}

static int judge_span(const struct matter *m, size_t i)
{
	const struct pool_span *span = &m->span[i];
	double start = 1e-9 * (double)span->start_ns, end = 1e-9 * (double)span->end_ns;

	if (span->start_ns > span->end_ns)
		return judge_wrong("%s: span[%zu] ends before it starts", place(m), i);
	if (!(end <= m->seen_s + clock_s)) {
		judge_wrong("%s: span[%zu] ends at %.4f s, but the whole call took %.4f s", place(m), i, end,
		            m->seen_s);
		if (end - start <= m->seen_s)
			judge_hint("times count from the call of your function: subtract pool_now_ns() of "
			           "that moment");
		return 1;
	}
	if (!(end - start >= cost_s(m, i) - least_s))
		return judge_wrong("%s: span[%zu] lasts %.6f s, but the task's cost is %.6f s", place(m), i,
		                   end - start, cost_s(m, i));
	if (!judge_uint(m->c, "timed") && !(end - start <= cost_s(m, i) * (1 + slack_share) + slack_s))
		return judge_late(
			"%s: span[%zu] lasts %.4f s, but the task's cost is %.4f s; a span is of one task, "
			"without any waiting",
			place(m), i, end - start, cost_s(m, i));
	return 0;
}

/* Tasks cannot be done without the CPU time that they take. */
static int judge_computing(const struct matter *m)
{
	double missing_s = judge_real(m->c, "seen.cpu_grain_s") * (m->workers + 1) + clock_s;
	double seen_cpu_s = judge_real(m->c, "seen.cpu_s");

	if (!(seen_cpu_s < computing_share * m->computing_s - missing_s))
		return 0;
	return judge_wrong(
		"%s: these tasks compute for %.4f s, but only %.4f s of CPU time were used; does every worker "
		"call pool_task with the cost of each of its tasks?",
		place(m), m->computing_s, seen_cpu_s);
}

struct order {
	struct pool_span span;
	size_t task;
};

static int by_worker_and_start(const void *a, const void *b)
{
	const struct pool_span *x = &((const struct order *)a)->span, *y = &((const struct order *)b)->span;

	if (x->worker != y->worker)
		return x->worker < y->worker ? -1 : 1;
	return (x->start_ns > y->start_ns) - (x->start_ns < y->start_ns);
}

static int judge_overlaps(const struct matter *m)
{
	struct order *all = calloc(m->tasks + 1, sizeof *all);
	int verdict = 0;

	if (all == NULL)
		return -1;
	for (size_t i = 0; i < m->tasks; i++)
		all[i] = (struct order){m->span[i], i};
	qsort(all, m->tasks, sizeof *all, by_worker_and_start);
	for (size_t i = 1; i < m->tasks && verdict == 0; i++)
		if (all[i].span.worker == all[i - 1].span.worker &&
		    all[i].span.start_ns < all[i - 1].span.end_ns)
			verdict = judge_wrong("%s: by its spans worker %" PRIu64
			                      " was at task %zu and at task %zu at the same time",
			                      place(m), all[i].span.worker, all[i - 1].task, all[i].task);
	free(all);
	return verdict;
}

static int judge_spans(const struct matter *m)
{
	int verdict = 0;

	for (size_t i = 0; i < m->tasks && verdict == 0; i++)
		verdict = judge_span(m, i);
	return verdict != 0 ? verdict : judge_overlaps(m);
}

/* Are the tasks divided as in the static schedule? */
static bool are_blocks(struct matter m)
{
	bool same = m.workers > 1;

	m.schedule = POOL_STATIC;
	for (size_t i = 0; i < m.tasks && same; i++)
		same = m.span[i].worker == piece_of(&m, i);
	return same;
}

static int judge_makespan(const struct matter *m)
{
	double w = m->workers, least = fmax(m->sum_s / w, fmax(m->longest_s, m->piece_s));
	double bound = m->schedule == POOL_STATIC ? m->piece_s : m->sum_s / w + (1 - 1 / w) * m->piece_s;
	double most = bound * (1 + slack_share) + slack_s;

	if (!(m->seen_s >= least - clock_s))
		return judge_wrong("%s: it took %.4f s, but that much work takes %.4f s at least; does every "
		                   "worker call pool_task for each of its tasks?",
		                   place(m), m->seen_s, least);
	if (judge_uint(m->c, "timed") || m->seen_s <= most)
		return 0;
	int late = judge_late(
		"%s: it took %.4f s; this schedule needs %.4f s at most, and up to %.4f s were allowed",
		place(m), m->seen_s, bound, most);
	if (m->workers > 1 && m->seen_s >= m->sum_s)
		judge_hint(
			"that is as long as one worker needs for all (%.4f s): nothing ran at the same time",
			m->sum_s);
	else if (m->schedule == POOL_DYNAMIC && are_blocks(*m))
		judge_hint("worker 0 did the first block of tasks, worker 1 the second, ...: that is the "
		           "static schedule");
	return late;
}

static int judge(struct matter *m, const struct bundle *answer)
{
	if (judge_uint(m->c, "fatal") > 0 && m->c->mode == MODE_FORK)
		return judge_death(m, answer);
	if (bundle_uint(answer, "error") != 0)
		return judge_wrong("%s: the function failed: %s", place(m),
		                   strerror((int)bundle_uint(answer, "error")));
	add_up(m);
	if (judge_results(m) != 0 || judge_calls(m, answer) != 0 || judge_shares(m) != 0 ||
	    judge_computing(m) != 0)
		return 1;
	int verdict = judge_spans(m);
	return verdict != 0 ? verdict : judge_makespan(m);
}

static int check(const struct judge_case *c, const struct bundle *input, const struct bundle *answer)
{
	size_t tasks = bundle_count(input, "cost_ns"), bytes = tasks * sizeof(struct pool_span);
	const int64_t *result = bundle_array(answer, "result", BUNDLE_I64, tasks);
	const uint64_t *span = bundle_array(answer, "span", BUNDLE_U64, tasks * SPAN_WORDS);
	struct matter m = {
		.c = c,
		.tasks = tasks,
		.chunk = bundle_uint(input, "chunk"),
		.workers = c->workers,
		.schedule = (int)bundle_uint(input, "schedule"),
		.cost_ns = bundle_array(input, "cost_ns", BUNDLE_U64, tasks),
		.value = bundle_array(input, "value", BUNDLE_I64, tasks),
		.seen_s = judge_real(c, "seen.wall_s"),
	};
	int verdict = -1;

	if (result == NULL || span == NULL || m.cost_ns == NULL || m.value == NULL || m.chunk < 1 ||
	    !judge_has(c, "seen.wall_s"))
		return errno = EPROTO, -1;
	m.result = malloc(tasks * sizeof *m.result + 1);
	m.span = malloc(bytes + 1);
	if (m.result != NULL && m.span != NULL) {
		memcpy(m.result, result, tasks * sizeof *m.result);
		memcpy(m.span, span, bytes);
		verdict = judge(&m, answer);
	}
	free(m.result);
	free(m.span);
	return verdict;
}

/* The Gantt chart.  Workers and times are as reported by the program; `check` found them
 * plausible and within the call that parlab timed. */
static int table(const struct judge_case *c, const char *chart, const struct bundle *input,
                 const struct bundle *answer)
{
	size_t tasks = bundle_count(input, "cost_ns");
	const uint64_t *words = bundle_array(answer, "span", BUNDLE_U64, tasks * SPAN_WORDS);
	struct matter m = {.tasks = tasks, .cost_ns = bundle_array(input, "cost_ns", BUNDLE_U64, tasks)};

	if (strcmp(chart, "gantt") != 0 || words == NULL || m.cost_ns == NULL)
		return errno = EINVAL, -1;
	m.chunk = bundle_uint(input, "chunk");
	m.schedule = POOL_DYNAMIC; /* add_up asks for chunks or blocks; its sums are the same */
	add_up(&m);
	printf("schedule\tworker\ttask\tstart_s\tend_s\tlower_bound_s\n");
	for (size_t i = 0; i < tasks; i++, words += SPAN_WORDS)
		printf("%s\t%" PRIu64 "\t%zu\t%.6f\t%.6f\t%.6f\n",
		       bundle_uint(input, "schedule") == POOL_STATIC ? "static" : "dynamic", words[0], i,
		       1e-9 * (double)words[1], 1e-9 * (double)words[2],
		       fmax(m.sum_s / c->workers, m.longest_s));
	return 0;
}

const struct oracle oracle = {.keys = keys, .plan = plan, .fill = fill, .check = check, .table = table};
