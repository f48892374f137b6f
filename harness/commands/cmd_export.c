/* cmd_export.c - results in the format of another program.  It reads the gradebook and changes nothing. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../base/base.h"
#include "../base/file.h"
#include "../report/export.h"
#include "command.h"
#include "options.h"
#include "results.h"

enum { INTO_BYTES_MAX = 64 << 20, INTO_ROWS_MAX = 100000 };

struct arguments {
	const char *format, *out, *student, *only, *into, *column, *roster, *to;
};

static char *about_text(void)
{
	struct text text;
	FILE *to = text_open(&text);

	fputs("Prints results from FOLDER/gradebook.db in the format of another program:\n\n", to);
	for (size_t i = 0; i < export_format_count; i++)
		fprintf(to, "  %-17s %s\n", export_formats[i].name, export_formats[i].summary);
	fputs("\nFor one result name --student and --only; canvas and moodle fill in the file --into.\n", to);
	return text_close(&text);
}

static const struct export_format *find_format(const char *name)
{
	const char *names[16];

	for (size_t i = 0; i < export_format_count; i++) {
		names[i] = export_formats[i].name;
		if (strcmp(names[i], name) == 0)
			return &export_formats[i];
	}
	const char *nearest = options_nearest(name, names, export_format_count);
	error_set("no format '%.64s'%s%s%s; --help lists them", name, nearest ? ", did you mean '" : "",
	          nearest ? nearest : "", nearest ? "'?" : "");
	return NULL;
}

static int read_into(const struct arguments *a, struct export_job *job)
{
	size_t bytes = 0;
	char *text = file_read(a->into, INTO_BYTES_MAX, &bytes);
	int failed = text ? table_read(job->into, a->into, text, bytes, INTO_ROWS_MAX) : -1;

	free(text);
	job->into_path = a->into;
	job->column = a->column;
	return failed;
}

static int write_result(const struct arguments *a, const struct export_format *format, struct export_job *job)
{
	struct text text;

	if (format->scope == EXPORT_ONE && job->outcomes[0].fault)
		return error_set(
			"%s %s: the grader failed on it (%s), so there is nothing to export; grade again",
			job->outcomes[0].student, job->outcomes[0].exercise, job->outcomes[0].fault);
	int failed = format->write(text_open(&text), job);
	char *bytes = text_close(&text);
	if (!failed && a->to)
		failed = file_write(a->to, bytes, text.length);
	else if (!failed && fwrite(bytes, 1, text.length, stdout) < text.length)
		failed = error_errno("standard output");
	free(bytes);
	return failed;
}

static int export(const struct arguments *a, const struct export_format *format)
{
	struct table into = {0};
	struct roster roster = {0};
	struct export_job job = {.into = &into, .roster = &roster};
	struct results results;
	int failed = a->roster ? roster_load(&roster, a->roster) : 0;

	if (!failed && a->into)
		failed = read_into(a, &job);
	if (!failed)
		failed = results_open_read_only(&results, a->out);
	if (!failed) {
		failed = export_load(&job, results.book, a->student, a->only);
		results_close(&results);
	}
	if (!failed)
		failed = write_result(a, format, &job);
	export_free(&job);
	roster_free(&roster);
	table_free(&into);
	return failed;
}

static int run(const struct arguments *a)
{
	const struct export_format *format = find_format(a->format);

	if (!format)
		return command_usage("export", "%s", error_text());
	if (format->scope == EXPORT_ONE && (!a->student || !a->only))
		return command_usage("export", "%s is for one result; name it with --student and --only",
		                     a->format);
	if (format->scope == EXPORT_FILL && (!a->into || !a->only))
		return command_usage(
			"export",
			"%s fills in a file of the platform; name it with --into, and the exercise with "
			"--only",
			a->format);
	if (format->scope != EXPORT_FILL && (a->into || a->column))
		return command_usage("export", "--into and --column are for canvas and moodle");
	return export(a, format) == 0 ? EXIT_WELL : command_fault("export");
}

int cmd_export(int argc, char **argv)
{
	struct arguments a = {.out = "out"};
	const struct operand_row operands[] = {
		{"FORMAT", &a.format, "no format given, e.g. parlab export csv"},
		{0},
	};
	const struct option_row options[] = {
		TEXT("out", 'o', "FOLDER", &a.out, "the folder of the gradebook (default: out)"),
		TEXT("only", 0, "EXERCISE", &a.only, "only this exercise"),
		TEXT("student", 0, "NAME", &a.student, "only this student"),
		TEXT("into", 0, "FILE", &a.into, "the file that the platform exported; it stays as it is"),
		TEXT("column", 0, "NAME", &a.column,
	             "its column of grades (default: the one of the exercise)"),
		TEXT("roster", 0, "FILE", &a.roster, "a roster that knows the platform's ids, too"),
		TEXT("to", 0, "FILE", &a.to, "write to this file (default: standard output)"),
		{0},
	};
	char *about = about_text();
	const struct command_line line = {
		.operands = operands,
		.options = options,
		.about = about,
		.exit_codes = "0 exported; 2 wrong usage, no such result, or no gradebook",
	};
	int code;

	if (options_read(&line, argc, argv, &code))
		code = run(&a);
	free(about);
	return code;
}
