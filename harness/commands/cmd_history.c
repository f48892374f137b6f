/* cmd_history.c - a student's results in an exercise: earlier ones, when and why each was
 * replaced, and the current one.  It reads the gradebook and changes nothing. */
#include <stdio.h>
#include <stdlib.h>

#include "../base/base.h"
#include "../report/report.h"
#include "command.h"
#include "options.h"
#include "results.h"

static const char about[] =
	"Every result that STUDENT has had in EXERCISE, oldest first, with why it was replaced.\n"
	"FOLDER/gradebook.db keeps each of them complete, with its evidence.\n";

struct arguments {
	const char *student, *exercise, *out;
	bool json;
};

static int print(struct gradebook *book, const struct arguments *a)
{
	struct outcome o;

	if (gradebook_load_history(book, a->student, a->exercise, &o) != 0)
		return -1;
	if (a->json) {
		char *text = report_history_json(&o);
		puts(text);
		free(text);
	} else {
		terminal_history(&o, stdout);
	}
	outcome_free(&o);
	return 0;
}

int cmd_history(int argc, char **argv)
{
	struct arguments a = {.out = "out"};
	const struct operand_row operands[] = {
		{"STUDENT", &a.student, "no student given, e.g. parlab history good factorization"},
		{"EXERCISE", &a.exercise, "no exercise given, e.g. parlab history good factorization"},
		{0},
	};
	const struct option_row options[] = {
		TEXT("out", 'o', "FOLDER", &a.out, "the folder of the gradebook (default: out)"),
		FLAG("json", 0, &a.json, "as one JSON object"),
		{0},
	};
	const struct command_line line = {
		.operands = operands,
		.options = options,
		.about = about,
		.exit_codes = "0 printed; 2 no such result, or no gradebook",
	};
	int code;

	if (!options_read(&line, argc, argv, &code))
		return code;
	struct results results;
	int failed = results_open_read_only(&results, a.out);
	if (!failed)
		failed = print(results.book, &a);
	results_close(&results);
	return failed ? command_fault(argv[0]) : EXIT_WELL;
}
