/* cmd_bench.c - how fast is it?  Checks first, for the speed of a wrong answer
 * means nothing; then the same rounds that grade, a table and charts. */
#include <stdio.h>
#include <stdlib.h>

#include "../base/base.h"
#include "../base/file.h"
#include "../box/box.h"
#include "../grading/verdict.h"
#include "../pipeline/pipeline.h"
#include "../report/report.h"
#include "command.h"

static const char help[] =
	"usage: parlab bench EXERCISE [FILE|FOLDER] [--mode MODE] [--charts|--sizes] [--out FOLDER]\n"
	"                    [--json] [--unsafe-no-box]\n\n"
	"Times the work beside the model solution, in rounds, and writes rounds.tsv and charts\n"
	"to FOLDER (out/bench/EXERCISE if not said), the exercise's own charts among them.\n"
	"What is not right is not timed.\n\n"
	"  --charts  only the exercise's own charts, which take some seconds\n"
	"  --sizes   only time against size, and from which size on each mode is faster than\n"
	"            the work's own serial mode (exercises whose manifest has `sizes`)\n\n"
	"Exit code: 0 as fast as asked for, 1 not right or too slow, 2 wrong usage or a fault of\n"
	"the grader, 3 inconclusive.\n";

struct arguments {
	const char *exercise, *path, *out;
	struct pipeline_job job;
	bool json, help;
};

static int parse(int argc, char **argv, struct arguments *a)
{
	static const struct option options[] = {
		{"mode", required_argument, NULL, 'm'}, {"out", required_argument, NULL, 'o'},
		{"json", no_argument, NULL, 'j'},       {"charts", no_argument, NULL, 'c'},
		{"sizes", no_argument, NULL, 's'},      {"unsafe-no-box", no_argument, NULL, 'u'},
		{"help", no_argument, NULL, 'h'},       {0},
	};

	opterr = 0;
	for (int c; (c = getopt_long(argc, argv, "m:o:h", options, NULL)) != -1;) {
		if (c == '?')
			return error_set("unknown option or missing value '%s'", argv[optind - 1]);
		if (c == 'u' && box_go_without() != 0)
			return -1;
		a->json |= c == 'j';
		a->job.only_charts |= c == 'c' || c == 's';
		a->job.only_sizes |= c == 's';
		a->help |= c == 'h';
		a->out = c == 'o' ? optarg : a->out;
		a->job.only_mode |= c == 'm';
		if (c == 'm' && mode_from_text(optarg, &a->job.mode) != 0)
			return error_set("no mode '%s'", optarg);
	}
	if (a->help)
		return 0;
	if (optind >= argc)
		return error_set("which exercise? e.g. parlab bench factorization");
	a->exercise = argv[optind++];
	a->path = optind < argc ? argv[optind++] : NULL;
	return optind < argc ? error_set("'%s' is one word too many", argv[optind]) : 0;
}

static void tell(const struct outcome *outcome, char *const *failures, const char *folder)
{
	bool colour = terminal_colour(stdout);

	if (outcome->verdict != VERDICT_CORRECT && !verdict_is_pending(outcome->verdict) &&
	    outcome->verdict != VERDICT_SLOW)
		terminal_check(outcome, stdout, colour);
	if (outcome->speed_count > 0)
		terminal_bench(outcome, stdout, colour);
	terminal_charts(outcome, failures, folder, stdout);
	if (outcome->samples.count > 0)
		printf("\ncharts and raw rounds: %s\n", folder);
}

static int show(const struct outcome *outcome, const struct arguments *a, const char *folder)
{
	bool timed = outcome->samples.count > 0;

	if ((timed || outcome->chart_count > 0) && folder_make(folder, 0777) != 0)
		return command_fault("bench");
	if (timed && report_charts(outcome, folder) != 0)
		return command_fault("bench");
	char **failures = report_own_charts(outcome, folder);
	if (a->json) {
		char *text = report_json(outcome);
		puts(text);
		free(text);
	} else {
		tell(outcome, failures, folder);
	}
	report_own_charts_free(failures, outcome);
	if (outcome->verdict == VERDICT_INCONCLUSIVE || outcome->verdict == VERDICT_NOT_MEASURABLE)
		return EXIT_INCONCLUSIVE;
	return outcome->verdict == VERDICT_CORRECT ? EXIT_WELL : EXIT_FELL_SHORT;
}

static int run(const struct arguments *a, const struct work *work)
{
	struct workshop *workshop = workshop_open(work->home);
	struct pipeline_job job = a->job;
	char *folder = a->out ? xstrdup(a->out) : xasprintf("out/bench/%s", work->exercise->name);
	int code;

	if (!workshop) {
		free(folder);
		return command_fault("bench");
	}
	job.exercise = work->exercise;
	job.jobs = workshop_usable_cpus(workshop);
	job.time_all_modes = true;
	job.file = work->file;
	job.folder = work->folder;
	struct pipeline *p = pipeline_start(workshop, &job);
	int failed = pipeline_examine(p);
	if (!failed && pipeline_worth_timing(p))
		failed = pipeline_time(p);
	if (!failed)
		failed = pipeline_conclude(p, NULL);
	code = failed ? command_fault("bench") : show(pipeline_outcome(p), a, folder);
	pipeline_finish(p);
	workshop_close(workshop);
	free(folder);
	return code;
}

int cmd_bench(int argc, char **argv)
{
	struct arguments a = {0};
	struct work work;

	if (parse(argc, argv, &a) != 0)
		return command_usage(argv[0], "%s", error_text());
	if (a.help) {
		fputs(help, stdout);
		return EXIT_WELL;
	}
	int code = work_find(&work, a.exercise, a.path) != 0 ? command_fault(argv[0]) : -1;
	if (code < 0 && a.job.only_mode && !manifest_mode(work.exercise, a.job.mode))
		code = command_usage(argv[0], "%s has no mode '%s'", a.exercise, mode_name(a.job.mode));
	if (code < 0 && a.job.only_sizes && !work.exercise->sizes.args)
		code = command_usage(argv[0], "%s has no sizes to measure", a.exercise);
	if (code < 0 && a.job.only_charts && !work.exercise->sizes.args && work.exercise->chart_count == 0)
		code = command_usage(argv[0], "%s has no charts of its own", a.exercise);
	if (code < 0)
		code = run(&a, &work);
	work_free(&work);
	return code;
}
