/* main.c - dispatches to the commands. */
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "base/base.h"
#include "commands/command.h"
#include "commands/manual.h"
#include "commands/options.h"
#include "report/report.h"

static const struct command {
	const char *name;
	int (*run)(int argc, char **argv);
	const char *summary;
} commands[] = {
	{"list", cmd_list, "the exercises, with their modes and points"},
	{"check", cmd_check, "is it right?  Wrong answers, races, leaks, with the first counter-example"},
	{"bench", cmd_bench, "how fast is it?  Speedup table and charts"},
	{"submission", cmd_submission, "pack the files to hand in, or say what is missing"},
	{"handout", cmd_handout, "make the folder and the archive to give to students"},
	{"grade", cmd_grade, "grade a folder of submissions"},
	{"report", cmd_report, "rewrite pages and charts from a gradebook"},
	{"export", cmd_export, "results for Gradescope, Canvas, Moodle, JUnit and others"},
	{"history", cmd_history, "a student's earlier results, when and why each was replaced"},
	{"mark", cmd_mark, "a person's part: read answers, give points, override with reasons"},
	{"appeal", cmd_appeal, "grade one result afresh and compare the evidence"},
	{"pack", cmd_pack, "an exercise as an autograder of another platform"},
	{"regrade", cmd_regrade, "time the same work many times: are its points stable?"},
	{"new", cmd_new, "the folders of a new exercise, with a small one that works"},
	{"selftest", cmd_selftest, "is an exercise fit to be handed out?"},
	{"doctor", cmd_doctor, "what this machine can and cannot do"},
};

static void usage(FILE *to)
{
	fputs("usage: parlab COMMAND [options]\n\n", to);
	for (size_t i = 0; i < ARRAY_LENGTH(commands); i++)
		fprintf(to, "  %-10s %s\n", commands[i].name, commands[i].summary);
	fputs("\nparlab COMMAND --help says more.  Exit codes: 0 all is well, 1 a submission fell short,\n"
	      "2 wrong usage or a fault of the grader, 3 inconclusive.\n",
	      to);
}

static bool is_any(const char *word, const char *a, const char *b)
{
	return strcmp(word, a) == 0 || strcmp(word, b) == 0;
}

/* names_of: two arrays, of names and of summaries. */
static void names_of(const char **names, const char **summaries)
{
	for (size_t i = 0; i < ARRAY_LENGTH(commands); i++) {
		names[i] = commands[i].name;
		summaries[i] = commands[i].summary;
	}
}

/* --help=man, --help=words and --help=assignment.yaml: for `make install` and for completion. */
static bool help_for_programs(const char *word)
{
	const char *names[ARRAY_LENGTH(commands)], *summaries[ARRAY_LENGTH(commands)];

	names_of(names, summaries);
	if (strcmp(word, "--help=man") == 0)
		manual_overview(names, summaries, ARRAY_LENGTH(commands));
	else if (strcmp(word, "--help=assignment.yaml") == 0)
		manual_manifest();
	else if (strcmp(word, "--help=words") == 0)
		for (size_t i = 0; i < ARRAY_LENGTH(commands); i++)
			puts(names[i]);
	else
		return false;
	return true;
}

static int no_such_command(const char *word)
{
	const char *names[ARRAY_LENGTH(commands)], *summaries[ARRAY_LENGTH(commands)];
	const char *nearest;

	names_of(names, summaries);
	nearest = options_nearest(word, names, ARRAY_LENGTH(commands));
	if (nearest)
		fprintf(stderr, "parlab: no command '%s', did you mean '%s'?\n", word, nearest);
	else
		fprintf(stderr, "parlab: no command '%s'; `parlab help` lists them\n", word);
	return EXIT_FAULT;
}

int main(int argc, char **argv)
{
	umask(umask(077) | 077); /* new files are private by default */
	if (argc < 2) {
		usage(stderr);
		return EXIT_FAULT;
	}
	if (is_any(argv[1], "--help", "-h") || strcmp(argv[1], "help") == 0) {
		usage(stdout);
		return EXIT_WELL;
	}
	if (is_any(argv[1], "--version", "-V")) {
		puts("parlab " PARLAB_VERSION);
		return EXIT_WELL;
	}
	if (help_for_programs(argv[1]))
		return EXIT_WELL;
	terminal_program(argv[0]);
	for (size_t i = 0; i < ARRAY_LENGTH(commands); i++)
		if (strcmp(argv[1], commands[i].name) == 0) {
			manual_about(commands[i].summary);
			return commands[i].run(argc - 1, argv + 1);
		}
	return no_such_command(argv[1]);
}
