/* cmd_mark.c - a person's part of the grading: answers to read, points to give, overrides with reasons.
 *
 * Marks are kept apart from results, with who, when and why; each later result is scored with them. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../base/base.h"
#include "../grading/mark.h"
#include "../report/escape.h"
#include "../report/format.h"
#include "command.h"
#include "marking.h"
#include "options.h"
#include "results.h"

static const char about[] =
	"Without --part: shows the answers that wait for a person, equal answers together, and in a\n"
	"terminal (or with --ask) asks for points and a comment for each.\n"
	"With --part and --points: gives points for one part of one result.  PART is a question's\n"
	"name, MODE.KIND as in fork.speed, or adjust, which adds points to the whole.\n"
	"Marks survive later gradings; one for an answer that has changed since waits again.\n";

struct arguments {
	const char *out, *student, *only, *part, *points, *why;
	bool by_student, ask, remove, list;
};

struct session {
	const struct arguments *arguments;
	size_t marked;
	bool over;
};

/* ---- one mark from the command line -------------------------------------------- */

static int mark_one(const struct arguments *a)
{
	double points = 0;

	if (!a->student || !a->only)
		return command_usage("mark", "--part is for one result; name it with --student and --only");
	if (a->remove == (a->points != NULL))
		return command_usage("mark", "--part needs either --points or --remove");
	if (a->points && parse_double(a->points, -1e6, 1e6, &points) != 0)
		return command_usage("mark", "--points '%s' is not a number", a->points);
	bool question = !strchr(a->part, '.') && strcmp(a->part, MARK_ADJUST) != 0;
	if (!question && !a->remove && !a->why)
		return command_usage("mark", "give the reason with --why: it is shown to the student");
	if (marking_record(a->out, a->student, a->only, a->part, a->remove ? NULL : &points,
	                   a->why ? a->why : "") != 0 ||
	    marking_report(a->out) != 0)
		return command_fault("mark");
	printf("%s %s: %s %s\n", a->student, a->only, a->part,
	       a->remove ? "is not marked any more" : "marked");
	return EXIT_WELL;
}

/* ---- what waits ------------------------------------------------------------------ */

static void show(const struct waiting *group, size_t n)
{
	printf("\n%s, question %s, worth %s:", group->outcome->exercise, group->part->name,
	       format_points(group->part->most).s);
	for (size_t i = 0; i < n; i++) {
		fputs(i > 0 ? ", " : " ", stdout);
		escape_terminal(stdout, group[i].outcome->student, NULL);
	}
	fputs("\n    ", stdout);
	escape_terminal(stdout, *group->answer ? group->answer : "(the answer was not kept; grade again)",
	                "    ");
	putchar('\n');
}

/* read_line: without its end; NULL: no more.  The caller frees. */
static char *read_line(const char *prompt)
{
	char *line = NULL;
	size_t room = 0;

	fputs(prompt, stdout);
	fflush(stdout);
	ssize_t bytes = getline(&line, &room, stdin);
	if (bytes < 0) {
		free(line);
		return NULL;
	}
	line[strcspn(line, "\r\n")] = '\0';
	return line;
}

/* ask_points: 1 and the points, 0 to leave it, -1 to end. */
static int ask_points(double most, double *points)
{
	char *prompt = xasprintf("points, 0 to %s (Enter: leave it, q: end)> ", format_points(most).s);
	int answer = -2;

	while (answer == -2) {
		char *line = read_line(prompt);
		if (!line || strcmp(line, "q") == 0)
			answer = -1;
		else if (!*line)
			answer = 0;
		else if (parse_double(line, 0, most, points) == 0)
			answer = 1;
		else
			puts("not a number in this range");
		free(line);
	}
	free(prompt);
	return answer;
}

static int ask_about(struct session *s, const struct waiting *group, size_t n)
{
	double points = 0;
	int answer = ask_points(group->part->most, &points), failed = 0;

	s->over = answer < 0;
	if (answer <= 0)
		return 0;
	char *comment = read_line("comment for the student (may be empty)> ");
	for (size_t i = 0; i < n && !failed; i++) {
		const struct outcome *o = group[i].outcome;
		failed = marking_record(s->arguments->out, o->student, o->exercise, group->part->name,
		                        &points, comment ? comment : "");
		s->marked += !failed;
	}
	free(comment);
	return failed;
}

/* What else waits: it is decided with --part. */
static size_t show_speeds(const struct export_job *job)
{
	size_t count = 0;

	for (size_t i = 0; i < job->count; i++)
		for (size_t p = 0; p < job->outcomes[i].part_count; p++) {
			const struct part *part = &job->outcomes[i].parts[p];
			if (part->kind == PART_QUESTION || !(part->pending > 0) ||
			    part->verdict == VERDICT_NOT_TIMED)
				continue;
			char *name = mark_name(part);
			printf("%s %s %s: %s points pending: %s\n", job->outcomes[i].student,
			       job->outcomes[i].exercise, name, format_points(part->pending).s, part->reason);
			free(name);
			count++;
		}
	return count;
}

static int go_through(struct session *s, const struct export_job *job)
{
	const struct arguments *a = s->arguments;
	bool asks = !a->list && (a->ask || (isatty(STDIN_FILENO) && isatty(STDOUT_FILENO)));
	size_t count, n;
	struct waiting *list = marking_waiting(job, a->by_student, &count);
	int failed = 0;

	for (size_t i = 0; i < count && !s->over && !failed; i += n) {
		for (n = 1; i + n < count && marking_same(&list[i], &list[i + n]);)
			n++;
		show(&list[i], n);
		if (asks)
			failed = ask_about(s, &list[i], n);
	}
	free(list);
	if (failed)
		return -1;
	size_t speeds = show_speeds(job);
	printf("\n%zu answers wait for a person%s\n", count - s->marked,
	       speeds ? "; the other pending points can be decided with --part" : "");
	return 0;
}

static int mark_many(const struct arguments *a)
{
	struct session s = {.arguments = a};
	struct export_job job = {0};
	struct results results;
	int failed = results_open_read_only(&results, a->out);

	if (!failed) {
		failed = export_load(&job, results.book, a->student, a->only);
		results_close(&results);
	}
	if (!failed)
		failed = go_through(&s, &job);
	/* What was marked before a failure is recorded, and belongs on the pages. */
	if (s.marked && marking_report(a->out) != 0)
		failed = -1;
	export_free(&job);
	return failed ? command_fault("mark") : EXIT_WELL;
}

int cmd_mark(int argc, char **argv)
{
	struct arguments a = {.out = "out"};
	const struct option_row options[] = {
		TEXT("out", 'o', "FOLDER", &a.out, "the folder of the gradebook (default: out)"),
		TEXT("only", 0, "EXERCISE", &a.only, "only this exercise"),
		TEXT("student", 0, "NAME", &a.student, "only this student"),
		FLAG("by-student", 0, &a.by_student,
	             "a student's answers one after the other (default: question by question)"),
		FLAG("list", 0, &a.list, "only show what waits"),
		FLAG("ask", 0, &a.ask, "ask for points even if this is no terminal"),
		TEXT("part", 0, "PART", &a.part, "the part to mark"),
		TEXT("points", 0, "N", &a.points,
	             "points for it; for adjust, points to add (or, with -, take away)"),
		FLAG("remove", 0, &a.remove, "take back the mark of the part"),
		TEXT("why", 0, "TEXT", &a.why, "the reason, or a comment; the student sees it"),
		{0},
	};
	const struct command_line line = {
		.options = options,
		.about = about,
		.exit_codes = "0 done; 2 wrong usage, no such result or part, or no gradebook",
	};
	int code;

	if (!options_read(&line, argc, argv, &code))
		return code;
	if (!a.part && (a.points || a.remove || a.why))
		return command_usage("mark", "--points, --remove and --why are for a --part");
	return a.part ? mark_one(&a) : mark_many(&a);
}
