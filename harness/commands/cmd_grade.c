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
#include "../grading/verdict.h"
#include "../pipeline/pipeline.h"
#include "../report/progress.h"
#include "../report/report.h"
#include "class.h"
#include "command.h"
#include "options.h"

static const char about[] =
	"Grades SUBMISSIONS/<student>/<exercise>/ and writes FOLDER/gradebook.db, grades.csv,\n"
	"index.html and a page per student.  What was graded before and has not changed is not\n"
	"graded again, unless --again.  Nothing is graded without a sandbox, unless --unsafe-no-box.\n";

struct arguments {
	struct class class;
	bool again, no_timing;
	int jobs; /* 0: as many as there are CPUs */
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
	struct gradebook_standing standing = {0};
	int has;

	e->untimed = job.timed_later ? pipeline_fingerprint(g->workshop, &job) : NULL;
	job.timed_later = false;
	e->fingerprint = pipeline_fingerprint(g->workshop, &job);
	if (g->arguments->again)
		return false;
	pthread_mutex_lock(&g->lock);
	has = gradebook_find(g->book, student, exercise, &standing) == 0 && standing.found &&
	      !standing.fault &&
	      (strcmp(standing.fingerprint, e->fingerprint) == 0 ||
	       (e->untimed && strcmp(standing.fingerprint, e->untimed) == 0));
	gradebook_standing_free(&standing);
	pthread_mutex_unlock(&g->lock);
	return has == 1;
}

/* A folder that cannot be graded is a fault with a reason, not a grade. */
static void refuse(struct grading *g, struct entry *e)
{
	struct outcome *o = pipeline_outcome(e->pipeline);

	o->fault = e->submission->exercise->problem ? xstrdup(e->submission->problem)
	                                            : xasprintf("submission: %s", e->submission->problem);
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

static void free_entry(struct entry *e)
{
	free(e->fingerprint);
	free(e->untimed);
}

static void grade_all(struct grading *g)
{
	const struct submissions *found = &g->arguments->class.found;

	g->count = found->count;
	g->entries = xcalloc(found->count + 1, sizeof *g->entries);
	for (size_t i = 0; i < found->count; i++)
		g->entries[i].submission = &found->list[i];
	pthread_mutex_init(&g->lock, NULL);
	g->progress = progress_start(stderr, "grading", g->count);
	examine_all(g);
	time_all(g);
	progress_end(g->progress);
	for (size_t i = 0; i < g->count; i++)
		free_entry(&g->entries[i]);
	free(g->entries);
	pthread_mutex_destroy(&g->lock);
}

static int open_and_grade(const struct arguments *a)
{
	const char *out = a->class.out;
	char *path = path_join(out, "gradebook.db");
	struct grading g = {.arguments = a};
	double here = 0, all = 0;
	int failed = folder_make(out, 0777);

	if (!failed)
		failed = (g.book = gradebook_open(path)) ? 0 : -1;
	if (!failed)
		failed = (g.workshop = workshop_open(a->class.home)) ? 0 : -1;
	if (!failed)
		grade_all(&g);
	if (!failed)
		failed = report_class(g.book, out);
	if (!failed)
		failed = gradebook_speed_totals(g.book, &here, &all);
	workshop_close(g.workshop);
	gradebook_close(g.book);
	free(path);
	if (failed)
		return command_fault("grade");
	printf("%zu graded; %s/index.html\n", a->class.found.count, out);
	if (all > 0)
		printf("speed: %g of %g points measurable%s\n", here, all,
		       here < all ? "; the rest is pending and costs nobody anything" : "");
	if (g.faults)
		fprintf(stderr,
		        "parlab grade: the grader failed on %zu of them, which costs nobody points; run it again\n",
		        g.faults);
	return g.faults ? EXIT_FAULT : EXIT_WELL;
}

static int run(struct arguments *a)
{
	struct class *class = &a->class;

	if (class_open(class) != 0 || class_find(class, "grade") != 0)
		return command_fault("grade");
	if (class->found.count == 0)
		return command_usage("grade", "%s holds no submission: SUBMISSIONS/<student>/<exercise>/",
		                     class->folder);
	return open_and_grade(a);
}

int cmd_grade(int argc, char **argv)
{
	struct arguments a = {.class.out = "out"};
	const struct operand_row operands[] = {
		{"SUBMISSIONS", &a.class.folder,
	         "which folder of submissions? e.g. parlab grade submissions"},
		{0},
	};
	const struct option_row options[] = {
		CLASS_OPTIONS(&a.class, "where the gradebook and the pages go (out if not said)"),
		FLAG("again", 0, &a.again, "grade everything afresh"),
		COUNT("jobs", 0, "N", &a.jobs, 1, 1024,
	              "so many submissions side by side where nothing is timed (as many as CPUs if not said)"),
		FLAG("no-timing", 0, &a.no_timing,
	             "everything but the measuring of speed: points for speed are then pending and nobody "
	             "loses any; a later run without it times what was right"),
		OPTION_UNSAFE,
		{0},
	};
	const struct command_line line = {
		.operands = operands,
		.options = options,
		.about = about,
		.exit_codes = "0 everybody was graded, whatever the grades; 2 wrong usage, or the grader "
			      "failed on somebody (run it again)",
	};
	int code;

	if (options_read(&line, argc, argv, &code))
		code = run(&a);
	class_free(&a.class);
	return code;
}
