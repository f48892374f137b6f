/* options.c - read a command line by its table (options.h).
 *
 * getopt_long does the parsing.  An option's number is its index among all rows of the
 * command; --help is the last.
 */
#include "options.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../base/base.h"
#include "../base/nearest.h"
#include "command.h"
#include "manual.h"

enum { ROWS_MOST = 64, NUMBER_FIRST = 256, HELP_WIDTH = 88 };

struct reader {
	const struct command_line *line;
	const struct option_row *rows[ROWS_MOST];
	int count;
	struct option known[ROWS_MOST + 1]; /* for getopt_long */
	char letters[2 * ROWS_MOST + 2];
	bool help;
};

static void add_rows(struct reader *r, const struct option_row *rows)
{
	for (; rows && rows->name && r->count < ROWS_MOST; rows++) {
		bool has_value = rows->value_name != NULL;
		size_t letters = strlen(r->letters);
		r->known[r->count] = (struct option){rows->name, has_value ? required_argument : no_argument,
		                                     NULL, NUMBER_FIRST + r->count};
		if (rows->letter)
			snprintf(r->letters + letters, sizeof r->letters - letters, "%c%s", rows->letter,
			         has_value ? ":" : "");
		r->rows[r->count++] = rows;
	}
}

/* --- near misses ---------------------------------------------------------------- */

const char *options_nearest(const char *word, const char *const *names, size_t count)
{
	struct nearest nearest = {.typed = word};

	for (size_t i = 0; i < count; i++)
		nearest_offer(&nearest, names[i]);
	return nearest.word;
}

/* --- help ------------------------------------------------------------------------ */

static void print_wrapped(const char *text, int indent)
{
	int room = HELP_WIDTH - indent;

	while ((int)strlen(text) > room) {
		int end = room;
		while (end > 0 && text[end] != ' ')
			end--;
		if (end == 0)
			break;
		printf("%.*s\n%*s", end, text, indent, "");
		text += end + 1;
	}
	puts(text);
}

static int heading_of(const struct option_row *row, char *text, size_t size)
{
	char letter[] = "-x, ";

	letter[1] = row->letter;
	return snprintf(text, size, "%s--%s%s%s", row->letter ? letter : "    ", row->name,
	                row->value_name ? " " : "", row->value_name ? row->value_name : "");
}

static void print_help(const struct reader *r, const char *command)
{
	char heading[96];
	int widest = 0;

	printf("usage: parlab %s", command);
	for (const struct operand_row *o = r->line->operands; o && o->name; o++)
		printf(" %s", o->name);
	printf(" [options]\n\n%s\n", r->line->about);
	for (int i = 0; i < r->count; i++) {
		int width = heading_of(r->rows[i], heading, sizeof heading);
		widest = width > widest ? width : widest;
	}
	for (int i = 0; i < r->count; i++) {
		heading_of(r->rows[i], heading, sizeof heading);
		printf("  %-*s  ", widest, heading);
		print_wrapped(r->rows[i]->help, widest + 4);
	}
	printf("\nExit code: ");
	print_wrapped(r->line->exit_codes, (int)strlen("Exit code: "));
}

/* --- reading ----------------------------------------------------------------------- */

static int take(const struct option_row *row, const char *value)
{
	uint64_t number;

	switch (row->kind) {
	case OPTION_FLAG:
		*row->to.flag = true;
		return 0;
	case OPTION_TEXT:
		*row->to.text = value;
		return 0;
	case OPTION_TEXTS:
		*row->to.texts = strv_append(*row->to.texts, xstrdup(value));
		return 0;
	case OPTION_COUNT:
		if (parse_uint64(value, (uint64_t)row->least, (uint64_t)row->most, &number) != 0)
			return error_set("--%s '%s' is not a whole number from %d to %d", row->name, value,
			                 row->least, row->most);
		*row->to.count = (int)number;
		return 0;
	case OPTION_OTHER:
		return row->take(row->to.other, value);
	}
	return 0;
}

/* The row of what getopt_long returned: the number of a long option, or a letter. */
static const struct option_row *row_of(const struct reader *r, int found)
{
	if (found >= NUMBER_FIRST)
		return r->rows[found - NUMBER_FIRST];
	for (int i = 0; i < r->count; i++)
		if (r->rows[i]->letter == found)
			return r->rows[i];
	return NULL;
}

/* An option that getopt_long refused: `word` is the text as typed, optopt getopt's reading
 * of it. */
static int refuse(const struct reader *r, int why, const char *word)
{
	const struct option_row *row = optopt ? row_of(r, optopt) : NULL;
	const char *names[ROWS_MOST];
	const char *nearest;

	if (row && why == ':')
		return error_set("option '--%s' needs a value: --%s %s", row->name, row->name,
		                 row->value_name);
	if (row)
		return error_set("option '--%s' takes no value", row->name);
	if (optopt)
		return error_set("unknown option '-%c'", optopt);
	for (int i = 0; i < r->count; i++)
		names[i] = r->rows[i]->name;
	char *name = xstrndup(word, strcspn(word, "="));
	nearest = options_nearest(name + 2, names, (size_t)r->count);
	if (nearest)
		error_set("unknown option '%s', did you mean '--%s'?", name, nearest);
	else
		error_set("unknown option '%s'", name);
	free(name);
	return -1;
}

static int read_operands(const struct reader *r, int argc, char **argv)
{
	const struct operand_row *o = r->line->operands;

	for (; o && o->name; o++) {
		if (optind < argc)
			*o->target = argv[optind++];
		else if (o->missing)
			return error_set("%s", o->missing);
	}
	return optind < argc ? error_set("unexpected argument '%s'", argv[optind]) : 0;
}

static int read_all(struct reader *r, int argc, char **argv)
{
	opterr = 0;
	optind = 0; /* glibc: reset the state left by earlier calls */
	for (int c; (c = getopt_long(argc, argv, r->letters, r->known, NULL)) != -1;) {
		if (c == '?' || c == ':')
			return refuse(r, c, argv[optind - 1]);
		if (take(row_of(r, c), optarg) != 0)
			return -1;
	}
	return r->help ? 0 : read_operands(r, argc, argv);
}

bool options_read(const struct command_line *line, int argc, char **argv, int *code)
{
	struct reader r = {.line = line, .letters = ":"};
	const struct option_row help[] = {FLAG("help", 'h', &r.help, "print this text"), {0}};

	add_rows(&r, line->options);
	add_rows(&r, line->common);
	add_rows(&r, help);
	*code = EXIT_WELL;
	if (argc == 2 && strcmp(argv[1], "--help=man") == 0) {
		manual_command(argv[0], line, r.rows, r.count);
		return false;
	}
	if (argc == 2 && strcmp(argv[1], "--help=words") == 0) {
		manual_words(r.rows, r.count);
		return false;
	}
	if (read_all(&r, argc, argv) != 0)
		*code = command_usage(argv[0], "%s", error_text());
	else if (r.help)
		print_help(&r, argv[0]);
	return *code == EXIT_WELL && !r.help;
}
