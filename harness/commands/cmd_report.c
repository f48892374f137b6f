/* cmd_report.c - rewrite pages, tables and charts from a gradebook alone, or, on appeal,
 * recompute the points from the stored rounds, or write a lab report to fill in.  It runs no submission and never writes to
 * the gradebook. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../base/base.h"
#include "../base/file.h"
#include "../base/folder.h"
#include "../course/questions.h"
#include "../report/lab.h"
#include "../report/report.h"
#include "command.h"
#include "options.h"
#include "results.h"

static const char about[] = "Writes index.html, grades.csv and a page per student from FOLDER/gradebook.db.\n"
			    "Runs and grades nothing.\n";

struct comparison {
	size_t compared, differ;
};

static int take_source(void *to, const char *value)
{
	*(bool *)to = true;
	return strcmp(value, "rounds") == 0 ? 0 : error_set("--from '%s': only 'rounds' is possible", value);
}

static bool same(double a, double b)
{
	return fabs(a - b) < 0.005; /* points are hundredths */
}

static int revise(void *context, struct outcome *o, const struct folder *folder)
{
	struct comparison *c = context;
	double points = o->points, most = o->most, pending = o->pending;
	enum verdict verdict = o->verdict;

	if (o->fault || o->rule_count == 0)
		return 0; /* no points to compare, or from an old gradebook, which kept no rules */
	if (report_recompute(o, folder) != 0)
		return -1;
	c->compared++;
	if (same(points, o->points) && same(most, o->most) && same(pending, o->pending) &&
	    verdict == o->verdict)
		return 0;
	c->differ++;
	printf("%s %s: %g of %g (%g pending, %s) is recorded, the rounds give %g of %g (%g pending, %s)\n",
	       o->student, o->exercise, points, most, pending, verdict_words(verdict), o->points, o->most,
	       o->pending, verdict_words(o->verdict));
	return 0;
}

static int write_report(const char *out, bool from_rounds, struct comparison *c)
{
	struct results r;
	int failed = results_open_read_only(&r, out);

	if (!failed)
		failed = from_rounds ? report_class_again(r.book, &r.folder, revise, c)
		                     : report_class(r.book, &r.folder);
	results_close(&r);
	return failed;
}

/* ---- lab reports ------------------------------------------------------------------ */

struct lab_arguments {
	const char *latex, *markdown; /* the exercise, or NULL */
	const char *student;
};

/* The only student with a result in the exercise; caller frees. */
static char *only_student(struct gradebook *book, const char *exercise)
{
	struct gradebook_key *keys;
	size_t count, found = 0;
	char *student = NULL;

	if (gradebook_keys(book, &keys, &count) != 0)
		return NULL;
	for (size_t i = 0; i < count; i++)
		if (strcmp(keys[i].exercise, exercise) == 0 && found++ == 0)
			student = xstrdup(keys[i].student);
	gradebook_keys_free(keys, count);
	if (found == 1)
		return student;
	free(student);
	if (found == 0)
		error_set("%s: no result in this exercise", exercise);
	else
		error_set("%s: %zu students have a result; say whose with --student NAME", exercise, found);
	return NULL;
}

/* The handout's text for each question; an exercise that is gone leaves the names. */
static struct lab_question *questions_of(const struct outcome *o, size_t *count)
{
	char *relative = xasprintf("assignments/%s/README.md", o->exercise), *path = self_path(relative);
	size_t bytes;
	char *handout = path ? file_read(path, 1 << 20, &bytes) : NULL;
	struct lab_question *questions = NULL;

	*count = 0;
	for (size_t i = 0; i < o->rule_count; i++)
		if (o->rules[i].kind == RULE_QUESTION)
			*GROW(questions, *count) = (struct lab_question){
				o->rules[i].name, handout ? question_text(handout, o->rules[i].name) : NULL};
	free(handout);
	free(path);
	free(relative);
	return questions;
}

static int write_lab_of(struct results *r, const char *student, const char *exercise, enum lab_format format)
{
	struct outcome o;
	struct folder folder;
	size_t count;

	if (gradebook_load(r->book, student, exercise, &o) != 0)
		return -1;
	struct lab_question *questions = questions_of(&o, &count);
	int failed = report_folder(&folder, &r->folder, student, exercise);
	if (!failed) {
		failed = report_lab(&o, &folder, format, questions, count);
		if (!failed)
			printf("%s/%s\n", folder.path,
			       format == LAB_LATEX ? "lab-report.tex" : "lab-report.md");
		folder_close(&folder);
	}
	for (size_t i = 0; i < count; i++)
		free((char *)questions[i].text);
	free(questions);
	outcome_free(&o);
	return failed;
}

static int write_lab(const char *out, const struct lab_arguments *a)
{
	struct results r;
	const char *exercise = a->latex ? a->latex : a->markdown;

	if (results_open_read_only(&r, out) != 0)
		return -1;
	char *student = a->student ? xstrdup(a->student) : only_student(r.book, exercise);
	int failed = student ? write_lab_of(&r, student, exercise, a->latex ? LAB_LATEX : LAB_MARKDOWN) : -1;
	free(student);
	results_close(&r);
	return failed;
}

int cmd_report(int argc, char **argv)
{
	const char *out = "out";
	bool from_rounds = false;
	struct lab_arguments lab = {0};
	const struct option_row options[] = {
		TEXT("latex", 0, "EXERCISE", &lab.latex,
	             "write only a lab report to fill in, lab-report.tex, with figures as PDF, into "
	             "FOLDER/STUDENT/EXERCISE"),
		TEXT("markdown", 0, "EXERCISE", &lab.markdown, "the same as lab-report.md"),
		TEXT("student", 0, "NAME", &lab.student, "whose lab report; needed if there are several"),
		TEXT("out", 'o', "FOLDER", &out,
	             "the folder of the gradebook and the pages (default: "
	             "out)"),
		OTHER("from", 0, "rounds", &from_rounds, take_source,
	              "recompute speeds and points from each FOLDER/STUDENT/EXERCISE/rounds.tsv, the "
	              "recorded findings and rules, and report differences from the recorded ones"),
		{0},
	};
	const struct command_line line = {
		.options = options,
		.about = about,
		.exit_codes = "0 written; 2 failed, or points differ",
	};
	struct comparison c = {0};
	int code;

	if (!options_read(&line, argc, argv, &code))
		return code;
	if (lab.latex && lab.markdown)
		return command_usage(argv[0], "--latex and --markdown: only one at a time");
	if ((lab.latex || lab.markdown) && from_rounds)
		return command_usage(argv[0], "--from rounds: not for lab reports");
	if (lab.student && !lab.latex && !lab.markdown)
		return command_usage(argv[0], "--student: only for a lab report, with --latex or --markdown");
	if (lab.latex || lab.markdown)
		return write_lab(out, &lab) != 0 ? command_fault(argv[0]) : EXIT_WELL;
	if (write_report(out, from_rounds, &c) != 0)
		return command_fault(argv[0]);
	if (from_rounds)
		printf("%zu recomputed from their rounds, %zu differ\n", c.compared, c.differ);
	printf("%s/index.html\n", out);
	return c.differ ? EXIT_FAULT : EXIT_WELL;
}
