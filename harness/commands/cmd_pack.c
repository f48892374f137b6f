/* cmd_pack.c - an exercise with all that is needed to grade it, packed for another platform.
 *
 * The archive holds the sources of parlab and both folders of the exercise: whoever has it has the
 * model solution.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../base/base.h"
#include "../base/file.h"
#include "../base/process.h"
#include "../course/catalog.h"
#include "command.h"
#include "options.h"

static const char about[] =
	"Writes autograder.zip for Gradescope: setup.sh, which installs packages and builds, and\n"
	"run_autograder, which grades a submission and writes results.json.  It holds the model\n"
	"solution: upload it, do not hand it out.\n";

enum { COPY_SECONDS = 120 };

struct arguments {
	const char *platform, *exercise, *to;
	bool timing, no_box;
};

/* run: a helper that must succeed. */
static int run(char *const argv[])
{
	struct process_result result = {0};
	int failed = process_run(argv, NULL, COPY_SECONDS, &result);

	if (!failed && result.exit_code != 0)
		failed = error_set("%s: %.300s", argv[0], result.output);
	free(result.output);
	return failed;
}

static int copy(const char *home, const char *name, const char *to)
{
	char *from = path_join(home, name), *into = path_join(to, name), *end = strrchr(into, '/');
	char *parent = xstrndup(into, (size_t)(end - into));
	char *const argv[] = {"cp", "-r", from, parent, NULL};
	int failed = path_is_folder(from) || path_is_file(from)
	                     ? 0
	                     : error_set("%s: missing; pack from a folder with the sources of parlab", from);

	if (!failed)
		failed = folder_make(parent, 0755) != 0 ? -1 : run(argv);
	free(parent);
	free(into);
	free(from);
	return failed;
}

static int copy_all(const char *home, const char *exercise, const char *to)
{
	static const char *const parts[] = {"Makefile", "LICENSE", "LICENSES", "harness", "plots"};
	char *assignment = path_join("assignments", exercise), *reference = path_join("reference", exercise);
	int failed = 0;

	for (size_t i = 0; !failed && i < ARRAY_LENGTH(parts); i++)
		failed = copy(home, parts[i], to);
	if (!failed)
		failed = copy(home, assignment, to) != 0 || copy(home, reference, to) != 0 ? -1 : 0;
	free(assignment);
	free(reference);
	return failed;
}

static int write_script(const char *folder, const char *name, char *text)
{
	char *path = path_join(folder, name);
	char *const argv[] = {"chmod", "755", path, NULL};
	int failed = file_write(path, text, strlen(text)) != 0 ? -1 : run(argv);

	free(path);
	free(text);
	return failed;
}

static int write_scripts(const struct arguments *a, const char *folder)
{
	const char *as_user = a->no_box ? "runuser -u grader -- " : "";
	char *setup = xasprintf("#!/bin/bash\n"
	                        "# Gradescope runs this once, as root, when it builds the container.\n"
	                        "set -e\n"
	                        "cd \"${AUTOGRADER:-/autograder}/source/parlab\"\n"
	                        "apt-get update\n"
	                        "apt-get install -y make%s\n"
	                        "harness/setup/deps run\n"
	                        "make all\n",
	                        a->no_box ? "\nid grader >/dev/null 2>&1 || useradd grader" : "");
	char *grade = xasprintf(
		"#!/bin/bash\n"
		"# Gradescope runs this for each submission.  What is printed is for instructors only.\n"
		"base=${AUTOGRADER:-/autograder}\n"
		"cd \"$base/source/parlab\" || exit 1\n"
		"work=$(mktemp -d) && chmod 755 \"$work\" || exit 1\n"
		"mkdir -p \"$work/class/student/%s\" \"$base/results\"\n"
		"cp -r \"$base/submission/.\" \"$work/class/student/%s/\"\n"
		"%s"
		"if %sbuild/parlab grade \"$work/class\" --only %s --out \"$work/out\"%s%s &&\n"
		"	%sbuild/parlab export gradescope --student student --only %s --out \"$work/out\" >\"$work/results.json\"\n"
		"then\n"
		"	cp \"$work/results.json\" \"$base/results/results.json\"\n"
		"else\n"
		"	echo '{\"output\": \"The grader failed. This costs nobody points; please tell your "
		"instructor.\"}' >\"$base/results/results.json\"\n"
		"fi\n"
		"rm -rf \"$work\"\n",
		a->exercise, a->exercise, a->no_box ? "chown grader \"$work\"\n" : "", as_user, a->exercise,
		a->timing ? "" : " --no-timing", a->no_box ? " --unsafe-no-box" : "", as_user, a->exercise);
	int failed = write_script(folder, "setup.sh", setup);

	return write_script(folder, "run_autograder", grade) != 0 ? -1 : failed;
}

static int zip(const char *folder, const char *to)
{
	char *draft = path_join(folder, "../autograder.zip");
	char *script = xasprintf("cd \"$1\" && zip -q -r -X \"$2\" .");
	char *const argv[] = {"sh", "-c", script, "sh", (char *)folder, draft, NULL};
	int failed = run(argv);

	if (!failed)
		failed = file_copy(draft, to, 0600);
	free(script);
	free(draft);
	return failed;
}

static int pack(const struct arguments *a, const char *home)
{
	char top[] = "/tmp/parlab-pack-XXXXXX";

	if (!mkdtemp(top))
		return error_errno("/tmp: cannot create a folder");
	char *folder = path_join(top, "source"), *parlab = path_join(folder, "parlab");
	int failed = folder_make(parlab, 0755) != 0 || copy_all(home, a->exercise, parlab) != 0 ||
	                             write_scripts(a, folder) != 0 || zip(folder, a->to) != 0
	                     ? -1
	                     : 0;
	free(parlab);
	free(folder);
	folder_remove(top);
	return failed;
}

static int find_and_pack(const struct arguments *a)
{
	struct catalog catalog = {0};
	char *home = command_home();
	int failed =
		home && catalog_load(&catalog, home) == 0 && catalog_find(&catalog, a->exercise) ? 0 : -1;

	if (!failed)
		failed = pack(a, home);
	if (!failed)
		printf("%s\n", a->to);
	catalog_free(&catalog);
	free(home);
	return failed;
}

int cmd_pack(int argc, char **argv)
{
	struct arguments a = {.to = "autograder.zip"};
	const struct operand_row operands[] = {
		{"PLATFORM", &a.platform, "no platform given, e.g. parlab pack gradescope matmul"},
		{"EXERCISE", &a.exercise, "no exercise given; `parlab list` names them"},
		{0},
	};
	const struct option_row options[] = {
		TEXT("to", 0, "FILE", &a.to, "the archive (default: autograder.zip)"),
		FLAG("timing", 0, &a.timing,
	             "time submissions there, too: only for containers with CPUs of their own"),
		FLAG("unsafe-no-box", 0, &a.no_box,
	             "for containers in which no sandbox can be made: a submission could then forge its result"),
		{0},
	};
	const struct command_line line = {.operands = operands,
	                                  .options = options,
	                                  .about = about,
	                                  .exit_codes = "0 written; 2 failed"};
	int code;

	if (!options_read(&line, argc, argv, &code))
		return code;
	if (strcmp(a.platform, "gradescope") != 0)
		return command_usage("pack", "'%s' is no platform to pack for; there is: gradescope",
		                     a.platform);
	return find_and_pack(&a) == 0 ? EXIT_WELL : command_fault("pack");
}
