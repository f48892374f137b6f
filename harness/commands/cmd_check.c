/* cmd_check.c - the command for students at work: is it right, and if not, what is the
 * smallest counter-example?  Runs grade's stages, without timing. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../base/base.h"
#include "../grading/verdict.h"
#include "../report/report.h"
#include "command.h"
#include "work.h"

static const char about[] =
	"Builds the work in a sandbox and checks every case in every mode, then looks for\n"
	"races, memory errors, leaks and idle workers.  Without FILE it checks the stub in\n"
	"assignments/EXERCISE/, which you edit.\n";

static bool speed_counts(const struct manifest *m)
{
	for (size_t i = 0; i < m->mode_count; i++)
		if (m->modes[i].speed > 0)
			return true;
	return false;
}

static void show(const struct work *work, const struct outcome *outcome)
{
	const struct pipeline_job *job = &work->job;

	if (work->json) {
		char *text = report_json(outcome, true);
		puts(text);
		free(text);
		return;
	}
	char *words = work_words(work);
	terminal_check(outcome, stdout, terminal_colour(stdout));
	terminal_success(outcome, words, job->only_mode || job->only_case || job->only_workers,
	                 speed_counts(job->exercise), stdout, terminal_colour(stdout));
	free(words);
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

static int run(struct work *work)
{
	const struct outcome *outcome;

	work->job.without_speed = true;
	work->job.tell_secret = true;
	if (work_run(work, false) != 0)
		return command_fault("check");
	outcome = pipeline_outcome(work->pipeline);
	show(work, outcome);
	bool well = outcome->verdict == VERDICT_CORRECT || verdict_is_pending(outcome->verdict);

	for (size_t i = 0; i < outcome->finding_count; i++)
		well = well && outcome->findings[i].verdict != VERDICT_NOT_ROBUST; /* never the headline */
	return well ? EXIT_WELL : EXIT_FELL_SHORT;
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
	const struct option_row own[] = {
		COUNT("case", 'c', "N", &work.job.only_case, 1, 1000, "only the N-th case"),
		COUNT("workers", 'w', "W", &work.job.only_workers, 1, 10000,
	              "run every case with W workers, and of the rest what uses W"),
		FLAG("thorough", 0, &work.job.thorough,
	             "as grading does: valgrind looks, too, where it is installed"),
		OTHER("seed", 0, "N", &work.job, take_seed,
	              "the inputs and worker counts of an earlier run (default: new ones)"),
		{0},
	};
	char *fresh = fresh_seed();
	int code;

	if (work_read(&work, own, about,
	              "0 all is right, 1 something is not, 2 wrong usage or a fault of the grader", argc,
	              argv, &code)) {
		if (!work.job.secret)
			work.job.secret = fresh;
		code = refuse(&work);
		if (code < 0)
			code = run(&work);
	}
	work_free(&work);
	free(fresh);
	return code;
}
