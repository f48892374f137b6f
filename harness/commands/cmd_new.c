/* cmd_new.c - the two folders of a new exercise, with a small one in them that works: an author changes it
 * step by step, and nothing has to be written from nothing.
 *
 * It never writes over a file. */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../base/base.h"
#include "../base/file.h"
#include "command.h"
#include "options.h"

static const char about[] =
	"Makes assignments/NAME/ and reference/NAME/ with a small exercise that works: a handout, a manifest,\n"
	"a contract, a stub, a driver, a model solution and an oracle.  Change it into yours;\n"
	"assignments/README.md says how, and `parlab selftest NAME` what is still wrong.\n";

enum { NAME_BYTES_MAX = 32, TEMPLATE_BYTES_MAX = 1 << 20 };

/* The name is a part of C identifiers, so it has no hyphen. */
static int check_name(const char *name)
{
	size_t length = strlen(name);

	if (length > 0 && length <= NAME_BYTES_MAX && islower((unsigned char)name[0]) &&
	    strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789") == length)
		return 0;
	return error_set(
		"'%.64s' cannot be the name of an exercise; use up to %d characters of a-z and 0-9, a "
		"letter first",
		name, NAME_BYTES_MAX);
}

static void print_upper(FILE *to, const char *name)
{
	for (; *name; name++)
		fputc(toupper((unsigned char)*name), to);
}

/* fill_in: @NAME@ and @GUARD@ in a template become the name, small and in capitals. */
static char *fill_in(const char *template, const char *name)
{
	struct text text;
	FILE *to = text_open(&text);

	while (*template) {
		bool small = strncmp(template, "@NAME@", 6) == 0,
		     large = strncmp(template, "@GUARD@", 7) == 0;
		if (small)
			fputs(name, to);
		else if (large)
			print_upper(to, name);
		else
			fputc(*template, to);
		template += small ? 6 : large ? 7 : 1;
	}
	return text_close(&text);
}

/* file_name: "NAME.c.in" becomes "queens.c"; NULL: no template.  The caller frees. */
static char *file_name(const char *template, const char *name)
{
	size_t length = strlen(template);

	if (length <= 3 || strcmp(template + length - 3, ".in") != 0)
		return NULL;
	bool named = strncmp(template, "NAME.", 5) == 0;
	return xasprintf("%s%.*s", named ? name : "", (int)(length - 3 - (named ? 4 : 0)),
	                 template + (named ? 4 : 0));
}

static int write_one(const char *from, const char *template, const char *to, const char *name)
{
	char *file = file_name(template, name), *source = path_join(from, template);
	size_t bytes = 0;
	char *data = file ? file_read(source, TEMPLATE_BYTES_MAX, &bytes) : NULL;
	int failed = file && !data ? -1 : 0;

	if (data) {
		char *text = fill_in(data, name), *path = path_join(to, file);
		failed = file_write(path, text, strlen(text));
		if (!failed)
			printf("%s\n", path);
		free(path);
		free(text);
	}
	free(data);
	free(source);
	free(file);
	return failed;
}

/* write_folder: assignments/NAME, or reference/NAME. */
static int write_folder(const char *home, const char *side, const char *name)
{
	char *scaffold = path_join(home, "harness/scaffold"), *from = path_join(scaffold, side);
	char *parent = path_join(home, side), *to = path_join(parent, name);
	char **templates = folder_list(from);
	int failed = templates ? folder_make(to, 0755) : -1;

	if (!templates)
		error_prefix("new needs the sources of parlab");
	for (char **template = templates; !failed && template && *template; template ++)
		failed = write_one(from, *template, to, name);
	strv_free(templates);
	free(to);
	free(parent);
	free(from);
	free(scaffold);
	return failed;
}

static int check_absent(const char *home, const char *side, const char *name)
{
	char *parent = path_join(home, side), *path = path_join(parent, name);
	int failed = path_is_folder(path) || path_is_file(path)
	                     ? error_set("%s: is there already; choose another name", path)
	                     : 0;

	free(path);
	free(parent);
	return failed;
}

int cmd_new(int argc, char **argv)
{
	const char *name = NULL;
	const struct operand_row operands[] = {
		{"NAME", &name, "no name given, e.g. parlab new queens"},
		{0},
	};
	const struct command_line line = {.operands = operands,
	                                  .about = about,
	                                  .exit_codes = "0 made; 2 wrong usage, or it is there already"};
	int code;

	if (!options_read(&line, argc, argv, &code))
		return code;
	if (check_name(name) != 0)
		return command_usage("new", "%s", error_text());
	char *home = command_home();
	int failed = !home || check_absent(home, "assignments", name) != 0 ||
	                             check_absent(home, "reference", name) != 0 ||
	                             write_folder(home, "assignments", name) != 0 ||
	                             write_folder(home, "reference", name) != 0
	                     ? -1
	                     : 0;
	free(home);
	if (failed)
		return command_fault("new");
	printf("\nNext: make, then parlab selftest %s; assignments/README.md explains each file.\n", name);
	return EXIT_WELL;
}
