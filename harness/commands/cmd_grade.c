/* cmd_grade.c - grades a class with one command.
 *
 * Two passes.  First every submission is built and examined, in parallel on all CPUs; a
 * submission that needs no timing is recorded at once.  Then the others are timed, one by
 * one, alone on the machine.  Those that are still open are timed once more at the end,
 * when a disturbance may be over.  Each submission is one transaction in the gradebook, so
 * a stopped grader continues where it was.  No submission's failure stops another.
 *
 * Recorded results are reused as far as they are valid: unchanged evidence is not collected
 * again, only scored by new rules, or timed further if it was inconclusive.  Results are
 * removed only on request.
 */
#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "../base/base.h"
#include "../grading/verdict.h"
#include "../pipeline/fingerprint.h"
#include "../pipeline/pipeline.h"
#include "../report/progress.h"
#include "../report/report.h"
#include "class.h"
#include "command.h"
#include "options.h"
#include "results.h"

static const char about[] =
	"Grades SUBMISSIONS/<student>/<exercise>/, or what a learning platform exported, and writes FOLDER/gradebook.db, grades.csv,\n"
	"index.html and a page per student.  Unchanged submissions are skipped.  If only points or\n"
	"bands have changed, they are scored again from the recorded evidence.  Inconclusive ones\n"
	"are timed once more.  Replaced results are kept (parlab history).  Nothing is graded\n"
	"without a sandbox, unless --unsafe-no-box.\n";

struct arguments {
	struct class class;
	bool again, no_timing, retime, prune, yes, dry_run;
	const char *why;
	int jobs; /* 0: the number of CPUs */
};

/* The work to do for a submission. */
enum todo { SKIP, RESCORE, TIME, EXAMINE };

/* The state of one submission. */
struct entry {
	const struct submission *submission;
	struct gradebook_standing before; /* its recorded result */
	char *fingerprint, *scale;        /* current */
	char *why;                        /* the reason, if the recorded result is replaced */
	struct pipeline *pipeline;        /* examined, waiting to be timed */
};

struct grading {
	const struct arguments *arguments;
	struct workshop *workshop;
	struct gradebook *book;
	char *secret; /* the gradebook's */
	struct progress *progress;
	struct entry *entries;
	size_t count, next;
	size_t faults;
	char *stopped;        /* NULL, or why results can no longer be recorded */
	pthread_mutex_t lock; /* guards book, next, faults and stopped */
};

/* --- one submission --------------------------------------------------------- */

static struct pipeline_job job_of(const struct grading *g, const struct entry *e)
{
	return (struct pipeline_job){
		.exercise = e->submission->exercise,
		.student = e->submission->student,
		.folder = e->submission->folder,
		.name = e->submission->name,
		.section = e->submission->section,
		.found = e->submission->found,
		.taken = e->submission->taken,
		.handed_in = e->submission->at_s,
		.late = e->submission->late,
		.late_share = e->submission->late_share,
		.late_words = e->submission->late_words,
		.secret = g->secret,
		.timed_later = g->arguments->no_timing,
		.thorough = true,
		.why = e->why,
	};
}

static void report_step(struct grading *g, const struct outcome *o, bool kept)
{
	char *line = o->fault ? xasprintf("%s %s: the grader failed: %s%s", o->student, o->exercise, o->fault,
	                                  kept ? "; the earlier result is kept" : "")
	                      : xasprintf("%s %s: %s, %g of %g", o->student, o->exercise,
	                                  verdict_words(o->verdict), o->points, o->most);

	progress_step(g->progress, line);
	free(line);
}

static bool is_absent(const struct submission *submission)
{
	struct stat status;

	return lstat(submission->folder, &status) != 0 && errno == ENOENT;
}

/* Something was graded before, and there is nothing now: that takes no result away. */
static bool withdrawn(const struct entry *e)
{
	return e->before.found && !e->before.fault && is_absent(e->submission) &&
	       !fingerprint_same_work(e->before.fingerprint, e->fingerprint);
}

static void skip(struct grading *g, const struct entry *e)
{
	char *line =
		xasprintf("%s %s: %s", e->submission->student, e->submission->exercise->name,
	                  withdrawn(e) ? "no folder here, the earlier result is kept" : "unchanged, skipped");

	progress_step(g->progress, line);
	free(line);
}

/* The earlier result stays when the grader fails on the same work, or the exercise is unusable. */
static bool still_holds(const struct entry *e)
{
	return e->before.found && !e->before.fault &&
	       (e->submission->exercise->problem ||
	        fingerprint_same_work(e->before.fingerprint, e->fingerprint));
}

/* Score and record; frees the pipeline.  Failure to record ends the run, since later
 * results would be lost too. */
static void conclude(struct grading *g, struct entry *e)
{
	struct outcome *o = pipeline_outcome(e->pipeline);
	bool keep = o->fault && still_holds(e);

	free(o->fingerprint);
	free(o->scale);
	o->fingerprint = xstrdup(e->fingerprint);
	o->scale = xstrdup(e->scale);
	pthread_mutex_lock(&g->lock);
	if (g->stopped || pipeline_conclude(e->pipeline, keep ? NULL : g->book) != 0)
		g->stopped = g->stopped ? g->stopped : xstrdup(error_text());
	else
		report_step(g, o, keep);
	g->faults += o->fault != NULL;
	pthread_mutex_unlock(&g->lock);
	pipeline_finish(e->pipeline);
	e->pipeline = NULL;
}

/* --- what there is to do -------------------------------------------------------- */

static enum todo decide(struct entry *e, enum todo todo, const char *why)
{
	e->why = xstrdup(why);
	return todo;
}

/* A timed result is enough if no timing was requested, but not the reverse. */
static enum todo todo_of(const struct arguments *a, struct entry *e)
{
	const struct gradebook_standing *b = &e->before;
	const char *evidence, *scale;

	if (!b->found)
		return EXAMINE;
	if (withdrawn(e))
		return SKIP;
	if (a->again)
		return decide(e, EXAMINE, "--again");
	if (b->fault)
		return decide(e, EXAMINE, "the grader had failed on it");
	evidence = fingerprint_evidence_difference(b->fingerprint, e->fingerprint);
	scale = fingerprint_scale_difference(b->scale, e->scale);
	if (evidence)
		return decide(e, EXAMINE, evidence);
	if (!a->no_timing && b->untimed)
		return decide(e, TIME, "timed");
	if (!a->no_timing && b->open && (a->retime || b->retimed == 0))
		return decide(e, TIME, "retimed");
	if (!scale)
		return SKIP;
	e->why = xasprintf("rescored: %s", scale);
	return RESCORE;
}

static enum todo look_up(struct grading *g, struct entry *e)
{
	struct pipeline_job job = job_of(g, e);

	e->fingerprint = fingerprint_evidence(g->workshop, &job);
	e->scale = fingerprint_scale(&job);
	pthread_mutex_lock(&g->lock);
	int failed = gradebook_find(g->book, job.student, job.exercise->name, &e->before);
	pthread_mutex_unlock(&g->lock);
	if (failed) /* recording will fail, too, and report why */
		return EXAMINE;
	enum todo todo = todo_of(g->arguments, e);
	if (g->arguments->why) {
		free(e->why);
		e->why = xstrdup(g->arguments->why);
	}
	return todo;
}

/* --- doing it ------------------------------------------------------------------- */

/* An unusable exercise is the grader's fault and gives no grade. */
static void refuse(struct grading *g, struct entry *e)
{
	pipeline_outcome(e->pipeline)->fault = xstrdup(e->submission->exercise->problem);
	conclude(g, e);
}

/* Record a fault instead of a result. */
static void give_up(struct grading *g, struct entry *e)
{
	free(pipeline_outcome(e->pipeline)->fault);
	pipeline_outcome(e->pipeline)->fault = xasprintf("gradebook: %s", error_text());
	conclude(g, e);
}

/* Score the recorded evidence by the current rules; perhaps time it further. */
static void go_on(struct grading *g, struct entry *e, enum todo todo)
{
	struct pipeline_job job = job_of(g, e);
	struct outcome recorded;

	job.timed_later = todo == RESCORE && e->before.untimed;
	e->pipeline = pipeline_start(g->workshop, &job);
	pthread_mutex_lock(&g->lock);
	int failed = gradebook_load(g->book, job.student, job.exercise->name, &recorded);
	pthread_mutex_unlock(&g->lock);
	if (failed) {
		give_up(g, e);
		return;
	}
	pipeline_resume(e->pipeline, &recorded);
	if (todo == RESCORE || pipeline_rebuild(e->pipeline) != 0) {
		conclude(g, e);
		return;
	}
	pipeline_outcome(e->pipeline)->retimed += !e->before.untimed;
}

/* Does this resumed submission still need timing? */
static void settle(struct grading *g, struct entry *e)
{
	if (e->before.untimed ? pipeline_worth_timing(e->pipeline) : pipeline_unsettled(e->pipeline))
		return;
	if (strcmp(e->before.scale, e->scale) != 0) {
		conclude(g, e);
		return;
	}
	skip(g, e);
	pipeline_finish(e->pipeline);
	e->pipeline = NULL;
}

static void examine(struct grading *g, struct entry *e)
{
	enum todo todo = look_up(g, e);
	struct pipeline_job job = job_of(g, e);

	if (todo == SKIP) {
		skip(g, e);
		return;
	}
	if (todo != EXAMINE && !e->submission->exercise->problem) {
		go_on(g, e, todo);
		if (e->pipeline)
			settle(g, e);
		return;
	}
	e->pipeline = pipeline_start(g->workshop, &job);
	if (e->submission->exercise->problem) {
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
		size_t mine = g->next < g->count && !g->stopped ? g->next++ : g->count;
		pthread_mutex_unlock(&g->lock);
		if (mine == g->count)
			return NULL;
		examine(g, &g->entries[mine]);
	}
}

/* A box dies with the thread that started it.  That is safe: each thread finishes its
 * submission before it ends. */
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
		if (!g->stopped)
			pipeline_time(e->pipeline);
		if (last || g->stopped || !pipeline_unsettled(e->pipeline))
			conclude(g, e);
	}
}

static void report_waiting(struct grading *g)
{
	struct timing_budget budget = timing_budget();
	size_t waiting = 0;

	for (size_t i = 0; i < g->count; i++)
		waiting += g->entries[i].pipeline != NULL;
	if (waiting == 0)
		return;
	char *line =
		xasprintf("to be timed one by one: %zu; at most %g min for a series, %g for a submission",
	                  waiting, budget.series_s / 60, budget.submission_s / 60);
	progress_note(g->progress, line);
	free(line);
}

/* An inconclusive submission is queued once more, after all others, and recorded only then,
 * so that a grader stopped in between does not take it for graded. */
static void time_all(struct grading *g)
{
	report_waiting(g);
	time_those_waiting(g, false);
	time_those_waiting(g, true);
}

/* --- the class ----------------------------------------------------------------- */

static void free_entry(struct entry *e)
{
	gradebook_standing_free(&e->before);
	free(e->fingerprint);
	free(e->scale);
	free(e->why);
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

/* --- what is not handed in any more ------------------------------------------------ */

static bool in_words(char *const *list, const char *word)
{
	for (; *list; list++)
		if (strcmp(*list, word) == 0)
			return true;
	return false;
}

/* Is it recorded, in the selected part of the class, but no longer submitted? */
static bool is_gone(const struct class *class, const struct gradebook_key *key)
{
	if ((class->only && strcmp(class->only, key->exercise) != 0) ||
	    (class->students && !in_words(class->students, key->student)))
		return false;
	for (size_t i = 0; i < class->found.count; i++)
		if (strcmp(class->found.list[i].student, key->student) == 0 &&
		    strcmp(class->found.list[i].exercise->name, key->exercise) == 0)
			return key->attempted && is_absent(&class->found.list[i]);
	return catalog_has(&class->catalog, key->exercise); /* else nothing was looked for */
}

/* Lists only; --yes removes. */
static int prune(struct grading *g)
{
	const struct arguments *a = g->arguments;
	struct gradebook_key *keys;
	size_t count, gone = 0;

	if (gradebook_keys(g->book, &keys, &count) != 0)
		return -1;
	int failed = 0;
	for (size_t i = 0; !failed && i < count; i++) {
		if (!is_gone(&a->class, &keys[i]))
			continue;
		gone++;
		printf("%s %s: not in %s%s\n", keys[i].student, keys[i].exercise, a->class.folder,
		       a->yes ? ", removed" : "");
		if (a->yes)
			failed = gradebook_remove(g->book, keys[i].student, keys[i].exercise,
			                          a->why ? a->why : "removed: --prune");
	}
	gradebook_keys_free(keys, count);
	if (!failed && gone && !a->yes)
		printf("%zu would be removed: use --prune --yes (history keeps them)\n", gone);
	return failed;
}

/* --- the summary ---------------------------------------------------------------------- */

static int print_open(struct gradebook *book)
{
	struct gradebook_open_part *parts;
	size_t count;

	if (gradebook_open_parts(book, &parts, &count) != 0)
		return -1;
	for (size_t i = 0; i < count; i++)
		printf("open: %s %s %s: %g points pending: %s\n", parts[i].student, parts[i].exercise,
		       parts[i].mode, parts[i].pending, parts[i].reason);
	if (count)
		puts("open results are timed once more when grade is run again; --retime repeats that "
		     "any number of times");
	gradebook_open_parts_free(parts, count);
	return 0;
}

static int print_summary(struct grading *g)
{
	double here, all;

	if (gradebook_speed_totals(g->book, &here, &all) != 0)
		return -1;
	printf("%zu graded; %s/index.html\n", g->count, g->arguments->class.out);
	if (all > 0)
		printf("speed: %g of %g points measurable%s\n", here, all,
		       here < all ? "; the rest is pending and costs nobody points" : "");
	return print_open(g->book);
}

static int grade_into(struct grading *g, struct results *r)
{
	const struct arguments *a = g->arguments;
	int failed;

	g->book = r->book;
	g->secret = gradebook_secret(r->book);
	g->workshop = g->secret ? workshop_open(a->class.home) : NULL;
	if (!g->workshop) {
		free(g->secret);
		return -1;
	}
	grade_all(g);
	failed = g->stopped ? error_set("stopped: %s; everything recorded so far is kept: fix it and "
	                                "run the same command again",
	                                g->stopped)
	                    : 0;
	if (!failed && a->prune)
		failed = prune(g);
	if (!failed)
		failed = report_class(r->book, &r->folder);
	if (!failed)
		failed = print_summary(g);
	workshop_close(g->workshop);
	free(g->stopped);
	free(g->secret);
	return failed;
}

static int open_and_grade(struct arguments *a)
{
	struct grading g = {.arguments = a};
	struct results results;
	int failed = results_open(&results, a->class.out, a->class.found.count);

	if (!failed && class_stage(&a->class, &results.folder) != 0)
		failed = error_prefix("%s", a->class.folder);
	if (!failed)
		failed = grade_into(&g, &results);
	results_close(&results);
	if (failed)
		return command_fault("grade");
	if (g.faults)
		fprintf(stderr,
		        "parlab grade: the grader failed on %zu of them, which costs nobody points; run it again\n",
		        g.faults);
	return g.faults ? EXIT_FAULT : EXIT_WELL;
}

static int run(struct arguments *a)
{
	struct class *class = &a->class;

	if (a->yes && !a->prune)
		return command_usage("grade", "--yes is for --prune only");
	if (class_open(class) != 0 || class_find(class, "grade") != 0)
		return command_fault("grade");
	if (class->found.count == 0)
		return command_usage("grade", "%s holds no submission: SUBMISSIONS/<student>/<exercise>/",
		                     class->folder);
	if (a->dry_run) {
		class_list(class, stdout);
		return EXIT_WELL;
	}
	return open_and_grade(a);
}

int cmd_grade(int argc, char **argv)
{
	struct arguments a = {.class.out = "out"};
	const struct operand_row operands[] = {
		{"SUBMISSIONS", &a.class.folder,
	         "no folder of submissions given, e.g. parlab grade submissions"},
		{0},
	};
	const struct option_row options[] = {
		CLASS_OPTIONS(&a.class, "the folder for the gradebook and the pages (default: out)"),
		FLAG("again", 0, &a.again, "grade everything afresh"),
		FLAG("retime", 0, &a.retime,
	             "time inconclusive results once more, even if that was done before"),
		TEXT("why", 0, "TEXT", &a.why, "recorded with every result that this run replaces"),
		FLAG("prune", 0, &a.prune, "list recorded results that are no longer in SUBMISSIONS"),
		FLAG("yes", 0, &a.yes,
	             "with --prune: remove these from grades and pages; history keeps them"),
		COUNT("jobs", 0, "N", &a.jobs, 1, 1024,
	              "submissions to examine in parallel, while nothing is timed (default: the number "
	              "of CPUs)"),
		FLAG("dry-run", 'n', &a.dry_run,
	             "grade nothing: list who handed in what and when, and what was not understood"),
		FLAG("no-timing", 0, &a.no_timing,
	             "skip the timing: points for speed are then pending, and nobody loses any; a later "
	             "run without this option times what was right"),
		OPTION_WAIT,
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
