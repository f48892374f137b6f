/* cmd_selftest.c - is an exercise fit to be handed out?
 *
 * Three parts: what a reader sees (the test of the contract, which `make contract` runs for all exercises), what
 * only the grader's own means can tell (pipeline/selftest.h), and the fixtures, whose mistakes must
 * be caught. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../base/base.h"
#include "../base/file.h"
#include "../base/process.h"
#include "../course/catalog.h"
#include "../pipeline/selftest.h"
#include "command.h"
#include "options.h"

static const char about[] =
	"Proves that an exercise is fit to be handed out: both folders and the handout, the model solution in\n"
	"every mode, the oracle, the sizes, and the fixtures in tests/fixtures/EXERCISE.  Build it\n"
	"first: make.  `make mutants EX=EXERCISE` then looks for mistakes that are not caught.\n";

enum { TEST_SECONDS = 3600 };

struct tally {
	size_t held, failed;
};

static void say(void *context, const char *what, const char *why)
{
	struct tally *tally = context;

	tally->held += why == NULL;
	tally->failed += why != NULL;
	printf("%sok - %s%s%s\n", why ? "not " : "", what, why ? ": " : "", why ? why : "");
	fflush(stdout);
}

/* relay: count the lines of a test's output (TAP), and print them. */
static void relay(const char *output, struct tally *tally)
{
	for (const char *line = output; line && *line;) {
		size_t length = strcspn(line, "\n");
		bool failed = strncmp(line, "not ok ", 7) == 0, held = strncmp(line, "ok ", 3) == 0;
		tally->held += held;
		tally->failed += failed;
		if (held || failed || *line == '#')
			printf("%.*s\n", (int)length, line);
		line += length + (line[length] == '\n');
	}
}

/* One of the project's end-to-end tests, for this exercise alone. */
static int run_test(const char *home, const char *name, const char *exercise, struct tally *tally)
{
	char *path = xasprintf("%s/tests/e2e/%s.sh", home, name), *ex = xasprintf("EX=%s", exercise);
	char *program = self_beside("parlab"), *parlab = xasprintf("PARLAB=%s", program ? program : "");
	char *const argv[] = {"env", ex, parlab, "bash", path, NULL};
	struct process_result result = {0};
	int failed =
		path_is_file(path)
			? process_run(argv, NULL, TEST_SECONDS, &result)
			: error_set("%s: missing; run selftest in a folder with the tests of parlab", path);

	if (!failed)
		relay(result.output, tally);
	free(result.output);
	free(parlab);
	free(program);
	free(ex);
	free(path);
	return failed;
}

/* Without any, nobody knows whether mistakes are caught. */
static int run_fixtures(const char *home, const char *exercise, struct tally *tally)
{
	char *folder = xasprintf("%s/tests/fixtures/%s", home, exercise);
	bool there = path_is_folder(folder);
	int failed = there ? run_test(home, "fixtures", exercise, tally) : 0;

	if (!there) {
		char *why = xasprintf(
			"there is no tests/fixtures/%s; add a right submission and one for each typical "
			"mistake (tests/README.md)",
			exercise);
		say(tally, "mistakes are caught", why);
		free(why);
	}
	free(folder);
	return failed;
}

static int run(const char *home, const char *exercise, bool quick, struct tally *tally)
{
	struct catalog catalog = {0};
	const struct manifest *m =
		catalog_load(&catalog, home) == 0 ? catalog_find(&catalog, exercise) : NULL;
	struct workshop *workshop = m ? workshop_open(home) : NULL;
	int failed = workshop ? selftest_exercise(workshop, m, say, tally) : -1;

	workshop_close(workshop);
	if (!failed && !quick)
		failed = run_test(home, "contract", exercise, tally);
	if (!failed && !quick)
		failed = run_fixtures(home, exercise, tally);
	catalog_free(&catalog);
	return failed;
}

int cmd_selftest(int argc, char **argv)
{
	const char *exercise = NULL;
	const struct operand_row operands[] = {
		{"EXERCISE", &exercise, "no exercise given; `parlab list` names them"},
		{0},
	};
	bool quick = false;
	const struct option_row options[] = {
		FLAG("quick", 0, &quick, "only the oracle and the sizes: neither contract nor fixtures"),
		{0},
	};
	const struct command_line line = {
		.operands = operands,
		.options = options,
		.about = about,
		.exit_codes = "0 it is fit; 1 something is not; 2 wrong usage, or it could not be tested",
	};
	struct tally tally = {0};
	int code;

	if (!options_read(&line, argc, argv, &code))
		return code;
	char *home = command_home();
	int failed = home ? run(home, exercise, quick, &tally) : -1;
	free(home);
	if (failed)
		return command_fault("selftest");
	printf("%s: %zu hold, %zu do not\n", exercise, tally.held, tally.failed);
	return tally.failed ? EXIT_FELL_SHORT : EXIT_WELL;
}
