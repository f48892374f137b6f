/* cmd_grade.c - a class, with one command.
 *
 * Two passes.  First every submission is built and examined, side by side on
 * all CPUs; whatever need not be timed is recorded at once.  Then the rest is
 * timed, one by one, with the machine to itself; what is still open then is
 * timed once more at the end, when whatever disturbed it may be over.  Each submission is one
 * transaction in the gradebook, so that a grader that is stopped at any moment
 * goes on from there; and nothing that happens to one submission stops another.
 */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../base/base.h"
#include "../base/file.h"
#include "../box/box.h"
#include "../course/submissions.h"
#include "../grading/verdict.h"
#include "../pipeline/pipeline.h"
#include "../report/progress.h"
#include "../report/report.h"
#include "command.h"

static const char help[] =
	"usage: parlab grade SUBMISSIONS [--out FOLDER] [--only EXERCISE] [--again] [--jobs N]\n"
	"                    [--no-timing] [--unsafe-no-box]\n\n"
	"Grades SUBMISSIONS/<student>/<exercise>/ and writes FOLDER/gradebook.db, grades.csv,\n"
	"index.html and a page per student (FOLDER is out if not said).  What was graded\n"
	"before and has not changed is not graded again, unless --again.\n\n"
	"With --no-timing everything is done but the measuring of speed.  Points for speed are\n"
	"then pending and nobody loses any; a later run without it times what was right.\n\n"
	"Nothing is graded without a sandbox; --unsafe-no-box does it all the same, for your own\n"
	"work on your own machine, never as root, and marks every result.\n\n"
	"Exit code: 0 everybody was graded, whatever the grades; 2 wrong usage, or the grader\n"
	"failed on somebody (run it again).\n";

struct arguments {
	const char *folder, *out, *only;
	bool again, no_timing, help;
	int jobs;
};

/* The state of one submission on its way. */
struct entry {
	const struct submission *submission;
	char *fingerprint;
	char *untimed;             /* its fingerprint if it is not timed; NULL if it is to be */
	struct pipeline *pipeline; /* examined, waiting to be timed */
};

struct grading {
	const struct arguments *arguments;
	struct workshop *workshop;
	struct gradebook *book;
	struct progress *progress;
	struct entry *entries;
	size_t count, next;
	size_t faults;
	pthread_mutex_t lock; /* of book, next and faults */
};

static int parse(int argc, char **argv, struct arguments *a)
{
	static const struct option options[] = {
		{"out", required_argument, NULL, 'o'}, {"only", required_argument, NULL, 'e'},
		{"again", no_argument, NULL, 'a'},     {"jobs", required_argument, NULL, 'n'},
		{"no-timing", no_argument, NULL, 't'}, {"unsafe-no-box", no_argument, NULL, 'u'},
		{"help", no_argument, NULL, 'h'},      {0},
	};
	uint64_t jobs;

	opterr = 0;
	for (int c; (c = getopt_long(argc, argv, "o:h", options, NULL)) != -1;) {
		if (c == '?')
			return error_set("unknown option or missing value '%s'", argv[optind - 1]);
		if (c == 'u' && box_go_without() != 0)
			return -1;
		a->out = c == 'o' ? optarg : a->out;
		a->only = c == 'e' ? optarg : a->only;
		a->again |= c == 'a';
		a->no_timing |= c == 't';
		a->help |= c == 'h';
		if (c == 'n' && parse_uint64(optarg, 1, 1024, &jobs) != 0)
			return error_set("--jobs '%s' is not a whole number from 1 to 1024", optarg);
		a->jobs = c == 'n' ? (int)jobs : a->jobs;
	}
	if (a->help)
		return 0;
	if (optind + 1 != argc)
		return error_set(optind == argc ? "which folder of submissions? e.g. parlab grade submissions"
		                                : "one folder of submissions at a time");
	a->folder = argv[optind];
	return 0;
}

/* --- one submission --------------------------------------------------------- */

static struct pipeline_job job_of(const struct grading *g, const struct entry *e)
{
	return (struct pipeline_job){
		.exercise = e->submission->exercise,
		.student = e->submission->student,
		.folder = e->submission->folder,
		.timed_later = g->arguments->no_timing,
	};
}

static void report_step(struct grading *g, const struct outcome *o)
{
	char *line = o->fault ? xasprintf("%s %s: the grader failed: %s", o->student, o->exercise, o->fault)
	                      : xasprintf("%s %s: %s, %g of %g", o->student, o->exercise,
	                                  verdict_words(o->verdict), o->points, o->most);

	progress_step(g->progress, line);
	free(line);
}

/* Score and record; frees the pipeline.  What would not have been timed anyway is final. */
static void conclude(struct grading *g, struct entry *e)
{
	struct outcome *o = pipeline_outcome(e->pipeline);
	bool final = !e->untimed || !pipeline_worth_timing(e->pipeline);

	free(o->fingerprint);
	o->fingerprint = xstrdup(final ? e->fingerprint : e->untimed);
	pthread_mutex_lock(&g->lock);
	pipeline_conclude(e->pipeline, g->book);
	g->faults += o->fault != NULL;
	pthread_mutex_unlock(&g->lock);
	report_step(g, o);
	pipeline_finish(e->pipeline);
	e->pipeline = NULL;
}

/* A timed result will do where none was asked for, but not the other way round. */
static bool done_before(struct grading *g, struct entry *e)
{
	const char *student = e->submission->student, *exercise = e->submission->exercise->name;
	struct pipeline_job job = job_of(g, e);
	int has;

	e->untimed = job.timed_later ? pipeline_fingerprint(g->workshop, &job) : NULL;
	job.timed_later = false;
	e->fingerprint = pipeline_fingerprint(g->workshop, &job);
	if (g->arguments->again)
		return false;
	pthread_mutex_lock(&g->lock);
	has = gradebook_has(g->book, student, exercise, e->fingerprint);
	if (has == 0 && e->untimed)
		has = gradebook_has(g->book, student, exercise, e->untimed);
	pthread_mutex_unlock(&g->lock);
	return has == 1;
}

/* A folder that cannot be graded is a fault with a reason, not a grade. */
static void refuse(struct grading *g, struct entry *e)
{
	struct outcome *o = pipeline_outcome(e->pipeline);

	o->fault = xasprintf("submission: %s", e->submission->problem);
	conclude(g, e);
}

static void examine(struct grading *g, struct entry *e)
{
	struct pipeline_job job = job_of(g, e);

	if (done_before(g, e)) {
		char *line = xasprintf("%s %s: as graded before", e->submission->student,
		                       e->submission->exercise->name);
		progress_step(g->progress, line);
		free(line);
		return;
	}
	e->pipeline = pipeline_start(g->workshop, &job);
	if (e->submission->problem) {
		refuse(g, e);
		return;
	}
	pipeline_examine(e->pipeline);
	if (g->arguments->no_timing || !pipeline_worth_timing(e->pipeline))
		conclude(g, e);
}

static void *examine_some(void *context)
{
	struct grading *g = context;

	for (;;) {
		pthread_mutex_lock(&g->lock);
		size_t mine = g->next < g->count ? g->next++ : g->count;
		pthread_mutex_unlock(&g->lock);
		if (mine == g->count)
			return NULL;
		examine(g, &g->entries[mine]);
	}
}

/* The threads must outlive their boxes, which die with the thread that made
 * them; they do, since each finishes a submission before it ends. */
static void examine_all(struct grading *g)
{
	int jobs = g->arguments->jobs ? g->arguments->jobs : workshop_usable_cpus(g->workshop);
	pthread_t *threads = xcalloc((size_t)jobs, sizeof *threads);
	int started = 0;

	while (started < jobs && pthread_create(&threads[started], NULL, examine_some, g) == 0)
		started++;
	if (started == 0)
		examine_some(g);
	while (started > 0)
		pthread_join(threads[--started], NULL);
	free(threads);
}

static void time_those_waiting(struct grading *g, bool last)
{
	for (size_t i = 0; i < g->count; i++) {
		struct entry *e = &g->entries[i];
		if (!e->pipeline)
			continue;
		pipeline_time(e->pipeline);
		if (last || !pipeline_unsettled(e->pipeline))
			conclude(g, e);
	}
}

/* What is inconclusive is queued once more, behind all others; it is recorded
 * only then, so that a grader stopped in between does not take it for graded. */
static void time_all(struct grading *g)
{
	time_those_waiting(g, false);
	time_those_waiting(g, true);
}

/* --- the class ----------------------------------------------------------------- */

static int prune(struct grading *g)
{
	struct gradebook_key *keys = xcalloc(g->count + 1, sizeof *keys);
	int failed;

	for (size_t i = 0; i < g->count; i++)
		keys[i] = (struct gradebook_key){g->entries[i].submission->student,
		                                 g->entries[i].submission->exercise->name};
	failed = gradebook_prune(g->book, keys, g->count);
	free(keys);
	return failed;
}

static void free_entry(struct entry *e)
{
	free(e->fingerprint);
	free(e->untimed);
}

static int grade_all(struct grading *g, const struct submissions *found)
{
	int failed = 0;

	g->count = found->count;
	g->entries = xcalloc(found->count + 1, sizeof *g->entries);
	for (size_t i = 0; i < found->count; i++)
		g->entries[i].submission = &found->list[i];
	pthread_mutex_init(&g->lock, NULL);
	g->progress = progress_start(stderr, "grading", g->count);
	examine_all(g);
	time_all(g);
	progress_end(g->progress);
	/* With --only, the other exercises' rows are not ours to drop. */
	if (!g->arguments->only)
		failed = prune(g);
	for (size_t i = 0; i < g->count; i++)
		free_entry(&g->entries[i]);
	free(g->entries);
	pthread_mutex_destroy(&g->lock);
	return failed;
}

static int open_and_grade(const struct arguments *a, const char *home, const struct submissions *found)
{
	char *path = path_join(a->out, "gradebook.db");
	struct grading g = {.arguments = a};
	double here = 0, all = 0;
	int failed = folder_make(a->out, 0777);

	if (!failed)
		failed = (g.book = gradebook_open(path)) ? 0 : -1;
	if (!failed)
		failed = (g.workshop = workshop_open(home)) ? 0 : -1;
	if (!failed)
		failed = grade_all(&g, found);
	if (!failed)
		failed = report_class(g.book, a->out);
	if (!failed)
		failed = gradebook_speed_totals(g.book, &here, &all);
	workshop_close(g.workshop);
	gradebook_close(g.book);
	free(path);
	if (failed)
		return command_fault("grade");
	printf("%zu graded; %s/index.html\n", found->count, a->out);
	if (all > 0)
		printf("speed: %g of %g points measurable%s\n", here, all,
		       here < all ? "; the rest is pending and costs nobody anything" : "");
	if (g.faults)
		fprintf(stderr,
		        "parlab grade: the grader failed on %zu of them, which costs nobody points; run it again\n",
		        g.faults);
	return g.faults ? EXIT_FAULT : EXIT_WELL;
}

int cmd_grade(int argc, char **argv)
{
	struct arguments a = {.out = "out"};
	struct catalog catalog = {0};
	struct submissions found = {0};
	char **warnings = NULL, *home;
	int code;

	if (parse(argc, argv, &a) != 0)
		return command_usage(argv[0], "%s", error_text());
	if (a.help) {
		fputs(help, stdout);
		return EXIT_WELL;
	}
	home = command_home();
	if (!home || catalog_load(&catalog, home) != 0 || (a.only && !catalog_find(&catalog, a.only)) ||
	    submissions_find(&found, &catalog, a.folder, a.only, &warnings) != 0) {
		code = command_fault(argv[0]);
	} else {
		for (char **warning = warnings; warning && *warning; warning++)
			fprintf(stderr, "parlab grade: %s\n", *warning);
		code = found.count
		               ? open_and_grade(&a, home, &found)
		               : command_usage(argv[0],
		                               "%s holds no submission: SUBMISSIONS/<student>/<exercise>/",
		                               a.folder);
	}
	strv_free(warnings);
	submissions_free(&found);
	catalog_free(&catalog);
	free(home);
	return code;
}
