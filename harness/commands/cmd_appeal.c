/* cmd_appeal.c - one result is made afresh from the work that was graded, and both are shown side by side.
 *
 * It changes nothing unless --record is given; then the new result takes the place of the old one, which the
 * history keeps. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../base/base.h"
#include "../base/file.h"
#include "../course/catalog.h"
#include "../grading/mark.h"
#include "../grading/score.h"
#include "../grading/verdict.h"
#include "../pipeline/fingerprint.h"
#include "../pipeline/pipeline.h"
#include "../report/format.h"
#include "../report/report.h"
#include "command.h"
#include "marking.h"
#include "options.h"
#include "results.h"

static const char about[] =
	"Builds, checks and times the work of STUDENT in EXERCISE afresh, by today's rules, and shows\n"
	"both results with their evidence.  Nothing is recorded without --record.\n";

struct arguments {
	const char *student, *exercise, *out, *work, *why;
	bool record, no_timing, only_mode;
	enum mode mode;
};

struct appeal {
	const struct arguments *arguments;
	struct gradebook *book;
	struct outcome before;
	struct pipeline_job job;
	struct workshop *workshop;
	char *secret, *why, *work;
};

/* ---- showing --------------------------------------------------------------------- */

static const struct part *same_part(const struct outcome *o, const struct part *part)
{
	char *name = mark_name(part);
	const struct part *found = NULL;

	for (size_t i = 0; i < o->part_count && !found; i++)
		if (mark_names(name, &o->parts[i]))
			found = &o->parts[i];
	free(name);
	return found;
}

static bool is_equal(const struct part *a, const struct part *b)
{
	return a->points == b->points && a->pending == b->pending && a->most == b->most;
}

static void print_part(const char *when, const struct part *part)
{
	printf("    %-8s  %s", when, format_of(part->points, part->most).s);
	if (part->pending > 0)
		printf(" (%s pending)", format_points(part->pending).s);
	printf(": %s\n", part->reason);
}

/* Of a single mode only its own parts are compared. */
static bool is_in_question(const struct arguments *a, const struct part *part)
{
	return !a->only_mode || (part_has_mode(part) && part->mode == a->mode);
}

static size_t compare_parts(const struct arguments *a, const struct outcome *before,
                            const struct outcome *now)
{
	size_t differ = 0;

	for (size_t i = 0; i < before->part_count; i++) {
		const struct part *part = &before->parts[i], *other = same_part(now, part);
		if (!is_in_question(a, part))
			continue;
		char *name = mark_name(part);
		bool equal = other && is_equal(part, other);
		differ += !equal;
		printf("  %s: %s\n", name, equal ? "the same points" : "other points");
		print_part("recorded", part);
		if (other)
			print_part("now", other);
		free(name);
	}
	return differ;
}

static void show_evidence(const char *when, const struct outcome *o, const struct arguments *a)
{
	printf("\nevidence %s, %s, %s\n", when, format_time(o->graded_at).s, o->host);
	for (size_t i = 0; i < o->finding_count; i++) {
		const struct finding *f = &o->findings[i];
		if (f->verdict == VERDICT_CORRECT || (a->only_mode && f->mode != a->mode))
			continue;
		printf("  %s %s, %s, %s", mode_name(f->mode), stage_name(f->stage), verdict_words(f->verdict),
		       f->case_name ? f->case_name : "");
		if (f->workers)
			printf(" with %d workers", f->workers);
		printf("\n    %s\n", f->message ? f->message : "");
	}
	for (size_t i = 0; i < o->speed_count; i++) {
		const struct speed *s = &o->speeds[i];
		if (!s->graded || (a->only_mode && s->mode != a->mode))
			continue;
		printf("  %s: gain %s, speedup %s with %d workers, %d rounds\n", mode_name(s->mode),
		       format_interval(s->gain).s, format_interval(s->student).s, s->workers, s->rounds);
	}
}

static void show(const struct appeal *appeal, const struct outcome *now)
{
	const struct outcome *before = &appeal->before;

	printf("%s %s: recorded %s (%s pending), now %s (%s pending)\n", before->student, before->exercise,
	       format_of(before->points, before->most).s, format_points(before->pending).s,
	       format_of(now->points, now->most).s, format_points(now->pending).s);
	size_t differ = compare_parts(appeal->arguments, before, now);
	show_evidence("recorded", before, appeal->arguments);
	show_evidence("now", now, appeal->arguments);
	printf("\n%zu parts have other points now%s\n", differ,
	       appeal->arguments->record ? "; recorded" : "; nothing was recorded");
}

/* ---- grading afresh ---------------------------------------------------------------- */

/* What the class knew of the hand-in is in the recorded rules. */
static void describe_job(struct appeal *appeal, const struct manifest *m)
{
	const struct arguments *a = appeal->arguments;
	const struct outcome *o = &appeal->before;

	appeal->work = realpath(a->work ? a->work : o->work, NULL);
	appeal->why = xasprintf("appeal%s%s", a->why ? ": " : "", a->why ? a->why : "");
	appeal->job = (struct pipeline_job){.exercise = m,
	                                    .student = o->student,
	                                    .folder = appeal->work ? appeal->work
	                                              : a->work    ? a->work
	                                                           : o->work,
	                                    .secret = appeal->secret,
	                                    .name = o->name,
	                                    .section = o->section,
	                                    .handed_in = o->handed_in,
	                                    .late = o->marks && strstr(o->marks, "late"),
	                                    .why = appeal->why,
	                                    .jobs = workshop_usable_cpus(appeal->workshop),
	                                    .only_mode = a->only_mode,
	                                    .mode = a->mode,
	                                    .timed_later = a->no_timing};
	for (size_t i = 0; i < o->rule_count; i++)
		if (o->rules[i].kind == RULE_LATE) {
			appeal->job.late_words = o->rules[i].text;
			appeal->job.late_share = o->rules[i].share;
		}
}

static int check_work(const struct appeal *appeal, const char *fingerprint)
{
	const char *work = appeal->job.folder;

	if (!*work || !path_is_folder(work))
		return error_set(
			"'%s': the work that was graded is not there any more; name its folder with --work",
			work);
	if (appeal->arguments->record && appeal->arguments->no_timing && appeal->before.samples.count > 0)
		return error_set("the recorded result was timed; leave out --no-timing to --record another");
	if (!fingerprint_same_work(appeal->before.fingerprint, fingerprint))
		return error_set(
			"%s: not the files that were graded; name the folder that has them with --work",
			work);
	return 0;
}

static int conclude(struct appeal *appeal, struct pipeline *p)
{
	struct outcome *now = pipeline_outcome(p);

	if (now->fault)
		return error_set("the grader failed: %s; nothing was recorded", now->fault);
	if (pipeline_conclude(p, appeal->arguments->record ? appeal->book : NULL) != 0)
		return -1;
	if (!appeal->arguments->record) {
		if (gradebook_apply_marks(appeal->book, now) != 0)
			return -1;
		struct score_rules rules = score_rules_of(now);
		score_outcome(&rules, now);
		score_rules_free(&rules);
	}
	show(appeal, now);
	return 0;
}

static int grade_afresh(struct appeal *appeal)
{
	char *fingerprint = fingerprint_evidence(appeal->workshop, &appeal->job);
	int failed = check_work(appeal, fingerprint);
	struct pipeline *p = failed ? NULL : pipeline_start(appeal->workshop, &appeal->job);

	if (p) {
		struct outcome *now = pipeline_outcome(p);
		now->fingerprint = xstrdup(fingerprint);
		now->scale = fingerprint_scale(&appeal->job);
		pipeline_examine(p);
		if (!appeal->arguments->no_timing && pipeline_worth_timing(p))
			pipeline_time(p);
		failed = conclude(appeal, p);
		pipeline_finish(p);
	}
	free(fingerprint);
	return failed;
}

static int hear(struct appeal *appeal, const char *home)
{
	const struct arguments *a = appeal->arguments;
	struct catalog catalog = {0};
	int failed = catalog_load(&catalog, home);
	const struct manifest *m = failed ? NULL : catalog_find(&catalog, a->exercise);

	failed = m ? gradebook_load(appeal->book, a->student, a->exercise, &appeal->before) : -1;
	if (!failed && a->only_mode && !manifest_mode(m, a->mode))
		failed = error_set("%s has no mode '%s'", m->name, mode_name(a->mode));
	appeal->secret = failed ? NULL : gradebook_secret(appeal->book);
	appeal->workshop = appeal->secret ? workshop_open(home) : NULL;
	if (appeal->workshop) {
		describe_job(appeal, m);
		failed = grade_afresh(appeal);
		workshop_close(appeal->workshop);
	} else {
		failed = -1;
	}
	free(appeal->why);
	free(appeal->work);
	free(appeal->secret);
	outcome_free(&appeal->before);
	catalog_free(&catalog);
	return failed;
}

static int run(const struct arguments *a)
{
	struct appeal appeal = {.arguments = a};
	struct results results;
	char *home = command_home();
	int failed = home ? a->record ? results_open(&results, a->out, 1)
	                              : results_open_read_only(&results, a->out)
	                  : -1;

	if (!failed) {
		appeal.book = results.book;
		failed = hear(&appeal, home);
		results_close(&results);
	}
	if (!failed && a->record)
		failed = marking_report(a->out);
	free(home);
	return failed ? command_fault("appeal") : EXIT_WELL;
}

static int take_mode(void *to, const char *value)
{
	struct arguments *a = to;

	a->only_mode = true;
	return mode_from_text(value, &a->mode) == 0 ? 0 : error_set("no mode '%s'", value);
}

int cmd_appeal(int argc, char **argv)
{
	struct arguments a = {.out = "out"};
	const struct operand_row operands[] = {
		{"STUDENT", &a.student, "no student given, e.g. parlab appeal good factorization"},
		{"EXERCISE", &a.exercise, "no exercise given, e.g. parlab appeal good factorization"},
		{0},
	};
	const struct option_row options[] = {
		TEXT("out", 'o', "FOLDER", &a.out, "the folder of the gradebook (default: out)"),
		OTHER("mode", 'm', "MODE", &a, take_mode, "only this mode is in question"),
		TEXT("work", 0, "FOLDER", &a.work, "the work, if it is not where it was when it was graded"),
		FLAG("no-timing", 0, &a.no_timing, "speed is not in question"),
		FLAG("record", 0, &a.record, "record the new result in the place of the old one"),
		TEXT("why", 0, "TEXT", &a.why, "recorded with the result that is replaced"),
		OPTION_WAIT,
		{0},
	};
	const struct command_line line = {
		.operands = operands,
		.options = options,
		.about = about,
		.exit_codes =
			"0 both results were shown; 2 no such result, other files, or the grader failed",
	};
	int code;

	if (!options_read(&line, argc, argv, &code))
		return code;
	if (a.record && a.only_mode)
		return command_usage("appeal", "a result has all modes; leave out --mode to --record it");
	return run(&a);
}
