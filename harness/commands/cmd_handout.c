/* cmd_handout.c - what students get: an exercise that can be worked on where only gcc and make
 * are installed.
 *
 *   NAME/README.md handout.txt Makefile exercise.mk
 *   NAME/assignments/NAME/   as it is here
 *   NAME/harness/kit/        sources, built by the student's make
 *   NAME/include/            headers of header-only libraries that the exercise uses
 *   NAME/plots/
 *   NAME/tools/              parlab and the exercise's oracle, as programs without shared libraries
 *   NAME/reference/NAME/     the model solution as an object file, so that bench can compare
 *
 * Never in it: a model solution's or an oracle's source, a fixture, anybody's work.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "../base/base.h"
#include "../base/file.h"
#include "../course/catalog.h"
#include "command.h"
#include "options.h"
#include "pack.h"

enum { SOURCE_BYTES_MAX = 4 << 20, FOLDER_PERMISSIONS = 0755, FILE_PERMISSIONS = 0644 };

static const char about[] =
	"Makes OUT/EXERCISE and OUT/EXERCISE.tar.gz for students: the assignment, the kit, the\n"
	"plots, a Makefile, and a parlab that needs nothing but gcc and make.  The model solution\n"
	"is in it as machine code only, so that `make bench` shows the gain that will be graded.\n";

struct handout {
	const char *exercise, *out;
	bool without_model, replace;
	char *home, *folder;
	struct catalog catalog;
	const struct manifest *m;
};

/* ---- what is copied --------------------------------------------------------------- */

/* copy: a file or folder that lies at FROM in the home, to TO in the handout. */
static int copy(const struct handout *h, const char *from, const char *to, unsigned permissions)
{
	char *source = path_join(h->home, from), *target = path_join(h->folder, to);
	char *parent = xstrndup(target, (size_t)(strrchr(target, '/') - target));
	int failed = path_is_folder(source)                         ? folder_copy(source, target, permissions)
	             : folder_make(parent, FOLDER_PERMISSIONS) != 0 ? -1
	                                                            : file_copy(source, target, permissions);

	free(source);
	free(target);
	free(parent);
	return failed;
}

/* copy_built: a program or object that `make` built for handouts. */
static int copy_built(const struct handout *h, const char *name, const char *to, unsigned permissions)
{
	char *built = self_built(h->home, "static"), *source = path_join(built, name),
	     *target = path_join(h->folder, to);
	char *parent = xstrndup(target, (size_t)(strrchr(target, '/') - target));
	int failed = !path_is_file(source)
	                     ? error_set("%s: not built; run `make handout EX=%s`", source, h->m->name)
	             : folder_make(parent, FOLDER_PERMISSIONS) != 0 ? -1
	                                                            : file_copy(source, target, permissions);

	free(built);
	free(source);
	free(target);
	free(parent);
	return failed;
}

/* mentions: does a file of the assignment include from this folder of headers? */
static bool mentions(const struct manifest *m, const char *headers)
{
	char **names = folder_list(m->folder), *include = xasprintf("#include <%s/", headers);
	bool found = false;

	for (char **name = names; !found && name && *name; name++) {
		char *path = path_join(m->folder, *name);
		size_t bytes;
		char *text = path_is_file(path) ? file_read(path, SOURCE_BYTES_MAX, &bytes) : NULL;
		found = text && strstr(text, include);
		free(text);
		free(path);
	}
	free(include);
	strv_free(names);
	return found;
}

static int copy_headers(const struct handout *h)
{
	static const char *const header_only[] = {"Random123"};
	int failed = 0;

	for (size_t i = 0; !failed && i < ARRAY_LENGTH(header_only); i++) {
		char *from = xasprintf("/usr/include/%s", header_only[i]),
		     *to = xasprintf("%s/include/%s", h->folder, header_only[i]);
		if (mentions(h->m, header_only[i]))
			failed = folder_copy(from, to, FOLDER_PERMISSIONS);
		free(from);
		free(to);
	}
	return failed;
}

/* The objects of the model solution; that for mpi mode is there if Open MPI is. */
static int copy_model(const struct handout *h)
{
	char *model = xasprintf("models/%s.o", h->m->name), *mpi = xasprintf("models/%s_mpi.o", h->m->name),
	     *to = xasprintf("reference/%s/model.o", h->m->name),
	     *mpi_to = xasprintf("reference/%s/model_mpi.o", h->m->name);
	char *built = self_built(h->home, "static"), *mpi_path = path_join(built, mpi);
	int failed = copy_built(h, model, to, FILE_PERMISSIONS);

	if (!failed && path_is_file(mpi_path))
		failed = copy_built(h, mpi, mpi_to, FILE_PERMISSIONS);
	free(model);
	free(mpi);
	free(to);
	free(mpi_to);
	free(built);
	free(mpi_path);
	return failed;
}

static int copy_tools(const struct handout *h)
{
	char *oracle = xasprintf("oracles/%s", h->m->name), *to = xasprintf("tools/%s", oracle);
	int failed = copy_built(h, "parlab", "tools/parlab", 0755) != 0 ||
	                             copy_built(h, oracle, to, 0755) != 0 ||
	                             (!h->without_model && copy_model(h) != 0)
	                     ? -1
	                     : 0;

	free(oracle);
	free(to);
	return failed;
}

static int copy_all(const struct handout *h)
{
	char *assignment = xasprintf("assignments/%s", h->m->name);
	int failed = copy(h, assignment, assignment, FOLDER_PERMISSIONS) != 0 ||
	                             copy(h, "assignments/here.mk", "assignments/here.mk",
	                                  FILE_PERMISSIONS) != 0 ||
	                             copy(h, "harness/kit", "harness/kit", FOLDER_PERMISSIONS) != 0 ||
	                             copy(h, "plots", "plots", FOLDER_PERMISSIONS) != 0 ||
	                             copy(h, "harness/setup/handout.mk", "Makefile", FILE_PERMISSIONS) != 0 ||
	                             copy(h, "LICENSES", "LICENSES", FOLDER_PERMISSIONS) != 0 ||
	                             copy_headers(h) != 0 || copy_tools(h) != 0
	                     ? -1
	                     : 0;

	free(assignment);
	return failed;
}

/* ---- what is written ------------------------------------------------------------------ */

static int write_file(const struct handout *h, const char *name, char *text)
{
	char *path = path_join(h->folder, name);
	int failed = file_write(path, text, strlen(text)) != 0 ? -1 : 0;

	if (!failed && chmod(path, FILE_PERMISSIONS) != 0)
		failed = error_errno("%s: permissions", path);
	free(path);
	free(text);
	return failed;
}

static void put_list(FILE *to, const char *variable, char *const *words)
{
	fprintf(to, "%s :=", variable);
	for (; words && *words; words++)
		fprintf(to, " %s", *words);
	fputc('\n', to);
}

/* What the Makefile must know of the manifest. */
static char *exercise_mk(const struct manifest *m)
{
	struct text text;
	FILE *to = text_open(&text);

	fprintf(to, "# Written by parlab from assignment.yaml.\nEX := %s\n", m->name);
	put_list(to, "SUBMIT", m->submit);
	put_list(to, "GIVEN", m->given);
	put_list(to, "FLAGS", m->flags);
	put_list(to, "LIBRARIES", m->libraries);
	return text_close(&text);
}

static char *note(const struct handout *h)
{
	return xasprintf(
		"%s: %s\n\n"
		"  assignments/%s/README.md   the task: read it first\n"
		"  assignments/%s/%s   your work\n\n"
		"  make              builds your program, to be run by hand: build/assignments/%s\n"
		"  make check        is it right?\n"
		"  make bench        how fast is it?\n"
		"  make submission   packs the files to hand in\n\n"
		"gcc and make are enough (apt-get install gcc make libc6-dev).  With these there is more:\n"
		"  bubblewrap        your program runs in a sandbox, and cannot harm your files\n"
		"  gnuplot-nox       charts are drawn; without it there are tables\n"
		"  clang libomp-dev  data races are looked for in openmp mode, too\n\n"
		"%s"
		"Made by parlab " PARLAB_VERSION
		".  What you compile is under the MIT licence, the program tools/parlab under the GPL,\n"
		"version 3 or later (LICENSES); its source is to be had from whoever gave you this.\n",
		h->m->name, h->m->title, h->m->name, h->m->name, h->m->submit[0], h->m->name,
		h->without_model ? "The model solution is not in it, so nothing can be timed.\n\n" : "");
}

/* ---- the command --------------------------------------------------------------------------- */

/* The stub is where students, and those who try an exercise, write. */
static int check_stub(const struct handout *h)
{
	char *path = path_join(h->m->folder, h->m->submit[0]);
	size_t bytes;
	char *text = file_read(path, SOURCE_BYTES_MAX, &bytes);
	int failed =
		!text ? -1
		: strstr(text, "TODO(student)")
			? 0
			: error_set("%s: has no TODO(student) left, so it may be a solution; put the stub "
	                            "back",
	                            path);

	free(text);
	free(path);
	return failed;
}

static int make_room(const struct handout *h)
{
	char *made = path_join(h->folder, HANDOUT_NOTE);
	bool ours = path_is_file(made);
	int failed = 0;

	free(made);
	if (path_is_folder(h->folder) && !(h->replace && ours))
		return error_set("%s: is there already; %s", h->folder,
		                 ours ? "--replace makes it anew" : "name another folder with --out");
	if (path_is_folder(h->folder))
		failed = folder_remove(h->folder);
	return failed ? failed : folder_make(h->folder, FOLDER_PERMISSIONS);
}

static int make_handout(struct handout *h)
{
	h->home = command_home();
	if (!h->home || catalog_load(&h->catalog, h->home) != 0)
		return -1;
	h->m = catalog_find(&h->catalog, h->exercise);
	if (!h->m)
		return -1;
	h->folder = path_join(h->out, h->m->name);
	if (check_stub(h) != 0 || make_room(h) != 0 || copy_all(h) != 0 ||
	    write_file(h, "exercise.mk", exercise_mk(h->m)) != 0 || write_file(h, HANDOUT_NOTE, note(h)) != 0)
		return -1;
	return pack_folder(h->out, h->m->name);
}

int cmd_handout(int argc, char **argv)
{
	struct handout h = {.out = "out/handout"};
	const struct operand_row operands[] = {
		{"EXERCISE", &h.exercise, "no exercise given; `parlab list` names them"},
		{0},
	};
	const struct option_row options[] = {
		TEXT("out", 'o', "FOLDER", &h.out, "where to make it (default: out/handout)"),
		FLAG("without-model", 0, &h.without_model,
	             "leave the model solution out; then `bench` cannot time anything"),
		FLAG("replace", 0, &h.replace, "make it anew if it is there; work in it is lost"),
		{0},
	};
	const struct command_line line = {operands, options, NULL, about, "0 made, 2 not made"};
	int code;

	if (!options_read(&line, argc, argv, &code))
		return code;
	if (make_handout(&h) != 0)
		code = command_fault(argv[0]);
	else
		printf("%s\n%s.tar.gz\n", h.folder, h.folder);
	catalog_free(&h.catalog);
	free(h.home);
	free(h.folder);
	return code;
}
