/* cmd_check.c - the command for students at work: is it right, and if not, what is the
 * smallest counter-example?  Runs grade's stages, without timing. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../base/base.h"
#include "../grading/verdict.h"
#include "../pipeline/fingerprint.h"
#include "../report/format.h"
#include "../report/report.h"
#include "command.h"
#include "recent.h"
#include "watch.h"
#include "work.h"

static const char about[] =
	"Builds the work in a sandbox and checks every case in every mode, then looks for\n"
	"races, memory errors, leaks and idle workers.  Without FILE it checks the stub in\n"
	"assignments/EXERCISE/, which you edit.\n";

/* How to check and to tell it. */
struct manner {
	bool chosen; /* the inputs are an earlier run's, so what is known of others does not answer */
	bool again, worst, watch;
};

static bool speed_counts(const struct manifest *m)
{
	for (size_t i = 0; i < m->mode_count; i++)
		if (m->modes[i].speed > 0)
			return true;
	return false;
}

/* Caller frees. */
static char *told(const struct work *work, const struct outcome *outcome, bool worst)
{
	const struct pipeline_job *job = &work->job;
	bool colour = terminal_colour(stdout);
	struct text text;
	FILE *to = text_open(&text);

	if (work->json) {
		char *json = report_json(outcome, true);
		fprintf(to, "%s\n", json);
		free(json);
	} else {
		char *words = work_words(work);
		(worst ? terminal_worst : terminal_check)(outcome, to, colour);
		terminal_success(outcome, words, job->only_mode || job->only_case || job->only_workers,
		                 speed_counts(job->exercise), to, colour);
		free(words);
	}
	return text_close(&text);
}

enum { SEED_DIGITS = 20 };

/* Nobody can know it before. */
static char *fresh_seed(void)
{
	uint32_t seed;

	if (getentropy(&seed, sizeof seed) != 0)
		seed = (uint32_t)clock_ns();
	return xasprintf("%u", seed);
}

static bool is_seed(const char *text)
{
	size_t digits = strspn(text, "0123456789");

	return digits > 0 && digits <= SEED_DIGITS && text[digits] == 0;
}

static int take_seed(void *to, const char *value)
{
	struct pipeline_job *job = to;

	job->secret = value;
	return is_seed(value) ? 0 : error_set("'%s': no seed; give the number that a finding names", value);
}

static int code_of(const struct outcome *outcome)
{
	bool well = outcome->verdict == VERDICT_CORRECT || verdict_is_pending(outcome->verdict);

	for (size_t i = 0; i < outcome->finding_count; i++)
		well = well && outcome->findings[i].verdict != VERDICT_NOT_ROBUST; /* never the headline */
	return well ? EXIT_WELL : EXIT_FELL_SHORT;
}

/* ---- nothing has changed ------------------------------------------------------------ */

/* The key is of the work, the exercise, the machine and this program; the inputs, which are new
 * in each run, are not in it. */
static struct recent recent_of(const struct work *work, bool worst)
{
	struct pipeline_job job = work->job;

	job.secret = NULL;
	char *evidence = fingerprint_evidence(work->workshop, &job), *scale = fingerprint_scale(&job),
	     *program = fingerprint_program(work->workshop), *words = work_words(work);
	struct recent recent = {
		.name = xasprintf("check-%s-%d-%d-%d-%d-%d-%d-%d", job.exercise->name,
	                          job.only_mode ? (int)job.mode : -1, job.only_case, job.only_workers,
	                          job.thorough, work->json, worst, terminal_colour(stdout)),
		.key = xasprintf("%s %s %s %s", evidence, scale, program, words),
	};
	free(evidence);
	free(scale);
	free(program);
	free(words);
	return recent;
}

static bool tell_recent(const struct work *work, const struct recent *recent, int *code)
{
	int64_t when;
	char *text = recent_find(recent, code, &when);

	if (!text)
		return false;
	if (!work->json)
		printf("Nothing has changed since %s; this is what was found then (--again checks anew).\n\n",
		       format_time(when).s);
	fputs(text, stdout);
	free(text);
	return true;
}

static int examine(struct work *work, const struct recent *recent, const struct manner *how)
{
	work->job.without_speed = true;
	work->job.tell_secret = true;
	if (work_run(work, false) != 0)
		return command_fault("check");
	const struct outcome *outcome = pipeline_outcome(work->pipeline);
	int code = code_of(outcome);
	char *text = told(work, outcome, how->worst);
	fputs(text, stdout);
	if (!how->chosen && !outcome->fault && outcome->verdict != VERDICT_INCONCLUSIVE)
		recent_keep(recent, code, text);
	free(text);
	return code;
}

static int run(struct work *work, const struct manner *how)
{
	int code;

	if (work_open(work) != 0)
		return command_fault("check");
	struct recent recent = recent_of(work, how->worst);
	if (how->chosen || how->again || !tell_recent(work, &recent, &code))
		code = examine(work, &recent, how);
	free(recent.name);
	free(recent.key);
	return code;
}

/* -1, or the exit code if the exercise lacks what was requested. */
static int refuse(const struct work *work)
{
	const struct manifest *m = work->job.exercise;

	if (work->job.only_case > (int)m->case_count)
		return command_usage("check", "%s has %zu cases, so there is no case %d", m->name,
		                     m->case_count, work->job.only_case);
	if (work->job.only_workers >= (int)m->limits.processes)
		return command_usage("check",
		                     "%s allows %u processes and threads, which is too few for %d workers",
		                     m->name, m->limits.processes, work->job.only_workers);
	return -1;
}

int cmd_check(int argc, char **argv)
{
	struct work work = {0};
	struct manner how = {0};
	const struct option_row own[] = {
		COUNT("case", 'c', "N", &work.job.only_case, 1, 1000, "only the N-th case"),
		COUNT("workers", 'w', "W", &work.job.only_workers, 1, 10000,
	              "run every case with W workers, and of the rest what uses W"),
		FLAG("thorough", 0, &work.job.thorough,
	             "as grading does: valgrind looks, too, where it is installed"),
		OTHER("seed", 0, "N", &work.job, take_seed,
	              "the inputs and worker counts of an earlier run (default: new ones)"),
		FLAG("again", 'a', &how.again, "check anew, even if nothing has changed since the last time"),
		FLAG("worst", 0, &how.worst, "show only the gravest problem"),
		FLAG("watch", 0, &how.watch,
	             "check again whenever the file is saved, the gravest problem first; keys: a all problems, "
	             "m next mode, c next case, b bench, q quit"),
		{0},
	};
	char *fresh = fresh_seed();
	int code;

	if (work_read(&work, own, about,
	              "0 all is right, 1 something is not, 2 wrong usage or a fault of the grader", argc,
	              argv, &code)) {
		how.chosen = work.job.secret != NULL;
		if (!how.chosen)
			work.job.secret = fresh;
		code = refuse(&work);
		if (code < 0)
			code = how.watch ? watch_work(&work) : run(&work, &how);
	}
	work_free(&work);
	free(fresh);
	return code;
}
