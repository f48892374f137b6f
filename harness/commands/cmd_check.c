/* cmd_check.c - the student's loop: is it right, and if not, what is the
 * smallest example?  The same stages that grade, without timing. */
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
	"usage: parlab check EXERCISE [FILE|FOLDER] [options]\n\n"
	"Builds the work in a sandbox and checks every case in every mode, then looks for\n"
	"races, memory errors, leaks and idle workers.  Without FILE it takes the stub in\n"
	"assignments/EXERCISE/, which is where you write.\n\n"
	"  --mode MODE      only this mode: serial, fork, threads, openmp, or its letter\n"
	"  --case N         only the N-th case\n"
	"  --workers W      every case with W workers, and what else there is for that number\n"
	"  --json           the answer for a program\n"
	"  --unsafe-no-box  without a sandbox: your own machine, your own work; marks the result\n\n"
	"Exit code: 0 all is right, 1 something is not, 2 wrong usage or a fault of the grader.\n";

struct arguments {
	const char *exercise, *path;
	struct pipeline_job job;
	bool json, help;
};

static int take_number(const char *text, const char *what, int most, int *value)
{
	uint64_t number;

	if (parse_uint64(text, 1, (uint64_t)most, &number) != 0)
		return error_set("%s '%s' is not a whole number from 1 to %d", what, text, most);
	*value = (int)number;
	return 0;
}

static int take_option(struct arguments *a, int option, const char *word)
{
	switch (option) {
	case 'm':
		a->job.only_mode = true;
		return mode_from_text(optarg, &a->job.mode) == 0 ? 0 : error_set("no mode '%s'", optarg);
	case 'c':
		return take_number(optarg, "--case", 1000, &a->job.only_case);
	case 'w':
		return take_number(optarg, "--workers", 10000, &a->job.only_workers);
	case 'u':
		return box_go_without();
	case 'j':
		a->json = true;
		return 0;
	case 'h':
		a->help = true;
		return 0;
	default:
		return error_set("unknown option or missing value '%s'", word);
	}
}

static int parse(int argc, char **argv, struct arguments *a)
{
	static const struct option options[] = {
		{"mode", required_argument, NULL, 'm'},
		{"case", required_argument, NULL, 'c'},
		{"workers", required_argument, NULL, 'w'},
		{"json", no_argument, NULL, 'j'},
		{"help", no_argument, NULL, 'h'},
		{"unsafe-no-box", no_argument, NULL, 'u'},
		{0},
	};

	opterr = 0;
	for (int c; (c = getopt_long(argc, argv, "m:c:w:h", options, NULL)) != -1;)
		if (take_option(a, c, argv[optind - 1]) != 0)
			return -1;
	if (a->help)
		return 0;
	if (optind >= argc)
		return error_set("which exercise? e.g. parlab check factorization");
	a->exercise = argv[optind++];
	a->path = optind < argc ? argv[optind++] : NULL;
	return optind < argc ? error_set("'%s' is one word too many", argv[optind]) : 0;
}

static void show(const struct outcome *outcome, bool json)
{
	if (!json) {
		terminal_check(outcome, stdout, terminal_colour(stdout));
		return;
	}
	char *text = report_json(outcome);
	puts(text);
	free(text);
}

static int run(const struct arguments *a, const struct work *work)
{
	struct workshop *workshop = workshop_open(work->home);
	struct pipeline_job job = a->job;
	int code = EXIT_FAULT;

	if (!workshop)
		return command_fault("check");
	job.exercise = work->exercise;
	job.jobs = workshop_usable_cpus(workshop);
	job.without_speed = true;
	job.file = work->file;
	job.folder = work->folder;
	struct pipeline *p = pipeline_start(workshop, &job);
	if (pipeline_examine(p) != 0) {
		command_fault("check");
	} else {
		pipeline_conclude(p, NULL);
		show(pipeline_outcome(p), a->json);
		enum verdict v = pipeline_outcome(p)->verdict;
		code = v == VERDICT_CORRECT || verdict_is_pending(v) ? EXIT_WELL : EXIT_FELL_SHORT;
	}
	pipeline_finish(p);
	workshop_close(workshop);
	return code;
}

int cmd_check(int argc, char **argv)
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
	if (code < 0 && a.job.only_case > (int)work.exercise->case_count)
		code = command_usage(argv[0], "%s has %zu cases, so there is no case %d", a.exercise,
		                     work.exercise->case_count, a.job.only_case);
	if (code < 0 && a.job.only_workers >= (int)work.exercise->limits.processes)
		code = command_usage(argv[0],
		                     "%s allows %u processes and threads, which is too few for %d workers",
		                     a.exercise, work.exercise->limits.processes, a.job.only_workers);
	if (code < 0)
		code = run(&a, &work);
	work_free(&work);
	return code;
}
