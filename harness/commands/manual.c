/* manual.c - manual pages (manual.h), printed to standard output.
 *
 * mdoc wants a new line for each sentence, and takes a dot or an apostrophe at the beginning
 * of a line for a request.
 */
#include "manual.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../base/base.h"
#include "../course/manifest_keys.h"

enum { LINE_BYTES = 76 };

static const char *summary_now = "";

void manual_about(const char *summary)
{
	summary_now = summary;
}

/* ---- text ------------------------------------------------------------------------ */

static int put_word(const char *word, int length, int column)
{
	if (column > 0 && column + 1 + length > LINE_BYTES) {
		putchar('\n');
		column = 0;
	}
	if (column > 0)
		putchar(' ');
	else if (*word == '.' || *word == '\'')
		fputs("\\&", stdout);
	for (int i = 0; i < length; i++)
		if (word[i] == '\\')
			fputs("\\e", stdout);
		else
			putchar(word[i]);
	return column + (column > 0) + length;
}

/* Words, wrapped; an empty line in the text begins a paragraph. */
static void put_text(const char *text)
{
	int column = 0;

	while (*(text += strspn(text, " ")) != '\0') {
		int length = (int)strcspn(text, " \n");
		if (length == 0) {
			bool blank = text[1] == '\n' && text[2] != '\0';
			if (blank)
				printf("%s.Pp\n", column > 0 ? "\n" : "");
			column = blank ? 0 : column;
			text += 1 + blank;
			continue;
		}
		column = put_word(text, length, column);
		bool end = strchr(".?!", text[length - 1]) ||
		           (length > 1 && text[length - 1] == ')' && strchr(".?!", text[length - 2]));
		text += length;
		if (end && *text) {
			putchar('\n');
			column = 0;
		}
	}
	if (column > 0)
		putchar('\n');
}

static void begin(const char *name, const char *section, const char *summary)
{
	char *what = xstrndup(summary, strcspn(summary, "?")); /* mdoc wants no sentence here */

	printf(".Dd " PARLAB_DATE "\n.Dt ");
	for (const char *c = name; *c; c++)
		putchar(toupper((unsigned char)*c));
	printf(" %s\n.Os\n.Sh NAME\n.Nm %s\n.Nd ", section, name);
	put_text(what);
	free(what);
}

/* ---- commands ---------------------------------------------------------------------- */

/* "[FILE|FOLDER]" is an optional operand. */
static void put_operand(const char *name)
{
	size_t length = strlen(name);

	if (*name == '[')
		printf(".Op Ar %.*s\n", (int)length - 2, name + 1);
	else
		printf(".Ar %s\n", name);
}

static void put_option(const struct option_row *row)
{
	fputs(".It", stdout);
	if (row->letter)
		printf(" Fl %c ,", row->letter);
	printf(" Fl -%s", row->name);
	if (row->value_name)
		printf(" Ar %s", row->value_name);
	putchar('\n');
	put_text(row->help);
}

void manual_command(const char *command, const struct command_line *line,
                    const struct option_row *const *rows, int count)
{
	char *name = xasprintf("parlab-%s", command);

	begin(name, "1", summary_now);
	printf(".Sh SYNOPSIS\n.Nm parlab\n.Cm %s\n", command);
	for (const struct operand_row *o = line->operands; o && o->name; o++)
		put_operand(o->name);
	fputs(".Op Ar options\n.Sh DESCRIPTION\n", stdout);
	put_text(line->about);
	fputs(".Pp\nThe options are:\n.Bl -tag -width Ds\n", stdout);
	for (int i = 0; i < count; i++)
		put_option(rows[i]);
	fputs(".El\n.Sh EXIT STATUS\n", stdout);
	put_text(line->exit_codes);
	fputs(".Sh SEE ALSO\n.Xr parlab 1\n", stdout);
	free(name);
}

void manual_words(const struct option_row *const *rows, int count)
{
	for (int i = 0; i < count; i++)
		printf("--%s\n", rows[i]->name);
}

static int compare_names(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* In the order of the alphabet, as is usual there. */
static void put_references(const char *const *names, size_t count)
{
	const char **sorted = xcalloc(count + 1, sizeof *sorted);

	memcpy(sorted, names, count * sizeof *sorted);
	qsort(sorted, count, sizeof *sorted, compare_names);
	for (size_t i = 0; i < count; i++)
		printf(".Xr parlab-%s 1 ,\n", sorted[i]);
	free(sorted);
}

void manual_overview(const char *const *names, const char *const *summaries, size_t count)
{
	begin("parlab", "1", "a course in parallel programming, and its grader");
	fputs(".Sh SYNOPSIS\n.Nm\n.Ar command\n.Op Ar arguments\n.Sh DESCRIPTION\n", stdout);
	put_text(
		"Students complete C stubs using processes, threads and OpenMP, and see at once whether their "
		"code is correct and how well it scales. Instructors grade a folder of submissions with one "
		"command. Code is compiled and run in a sandbox.\n\nThe commands are:\n");
	fputs(".Bl -tag -width submission\n", stdout);
	for (size_t i = 0; i < count; i++) {
		printf(".It Cm %s\n", names[i]);
		put_text(summaries[i]);
	}
	fputs(".El\n.Sh ENVIRONMENT\n.Bl -tag -width PARLAB_HOME\n.It Ev PARLAB_HOME\n", stdout);
	put_text("The folder that holds assignments/, if it is not the one that came with the program.");
	fputs(".It Ev NO_COLOR\n", stdout);
	put_text("If it is set, output has no colours.");
	fputs(".El\n.Sh EXIT STATUS\n", stdout);
	put_text(
		"0 if all is well, 1 if a submission fell short, 2 after wrong usage or a fault of the grader, "
		"3 if the result is inconclusive.");
	fputs(".Sh SEE ALSO\n", stdout);
	put_references(names, count);
	fputs(".Xr assignment.yaml 5\n", stdout);
}

/* ---- the manifest -------------------------------------------------------------------- */

static const char *kind_of(const struct key *key)
{
	static const char *const one[] = {"text", "number", "whole number", "true or false", "mode", "group"};
	static const char *const many[] = {"texts",          "numbers", "whole numbers",
	                                   "true and false", "modes",   "groups"};

	return key->options & LIST ? many[key->kind] : one[key->kind];
}

static void put_key(const struct key *key)
{
	bool number = key->kind == NUMBER || key->kind == COUNT;

	printf(".It Cm %s : Ar %s%s\n", key->name, key->options & LIST ? "list of " : "", kind_of(key));
	put_text(key->help);
	if (key->options & OPTIONAL)
		fputs("Optional.\n", stdout);
	if (number && key->most > key->least && key->most < 1e6)
		printf("From %g to %g.\n", key->least, key->most);
	if (!key->keys)
		return;
	fputs(".Bl -tag -width Ds\n", stdout);
	for (const struct key *inner = key->keys; inner->name; inner++)
		put_key(inner);
	fputs(".El\n", stdout);
}

void manual_manifest(void)
{
	begin("assignment.yaml", "5", "the manifest of an exercise of parlab");
	fputs(".Sh DESCRIPTION\n", stdout);
	put_text(
		"Each folder below assignments/ that holds an assignment.yaml is an exercise. The file says which "
		"files are handed in, which modes there are and what they are worth, and with which cases they "
		"are checked. An unknown or missing key, a value out of range, or points that do not add up "
		"are errors, which name the line.\n\nNames are plain words of a-z, 0-9 and hyphens. Arguments "
		"for the oracle are KEY=VALUE words.\n\nThe keys are:\n");
	fputs(".Bl -tag -width Ds\n", stdout);
	for (const struct key *key = MANIFEST_KEYS; key->name; key++)
		put_key(key);
	fputs(".El\n.Sh SEE ALSO\n.Xr parlab 1\n", stdout);
}
