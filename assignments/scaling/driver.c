/* driver.c - given: converts between named arrays (kit/bundle.h) and scaling.h.  In a run
 * by hand it makes the whole table, a row for each number of processes.  It can restrict
 * the call to some of the CPUs.  It neither measures nor judges. */
#include <errno.h>
#include <sched.h>
#include <stdbool.h>

#include "kit.h"
#include "scaling.h"

enum { TABLE_FIRST = 2, TABLE_LAST = 15 };

static const struct kit_parameter parameters[] = {
	{"processes", 'k', KIT_WHOLE, "0", 0, SCALING_PROCESSES_MAX, "how many at once; 0: a table, 2 to 15"},
	{"iterations", 'n', KIT_WHOLE, "100000000", 0, 1e12, "length of each one's work"},
	{"cpus", 'c', KIT_WHOLE, "0", 0, 1024, "use so many of the CPUs only; 0 for all"},
	{"table", 0, KIT_WHOLE, "0", 0, 1, "1: columns with tabs, for ratio.gp"},
	{0},
};

static int plan(const struct kit_arguments *arguments, struct bundle_plan *input, struct bundle_plan *answer)
{
	size_t rows = kit_whole(arguments, "processes") == 0 ? TABLE_LAST - TABLE_FIRST + 1 : 1;
	const size_t shape[] = {rows, SCALING_PROCESSES_MAX};

	bundle_plan_array(input, "processes", BUNDLE_U64, rows);
	bundle_plan_array(input, "iterations", BUNDLE_U64, SCALING_PROCESSES_MAX);
	bundle_plan_array(input, "cpus", BUNDLE_U64, 1);
	bundle_plan_array(input, "table", BUNDLE_U64, 1);
	bundle_plan_shape(answer, "wall_s", BUNDLE_F64, 2, shape);
	bundle_plan_shape(answer, "cpu_s", BUNDLE_F64, 2, shape);
	bundle_plan_array(answer, "ratio", BUNDLE_F64, rows);
	return 0;
}

static int fill(const struct kit_arguments *arguments, struct bundle *input)
{
	size_t rows = bundle_count(input, "processes");
	uint64_t *processes = bundle_array(input, "processes", BUNDLE_U64, rows);

	for (size_t row = 0; row < rows; row++)
		processes[row] = rows == 1 ? kit_whole(arguments, "processes") : TABLE_FIRST + row;
	uint64_t *iterations = bundle_array(input, "iterations", BUNDLE_U64, SCALING_PROCESSES_MAX);
	for (int i = 0; i < SCALING_PROCESSES_MAX; i++)
		iterations[i] = kit_whole(arguments, "iterations");
	bundle_set_uint(input, "cpus", kit_whole(arguments, "cpus"));
	bundle_set_uint(input, "table", kit_whole(arguments, "table"));
	return 0;
}

/* Workers inherit the affinity of the thread that starts them. */
static void keep_to(uint64_t cpus)
{
	cpu_set_t all, few;

	if (cpus == 0 || sched_getaffinity(0, sizeof all, &all) != 0)
		return;
	CPU_ZERO(&few);
	for (int i = 0; i < CPU_SETSIZE && (uint64_t)CPU_COUNT(&few) < cpus; i++)
		if (CPU_ISSET(i, &all))
			CPU_SET(i, &few);
	sched_setaffinity(0, sizeof few, &few);
}

static int call_row(enum mode mode, const struct scaling_input *in, struct scaling_output *out)
{
	switch (mode) {
	case MODE_FORK:
		return scaling_fork(in, in->processes, out);
	case MODE_THREADS:
		return scaling_threads(in, in->processes, out);
	default:
		return errno = ENOSYS, -1;
	}
}

static int call_rows(enum mode mode, int workers, const struct bundle *input, struct bundle *answer)
{
	size_t rows = bundle_count(input, "processes");
	const uint64_t *processes = bundle_array(input, "processes", BUNDLE_U64, rows);
	const uint64_t *iterations = bundle_array(input, "iterations", BUNDLE_U64, SCALING_PROCESSES_MAX);
	double *wall_s = bundle_array(answer, "wall_s", BUNDLE_F64, rows * SCALING_PROCESSES_MAX);
	double *cpu_s = bundle_array(answer, "cpu_s", BUNDLE_F64, rows * SCALING_PROCESSES_MAX);
	double *ratio = bundle_array(answer, "ratio", BUNDLE_F64, rows);

	if (processes == NULL || iterations == NULL || wall_s == NULL || cpu_s == NULL || ratio == NULL)
		return errno = EPROTO, -1;
	for (size_t row = 0; row < rows; row++) {
		struct scaling_input in = {processes[row] ? (int)processes[row] : workers, iterations};
		struct scaling_output out = {wall_s + row * SCALING_PROCESSES_MAX,
		                             cpu_s + row * SCALING_PROCESSES_MAX, ratio[row]};
		if (call_row(mode, &in, &out) != 0)
			return -1;
		ratio[row] = out.ratio;
	}
	return 0;
}

static enum mode called; /* for print */

static int call(enum mode mode, int workers, const struct bundle *input, struct bundle *answer)
{
	cpu_set_t before;
	int known = sched_getaffinity(0, sizeof before, &before), returned, error;

	called = mode;
	keep_to(bundle_uint(input, "cpus"));
	returned = call_rows(mode, workers, input, answer);
	error = errno;
	if (known == 0)
		sched_setaffinity(0, sizeof before, &before);
	errno = error;
	return returned;
}

/* The CPUs that the workers could use. */
static int cpus_of(const struct bundle *input)
{
	uint64_t wanted = bundle_uint(input, "cpus");
	cpu_set_t set;
	int count = sched_getaffinity(0, sizeof set, &set) == 0 ? CPU_COUNT(&set) : 1;

	return wanted > 0 && wanted < (uint64_t)count ? (int)wanted : count;
}

static void print(const struct bundle *input, const struct bundle *answer, FILE *to)
{
	size_t rows = bundle_count(input, "processes");
	const uint64_t *processes = bundle_array(input, "processes", BUNDLE_U64, rows);
	const double *wall_s = bundle_array(answer, "wall_s", BUNDLE_F64, rows * SCALING_PROCESSES_MAX);
	const double *cpu_s = bundle_array(answer, "cpu_s", BUNDLE_F64, rows * SCALING_PROCESSES_MAX);
	const double *ratio = bundle_array(answer, "ratio", BUNDLE_F64, rows);
	bool table = bundle_uint(input, "table") == 1;

	fputs(table ? "mode\tprocesses\tmean_cpu_s\tmax_wall_s\tratio\tusable_cpus\n"
	            : "processes   mean CPU s   max wall s    ratio\n",
	      to);
	for (size_t row = 0; row < rows; row++) {
		double sum = 0, longest = 0;
		for (uint64_t i = 0; i < processes[row]; i++) {
			double wall = wall_s[row * SCALING_PROCESSES_MAX + i];
			sum += cpu_s[row * SCALING_PROCESSES_MAX + i];
			longest = wall > longest ? wall : longest;
		}
		double mean = sum / (double)processes[row];
		if (table)
			fprintf(to, "%s\t%d\t%.6f\t%.6f\t%.6f\t%d\n",
			        called == MODE_FORK ? "fork" : "threads", (int)processes[row], mean, longest,
			        ratio[row], cpus_of(input));
		else
			fprintf(to, "%9d   %10.4f   %10.4f   %6.3f\n", (int)processes[row], mean, longest,
			        ratio[row]);
	}
	if (!table)
		fprintf(to, "usable CPUs: %d\n", cpus_of(input));
}

const struct kit_exercise kit_exercise = {
	.name = "scaling",
	.summary = "k busy workers at once: how much CPU time does each get, and how long does it take?",
	.modes = 1u << MODE_FORK | 1u << MODE_THREADS,
	.parameters = parameters,
	.plan = plan,
	.fill = fill,
	.call = call,
	.print = print,
};
