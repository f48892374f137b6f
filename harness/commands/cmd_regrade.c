/* cmd_regrade.c - time the same submissions many times, and report whether their points are
 * stable.
 *
 * Validates the measuring stage.  Every submission is built and judged once; only the
 * timing is repeated, each time as in `grade`: series with fresh boxes and seeds,
 * confirmation of losses, one more try at the end for open results.  Nothing is recorded in
 * a gradebook.  Every raw round is written below --out, and every result to trials.tsv,
 * from which a stopped campaign can continue.
 *
 * With --reference the model solution takes the student's place (an A/A test): then every
 * result below full marks is a measurement error.
 */
#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../base/base.h"
#include "../base/folder.h"
#include "../grading/trials.h"
#include "../measure/host.h"
#include "../pipeline/fingerprint.h"
#include "../pipeline/pipeline.h"
#include "../report/progress.h"
#include "../report/report.h"
#include "../stats/stats.h"
#include "class.h"
#include "command.h"
#include "options.h"
#include "trials_table.h"

enum { ROOM_BYTES = 1 << 20 }; /* for trials.tsv and the first rounds */

static const char about[] =
	"Times every submission of the folder (or the model solution in a student's place) many\n"
	"times, as grade does, and counts flips: repetitions with different points.\n";

struct arguments {
	struct class class;
	const char *reference;
	int trials, busy;
	bool unexamined, go_on;
};

struct subject {
	char *student;
	const struct manifest *exercise;
	char *fingerprint;
	struct pipeline *pipeline;
	bool unsettled;
};

struct campaign {
	struct arguments *arguments;
	struct workshop *workshop;
	struct progress *progress;
	struct subject *subjects;
	size_t count;
	struct trial *trials;
	size_t trial_count;
	struct folder out;
	FILE *table; /* trials.tsv */
};

static const char table_name[] = "trials.tsv", fresh_name[] = "trials.tsv.new";

/* --- the machine, made busy ---------------------------------------------------- */

/* A busy loop on one CPU that ends with this process; 0: could not be started. */
static pid_t start_busy_loop(void)
{
	struct host host;
	pid_t pid;

	if (host_read(&host) != 0)
		return 0;
	int cpu = host.cpus[0];
	host_free(&host);
	pid = fork();
	if (pid == 0) {
		cpu_set_t one;
		CPU_ZERO(&one);
		CPU_SET(cpu, &one);
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		sched_setaffinity(0, sizeof one, &one);
		for (;;)
			__asm__ volatile("");
	}
	if (pid < 0)
		error_errno("regrade: cannot start a busy loop");
	return pid > 0 ? pid : 0;
}

static void stop_busy_loop(pid_t pid)
{
	kill(pid, SIGKILL);
	while (waitpid(pid, NULL, 0) < 0 && errno == EINTR)
		;
}

/* --- a trial --------------------------------------------------------------------- */

static struct trial_subject named(const struct subject *s)
{
	return (struct trial_subject){s->student, s->exercise->name, s->fingerprint};
}

/* OUT/STUDENT/EXERCISE/quiet-1/rounds.tsv */
static int keep_rounds(const struct campaign *c, const struct subject *s, int number, bool busy)
{
	char *trial = xasprintf("%s-%d", busy ? "busy" : "quiet", number);
	const char *names[] = {s->student, s->exercise->name, trial};
	struct folder path[1 + ARRAY_LENGTH(names)] = {c->out};
	size_t depth = 0;
	int failed = 0;

	while (!failed && depth < ARRAY_LENGTH(names)) {
		failed = folder_open_in(&path[depth + 1], &path[depth], names[depth]);
		depth++;
	}
	if (!failed)
		failed = report_rounds(pipeline_outcome(s->pipeline), &path[depth]);
	for (; depth > 0; depth--)
		folder_close(&path[depth]);
	free(trial);
	return failed;
}

/* "good factorization: threads 1.95 full, openmp inconclusive"; the caller frees. */
static char *words_of(const struct subject *s, const struct trial *trials, size_t count)
{
	struct text words;
	FILE *to = text_open(&words);

	fprintf(to, "%s %s:", s->student, s->exercise->name);
	for (const struct trial *t = trials; t < trials + count; t++)
		if (verdict_is_pending(t->verdict))
			fprintf(to, " %s %s", mode_name(t->mode), verdict_words(t->verdict));
		else
			fprintf(to, " %s %.2fx %.4g%%", mode_name(t->mode), t->speed.student.median,
			        100 * t->share);
	return text_close(&words);
}

static int conclude(struct campaign *c, size_t subject, int number, bool busy)
{
	const struct subject *s = &c->subjects[subject];
	const struct trial_subject name = named(s);
	size_t first = c->trial_count;

	for (int mode = 0; mode < MODE_COUNT; mode++) {
		struct trial t;
		if (trial_of(pipeline_outcome(s->pipeline), (enum mode)mode, &t) != 0)
			continue;
		t.number = number;
		t.busy = busy;
		t.submission = subject;
		*GROW(c->trials, c->trial_count) = t;
		trials_table_write(c->table, &name, &t);
	}
	if (fflush(c->table) !=
	    0) /* write all modes at once, so that the file has only complete repetitions */
		return error_errno("%s/%s", c->out.path, table_name);
	char *line = words_of(s, c->trials + first, c->trial_count - first);
	progress_step(c->progress, line);
	free(line);
	return keep_rounds(c, s, number, busy);
}

static int time_once(struct subject *s)
{
	if (pipeline_time(s->pipeline) != 0)
		return error_set("%s %s: %s", s->student, s->exercise->name,
		                 pipeline_outcome(s->pipeline)->fault);
	s->unsettled = pipeline_unsettled(s->pipeline);
	return 0;
}

static bool has_trial(const struct campaign *c, size_t subject, int number, bool busy)
{
	for (size_t i = 0; i < c->trial_count; i++) {
		const struct trial *t = &c->trials[i];
		if (t->submission == subject && t->number == number && t->busy == busy)
			return true;
	}
	return false;
}

/* Time all subjects once, and open ones once more, as grade does. */
static int run_trial(struct campaign *c, int number, bool busy)
{
	int failed = 0;

	for (size_t i = 0; !failed && i < c->count; i++) {
		c->subjects[i].unsettled = false;
		if (has_trial(c, i, number, busy))
			continue;
		pipeline_forget_timing(c->subjects[i].pipeline);
		failed = time_once(&c->subjects[i]);
		if (!failed && !c->subjects[i].unsettled)
			failed = conclude(c, i, number, busy);
	}
	for (size_t i = 0; !failed && i < c->count; i++) {
		if (!c->subjects[i].unsettled)
			continue;
		failed = time_once(&c->subjects[i]);
		if (!failed)
			failed = conclude(c, i, number, busy);
	}
	return failed;
}

static int run_trials(struct campaign *c)
{
	const struct arguments *a = c->arguments;
	int failed = 0;

	for (int i = 1; !failed && i <= a->trials; i++)
		failed = run_trial(c, i, false);
	if (failed || a->busy == 0)
		return failed;
	pid_t loop = start_busy_loop();
	if (!loop)
		return -1;
	for (int i = 1; !failed && i <= a->busy; i++)
		failed = run_trial(c, i, true);
	stop_busy_loop(loop);
	return failed;
}

/* --- what came out ------------------------------------------------------------------ */

static size_t print_table(const struct campaign *c, size_t *failed, size_t *not_full, size_t *all)
{
	size_t flips = 0;

	*failed = *not_full = *all = 0;
	printf("%-24s %-14s %-8s %7s %6s %6s %6s %6s %6s\n", "student", "exercise", "mode", "trials", "full",
	       "part", "none", "open", "flips");
	for (size_t i = 0; i < c->count; i++)
		for (int mode = 0; mode < MODE_COUNT; mode++) {
			struct tally t = trials_tally(c->trials, c->trial_count, i, (enum mode)mode);
			if (t.trials == 0)
				continue;
			printf("%-24s %-14s %-8s %7zu %6zu %6zu %6zu %6zu %6zu\n", c->subjects[i].student,
			       c->subjects[i].exercise->name, mode_name((enum mode)mode), t.trials, t.full,
			       t.part, t.none, t.open, t.flips);
			flips += t.flips;
			*failed += t.part + t.none;
			*not_full += t.trials - t.full;
			*all += t.trials;
		}
	return flips;
}

/* Student and reference are the same program, so the true gain is 1: how often does the
 * interval cover it?  Only gradings of one series count, since the coverage is promised for
 * the looks of one series. */
static void print_coverage(const struct campaign *c)
{
	size_t covered = 0, all = 0;

	for (size_t i = 0; i < c->trial_count; i++) {
		const struct speed *s = &c->trials[i].speed;
		if (s->rounds < stats_looks[0] || c->trials[i].series > 1)
			continue;
		all++;
		covered += s->gain.low <= 1 && 1 <= s->gain.high;
	}
	if (all > 0)
		printf("recorded noise: the gain's interval covered the true gain of 1 in %zu of %zu gradings of one series "
		       "(%.1f%%; at least %.1f%% promised over all looks)\n",
		       covered, all, 100.0 * (double)covered / (double)all,
		       100 * (1 - stats_looks_error(stats_level)));
}

static int verdict_on_reference(const struct campaign *c, size_t failed, size_t not_full, size_t all)
{
	size_t allowed = all >= 100 ? all / 100 : 1;

	print_coverage(c);
	printf("A/A: the model solution as a student: %zu of %zu not full marks (%.2f%%), %zu of them failed\n",
	       not_full, all, 100.0 * (double)not_full / (double)all, failed);
	return failed == 0 && not_full <= allowed ? EXIT_WELL : EXIT_FELL_SHORT;
}

static void print_stability(const struct campaign *c, bool busy)
{
	struct stability s = trials_stability(c->trials, c->trial_count, busy);

	if (s.trials == 0)
		return;
	printf("%s: %zu flips in %zu settled gradings", busy ? "with a busy loop" : "quiet", s.flips,
	       s.settled);
	if (s.settled > 0)
		printf(" (%.2f per hundred)", 100.0 * (double)s.flips / (double)s.settled);
	printf("; %zu of %zu left open (%.0f%%)\n", s.trials - s.settled, s.trials,
	       100.0 * (double)(s.trials - s.settled) / (double)s.trials);
}

static int judge(const struct campaign *c)
{
	size_t failed, not_full, all;
	size_t flips = print_table(c, &failed, &not_full, &all);

	if (all == 0) {
		error_set("nothing was timed: no mode is right and has points for speed");
		return command_fault("regrade");
	}
	print_stability(c, false);
	print_stability(c, true);
	if (c->arguments->reference)
		return verdict_on_reference(c, failed, not_full, all);
	return flips == 0 ? EXIT_WELL : EXIT_FELL_SHORT;
}

/* --- from the folder to the subjects --------------------------------------------------- */

/* Of the work and of this parlab: trials with other fingerprints belong to another
 * campaign. */
static char *fingerprint_of(struct workshop *workshop, const struct pipeline_job *job)
{
	char *evidence = fingerprint_evidence(workshop, job), *program = fingerprint_program(workshop);
	char *both = xasprintf("%s-%s", evidence, program);

	free(evidence);
	free(program);
	return both;
}

/* Build and judge once; a submission not worth timing is left out, with a message. */
static int take_subject(struct campaign *c, const struct pipeline_job *job)
{
	struct pipeline *p = pipeline_start(c->workshop, job);

	if (pipeline_examine(p) != 0) {
		error_set("%s %s: %s", job->student, job->exercise->name, pipeline_outcome(p)->fault);
		pipeline_finish(p);
		return -1;
	}
	if (!pipeline_worth_timing(p)) {
		printf("%s %s does not reach the measuring stage\n", job->student, job->exercise->name);
		pipeline_finish(p);
		return 0;
	}
	*GROW(c->subjects, c->count) = (struct subject){
		.student = xstrdup(job->student),
		.exercise = job->exercise,
		.pipeline = p,
		.fingerprint = fingerprint_of(c->workshop, job),
	};
	return 0;
}

static struct pipeline_job job_for(const struct campaign *c, const struct manifest *exercise,
                                   const char *student, const char *folder)
{
	return (struct pipeline_job){
		.exercise = exercise,
		.student = student,
		.folder = folder,
		.unexamined = c->arguments->unexamined,
		.thorough = true,
	};
}

static int take_reference(struct campaign *c, const char *name)
{
	const struct manifest *m = catalog_find(&c->arguments->class.catalog, name);

	if (!m || !m->reference)
		return m ? error_set("%s: there is no model solution", name) : -1;
	struct pipeline_job job = job_for(c, m, "reference", m->reference);
	return take_subject(c, &job);
}

static int take_submissions(struct campaign *c)
{
	struct class *class = &c->arguments->class;
	int failed = class_find(class, "regrade") != 0 || class_stage(class, &c->out) != 0 ? -1 : 0;

	for (size_t i = 0; !failed && i < class->found.count; i++) {
		const struct submission *s = &class->found.list[i];
		struct pipeline_job job = job_for(c, s->exercise, s->student, s->folder);
		if (!s->exercise->problem)
			failed = take_subject(c, &job);
	}
	return failed;
}

static int find_subjects(struct campaign *c)
{
	const char *reference = c->arguments->reference;

	if (class_open(&c->arguments->class) != 0)
		return -1;
	c->workshop = workshop_open(c->arguments->class.home);
	if (!c->workshop)
		return -1;
	return reference ? take_reference(c, reference) : take_submissions(c);
}

/* Write the file anew, with the trials that are kept; it gets its name when it is complete. */
static int write_table(struct campaign *c, const struct trial_subject *names)
{
	int fd = folder_create(&c->out, fresh_name);

	if (fd < 0)
		return -1;
	c->table = fdopen(fd, "w");
	if (!c->table) {
		close(fd);
		return error_errno("%s", table_name);
	}
	trials_table_begin(c->table, names, c->count);
	for (size_t i = 0; i < c->trial_count; i++)
		trials_table_write(c->table, &names[c->trials[i].submission], &c->trials[i]);
	if (fflush(c->table) != 0)
		return error_errno("%s/%s", c->out.path, fresh_name);
	return folder_rename(&c->out, fresh_name, table_name);
}

static int open_table(struct campaign *c)
{
	struct trial_subject *names = xcalloc(c->count + 1, sizeof *names);
	int failed = 0;

	for (size_t i = 0; i < c->count; i++)
		names[i] = named(&c->subjects[i]);
	if (c->arguments->go_on && folder_has(&c->out, table_name))
		failed = trials_table_read(&c->out, table_name, names, c->count, &c->trials, &c->trial_count);
	if (!failed)
		failed = write_table(c, names);
	free(names);
	return failed;
}

static size_t count_missing(const struct campaign *c)
{
	const struct arguments *a = c->arguments;
	size_t missing = 0;

	for (size_t s = 0; s < c->count; s++) {
		for (int i = 1; i <= a->trials; i++)
			missing += !has_trial(c, s, i, false);
		for (int i = 1; i <= a->busy; i++)
			missing += !has_trial(c, s, i, true);
	}
	return missing;
}

static int run_campaign(struct campaign *c)
{
	int failed = open_table(c);

	if (!failed) {
		c->progress = progress_start(stderr, "regrading", count_missing(c));
		failed = run_trials(c);
		progress_end(c->progress);
	}
	if (c->table && fclose(c->table) != 0 && !failed)
		failed = error_errno("%s/%s", c->out.path, table_name);
	return failed;
}

static void free_campaign(struct campaign *c)
{
	for (size_t i = 0; i < c->count; i++) {
		pipeline_finish(c->subjects[i].pipeline);
		free(c->subjects[i].student);
		free(c->subjects[i].fingerprint);
	}
	free(c->subjects);
	free(c->trials);
	workshop_close(c->workshop);
	folder_close(&c->out);
}

static int run(struct arguments *a)
{
	struct campaign c = {.arguments = a};
	int code;

	if (a->trials + a->busy < 1)
		return command_usage("regrade", "at least one repetition");
	if (a->reference && a->class.folder)
		return command_usage("regrade", "--reference replaces the folder; give only one of them");
	if (!a->reference && !a->class.folder)
		return command_usage("regrade", "no folder of submissions given");
	code = folder_open(&c.out, a->class.out) == 0 && folder_room(&c.out, ROOM_BYTES) == 0 &&
	                       find_subjects(&c) == 0 && run_campaign(&c) == 0
	               ? judge(&c)
	               : command_fault("regrade");
	free_campaign(&c);
	return code;
}

int cmd_regrade(int argc, char **argv)
{
	struct arguments a = {.class.out = "out/regrade", .trials = 10};
	const struct operand_row operands[] = {{"[SUBMISSIONS]", &a.class.folder, NULL}, {0}};
	const struct option_row options[] = {
		CLASS_OPTIONS(&a.class, "the folder for trials.tsv and the raw rounds (default: "
	                                "out/regrade)"),
		TEXT("reference", 0, "EXERCISE", &a.reference,
	             "grade the model solution in a student's place, instead of SUBMISSIONS"),
		COUNT("trials", 'n', "N", &a.trials, 0, 100000,
	              "repetitions on the machine as it is (default: 10)"),
		COUNT("busy", 0, "N", &a.busy, 0, 100000,
	              "further repetitions with a busy loop on one CPU (default: 0)"),
		OPTION_WAIT,
		FLAG("unexamined", 0, &a.unexamined,
	             "only build and time, without judging first: for calibration"),
		FLAG("continue", 0, &a.go_on,
	             "keep the trials of the same work in --out's trials.tsv, and time only missing ones"),
		{0},
	};
	const struct command_line line = {
		.operands = operands,
		.options = options,
		.about = about,
		.exit_codes =
			"0 no flips (with --reference: none failed, and at most one in a hundred, or a "
			"single one of fewer, below full marks); 1 otherwise; 2 wrong usage or a fault of the "
			"grader",
	};
	int code;

	if (options_read(&line, argc, argv, &code))
		code = run(&a);
	class_free(&a.class);
	return code;
}
