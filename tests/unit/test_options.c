/* objects: commands/options commands/manual course/manifest_keys course/manifest_source commands/command base/base base/file base/nearest */
/* test_options.c - a command line is parsed by a table; an error is reported in one line. */
#include <criterion/criterion.h>
#include <criterion/redirect.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/base.h"
#include "box/box.h"
#include "commands/command.h"
#include "commands/options.h"
#include "measure/lock.h"

static int went_without;

int box_go_without(void) /* stands in for box.c */
{
	went_without++;
	return 0;
}

void host_lock_patience(double seconds) /* stands in for lock.c */
{
	(void)seconds;
}

static struct {
	const char *folder, *file, *out;
	char **students;
	bool again;
	int jobs;
} got;

static const struct operand_row operands[] = {
	{"FOLDER", &got.folder, "which folder?"},
	{"[FILE]", &got.file, NULL},
	{0},
};
static const struct option_row own[] = {
	TEXT("out", 'o', "FOLDER", &got.out, "where it goes"),
	TEXTS("student", 0, "NAME", &got.students, "only this one"),
	FLAG("again", 'a', &got.again, "everything afresh"),
	{0},
};
static const struct option_row common[] = {
	COUNT("jobs", 'j', "N", &got.jobs, 1, 8, "side by side"),
	OPTION_UNSAFE,
	{0},
};
static const struct command_line line = {operands, own, common, "Does it.\n", "0 done"};

/* Parses the arguments after the command's name, terminated by NULL. */
static bool reads(int *code, ...)
{
	char *argv[16] = {"try"};
	int argc = 1;
	va_list words;

	memset(&got, 0, sizeof got);
	va_start(words, code);
	while ((argv[argc] = va_arg(words, char *)) != NULL)
		argc++;
	va_end(words);
	return options_read(&line, argc, argv, code);
}

Test(options, every_kind_of_row_reaches_its_target)
{
	int code;

	cr_assert(reads(&code, "there", "--out", "here", "-aj", "3", "--student=a", "--student", "b",
	                "--unsafe-no-box", NULL));
	cr_assert_str_eq(got.folder, "there");
	cr_assert_null(got.file);
	cr_assert_str_eq(got.out, "here");
	cr_assert(got.again);
	cr_assert_eq(got.jobs, 3);
	cr_assert_eq(strv_length(got.students), 2);
	cr_assert_str_eq(got.students[1], "b");
	cr_assert_eq(went_without, 1);
	strv_free(got.students);
}

Test(options, operands_may_stand_among_options_and_after_two_dashes)
{
	int code;

	cr_assert(reads(&code, "one", "--again", "--", "--two", NULL));
	cr_assert_str_eq(got.file, "--two");
}

static void refused(const char *expected, char *word, char *another)
{
	char told[512] = "", *end;
	int code;

	cr_redirect_stderr();
	cr_assert_not(reads(&code, "there", word, another, NULL));
	cr_assert_eq(code, EXIT_FAULT);
	fflush(stderr);
	FILE *from = cr_get_redirected_stderr();
	cr_assert_gt(fread(told, 1, sizeof told - 1, from), 0);
	end = strstr(told, "; see parlab try --help\n");
	cr_assert_not_null(end, "%s", told);
	*end = 0;
	cr_assert_str_eq(told, expected);
}

#define REFUSED(NAME, EXPECTED, ...) \
	Test(options, NAME) \
	{ \
		refused("parlab try: " EXPECTED, __VA_ARGS__); \
	}

REFUSED(unknown_option, "unknown option '--banana'", "--banana", NULL)
REFUSED(unknown_letter, "unknown option '-x'", "-x", NULL)
REFUSED(near_miss, "unknown option '--jbos', did you mean '--jobs'?", "--jbos", "3")
REFUSED(near_miss_with_a_value, "unknown option '--studnet', did you mean '--student'?", "--studnet=a", NULL)
REFUSED(missing_value, "option '--out' needs a value: --out FOLDER", "--out", NULL)
REFUSED(missing_value_of_a_letter, "option '--out' needs a value: --out FOLDER", "-o", NULL)
REFUSED(value_where_there_is_none, "option '--again' takes no value", "--again=yes", NULL)
REFUSED(unexpected_argument, "unexpected argument 'three'", "two", "three")
REFUSED(count_out_of_range, "--jobs '9' is not a whole number from 1 to 8", "--jobs", "9")
REFUSED(no_count, "--jobs 'few' is not a whole number from 1 to 8", "-j", "few")

Test(options, a_missing_operand_is_reported_with_the_tables_text)
{
	int code;

	cr_redirect_stderr();
	cr_assert_not(reads(&code, "--again", NULL));
	cr_assert_eq(code, EXIT_FAULT);
	cr_assert_stderr_eq_str("parlab try: which folder?; see parlab try --help\n");
}

Test(options, help_comes_from_the_table)
{
	int code;

	cr_redirect_stdout();
	cr_assert_not(reads(&code, "--help", NULL));
	cr_assert_eq(code, EXIT_WELL);
	fflush(stdout);
	cr_assert_stdout_eq_str(
		"usage: parlab try FOLDER [FILE] [options]\n\nDoes it.\n\n"
		"  -o, --out FOLDER     where it goes\n"
		"      --student NAME   only this one\n"
		"  -a, --again          everything afresh\n"
		"  -j, --jobs N         side by side\n"
		"      --unsafe-no-box  run without a sandbox: only your own work on your own machine,\n"
		"                       never as root; marks every result\n"
		"  -h, --help           print this text\n\n"
		"Exit code: 0 done\n");
}

Test(options, nearest_finds_similar_names)
{
	const char *const names[] = {"check", "bench", "grade", "regrade"};

	cr_assert_str_eq(options_nearest("chekc", names, 4), "check");
	cr_assert_str_eq(options_nearest("grades", names, 4), "grade");
	cr_assert_null(options_nearest("submit", names, 4));
	cr_assert_null(options_nearest("x", names, 4));
}
