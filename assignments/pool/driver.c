/* driver.c - given: converts between named arrays (kit/bundle.h) and pool.h.  In a run by
 * hand it applies both schedules to the same tasks and prints how the workers' time was
 * spent.  It judges nothing. */
#include <errno.h>
#include <inttypes.h>

#include "kit.h"
#include "pool.h"

enum { BOTH = 2, SPAN_WORDS = 3 };
_Static_assert(sizeof(struct pool_span) == SPAN_WORDS * sizeof(uint64_t), "a span is stored as three "
                                                                          "words");

static const struct kit_parameter parameters[] = {
	{"tasks", 'n', KIT_WHOLE, "100", 0, 100000, "how many tasks"},
	{"longest-ms", 'l', KIT_REAL, "250", 0, 60000, "costs are drawn below so many milliseconds"},
	{"kind", 'k', KIT_WHOLE, "0", 0, 2, "costs: 0 random, 1 rising, 2 long ones in front"},
	{"chunk", 'c', KIT_WHOLE, "1", 1, 100000, "tasks taken at a time, dynamic schedule"},
	{"schedule", 0, KIT_WHOLE, "2", 0, BOTH, "0 static, 1 dynamic, 2 one after the other"},
	{"seed", 's', KIT_WHOLE, "2013", 0, 4294967295.0, "of the costs and values"},
	{"table", 0, KIT_WHOLE, "0", 0, 1, "1: every task's span, columns with tabs, for gantt.gp"},
	{0},
};

static int plan(const struct kit_arguments *arguments, struct bundle_plan *input, struct bundle_plan *answer)
{
	size_t tasks = kit_whole(arguments, "tasks");
	size_t runs = kit_whole(arguments, "schedule") == BOTH ? 2 : 1;
	const size_t results[] = {runs, tasks}, spans[] = {runs, tasks, SPAN_WORDS};

	bundle_plan_array(input, "cost_ns", BUNDLE_U64, tasks);
	bundle_plan_array(input, "value", BUNDLE_I64, tasks);
	bundle_plan_array(input, "chunk", BUNDLE_U64, 1);
	bundle_plan_array(input, "schedule", BUNDLE_U64, runs);
	bundle_plan_array(input, "fatal", BUNDLE_U64, 1);
	bundle_plan_array(input, "workers", BUNDLE_U64, 1); /* for print */
	bundle_plan_array(input, "table", BUNDLE_U64, 1);
	bundle_plan_shape(answer, "result", BUNDLE_I64, 2, results);
	bundle_plan_shape(answer, "span", BUNDLE_U64, 3, spans);
	bundle_plan_array(answer, "calls", BUNDLE_U64, 1);
	bundle_plan_array(answer, "error", BUNDLE_U64, 1);
	return 0;
}

static int fill(const struct kit_arguments *arguments, struct bundle *input)
{
	size_t tasks = bundle_count(input, "cost_ns"), runs = bundle_count(input, "schedule");
	uint64_t *schedule = bundle_array(input, "schedule", BUNDLE_U64, runs);

	pool_make((enum pool_kind)kit_whole(arguments, "kind"),
	          (uint64_t)(1e6 * kit_real(arguments, "longest-ms")), kit_whole(arguments, "seed"), tasks,
	          bundle_array(input, "cost_ns", BUNDLE_U64, tasks),
	          bundle_array(input, "value", BUNDLE_I64, tasks));
	for (size_t run = 0; run < runs; run++)
		schedule[run] = runs == 1 ? kit_whole(arguments, "schedule") : run;
	bundle_set_uint(input, "chunk", kit_whole(arguments, "chunk"));
	bundle_set_uint(input, "workers", (uint64_t)kit_workers(arguments));
	bundle_set_uint(input, "table", kit_whole(arguments, "table"));
	return 0;
}

static int call_run(enum mode mode, int workers, const struct pool_input *in, struct pool_output *out)
{
	switch (mode) {
	case MODE_SERIAL:
		return pool_serial(in, out);
	case MODE_FORK:
		return pool_fork(in, workers, out);
	case MODE_THREADS:
		return pool_threads(in, workers, out);
	default:
		return errno = ENOSYS, -1;
	}
}

static int call_runs(enum mode mode, int workers, const struct bundle *input, struct bundle *answer)
{
	size_t tasks = bundle_count(input, "cost_ns"), runs = bundle_count(input, "schedule");
	const uint64_t *schedule = bundle_array(input, "schedule", BUNDLE_U64, 1);
	int64_t *result = bundle_array(answer, "result", BUNDLE_I64, runs * tasks);
	uint64_t *span = bundle_array(answer, "span", BUNDLE_U64, runs * tasks * SPAN_WORDS);
	struct pool_input in = {
		.tasks = tasks,
		.cost_ns = bundle_array(input, "cost_ns", BUNDLE_U64, tasks),
		.value = bundle_array(input, "value", BUNDLE_I64, tasks),
		.chunk = bundle_uint(input, "chunk"),
	};

	if (schedule == NULL || in.cost_ns == NULL || in.value == NULL || result == NULL || span == NULL)
		return errno = EPROTO, -1;
	for (size_t run = 0; run < runs; run++) {
		struct pool_output out = {result + run * tasks,
		                          (struct pool_span *)(span + run * tasks * SPAN_WORDS)};
		in.schedule = (enum pool_schedule)schedule[run];
		if (call_run(mode, workers, &in, &out) != 0)
			return -1;
	}
	return 0;
}

static int call(enum mode mode, int workers, const struct bundle *input, struct bundle *answer)
{
	uint64_t calls = pool_calls();
	int returned = call_runs(mode, workers, input, answer), error = returned == 0 ? 0 : errno;

	bundle_set_uint(answer, "calls", pool_calls() - calls);
	bundle_set_uint(answer, "error", (uint64_t)error);
	errno = error;
	/* If a worker is to be killed, failure is the expected result, unless the system refused
	 * something before. */
	if (error == ENOSYS || error == EAGAIN || error == ENOMEM || error == EMFILE)
		return returned;
	return bundle_uint(input, "fatal") ? 0 : returned;
}

/* What is printed of one run. */
struct summary {
	double makespan, busy, lower_bound;
};

static struct summary summarise(const struct bundle *input, const struct pool_span *span)
{
	size_t tasks = bundle_count(input, "cost_ns");
	const uint64_t *cost_ns = bundle_array(input, "cost_ns", BUNDLE_U64, tasks);
	double work = 0, longest = 0;
	struct summary s = {0};

	for (size_t i = 0; i < tasks; i++) {
		double cost = 1e-9 * (double)cost_ns[i], end = 1e-9 * (double)span[i].end_ns;
		work += cost;
		longest = cost > longest ? cost : longest;
		s.busy += end - 1e-9 * (double)span[i].start_ns;
		s.makespan = end > s.makespan ? end : s.makespan;
	}
	work /= (double)bundle_uint(input, "workers");
	s.lower_bound = work > longest ? work : longest;
	return s;
}

static const char *name_of(uint64_t schedule)
{
	return schedule == POOL_STATIC ? "static" : "dynamic";
}

static void print_table(const struct bundle *input, const struct pool_span *span, FILE *to)
{
	size_t tasks = bundle_count(input, "cost_ns"), runs = bundle_count(input, "schedule");
	const uint64_t *schedule = bundle_array(input, "schedule", BUNDLE_U64, runs);

	fputs("schedule\tworker\ttask\tstart_s\tend_s\tlower_bound_s\n", to);
	for (size_t run = 0; run < runs; run++, span += tasks) {
		double bound = summarise(input, span).lower_bound;
		for (size_t i = 0; i < tasks; i++)
			fprintf(to, "%s\t%" PRIu64 "\t%zu\t%.6f\t%.6f\t%.6f\n", name_of(schedule[run]),
			        span[i].worker, i, 1e-9 * (double)span[i].start_ns,
			        1e-9 * (double)span[i].end_ns, bound);
	}
}

static void print(const struct bundle *input, const struct bundle *answer, FILE *to)
{
	size_t tasks = bundle_count(input, "cost_ns"), runs = bundle_count(input, "schedule");
	uint64_t workers = bundle_uint(input, "workers");
	const uint64_t *schedule = bundle_array(input, "schedule", BUNDLE_U64, runs);
	const struct pool_span *span = bundle_array(answer, "span", BUNDLE_U64, runs * tasks * SPAN_WORDS);

	if (bundle_uint(input, "table") == 1) {
		print_table(input, span, to);
		return;
	}
	fprintf(to, "%zu tasks, %" PRIu64 " worker%s\n", tasks, workers, workers == 1 ? "" : "s");
	fputs("schedule   makespan s   lower bound s   idle\n", to);
	for (size_t run = 0; run < runs; run++, span += tasks) {
		struct summary s = summarise(input, span);
		double all = s.makespan * (double)workers;
		fprintf(to, "%-8s   %10.3f   %13.3f  %4.1f%%\n", name_of(schedule[run]), s.makespan,
		        s.lower_bound, all > 0 ? 100 * (1 - s.busy / all) : 0.);
	}
}

/* Serial mode is the given loop, as the baseline by hand and when timed. */
const struct kit_exercise kit_exercise = {
	.name = "pool",
	.summary = "tasks of unequal cost for a pool of workers: when are all of them done?",
	.modes = 1u << MODE_SERIAL | 1u << MODE_FORK | 1u << MODE_THREADS,
	.parameters = parameters,
	.plan = plan,
	.fill = fill,
	.call = call,
	.print = print,
};
