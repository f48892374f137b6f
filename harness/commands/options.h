/* options.h - table-driven command lines.
 *
 * Each command lists in rows its operands and options, and where their values go.  Parsing,
 * error messages and the text of --help all use these rows.  It knows no command and only
 * fills in values: the command checks their combinations.
 */
#ifndef PARLAB_OPTIONS_H
#define PARLAB_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>

enum option_kind { OPTION_FLAG, OPTION_TEXT, OPTION_TEXTS, OPTION_COUNT, OPTION_OTHER };

struct option_row {
	const char *name;       /* long, without "--" */
	char letter;            /* short, or 0 */
	const char *value_name; /* for help, e.g. "FOLDER"; NULL: the option has no value */
	const char *help;       /* wrapped when it is printed */
	enum option_kind kind;
	union {
		bool *flag;        /* becomes true */
		const char **text; /* the last one given */
		char ***texts;     /* NULL-terminated, all given values; caller strv_free's */
		int *count;        /* from `least` to `most` */
		void *other;       /* `take` is called with it and the value (NULL if there is none) */
	} to;
	int least, most;
	int (*take)(void *to, const char *value); /* -1 with error_text() */
};

/* The rows, written as FLAG("again", 'a', &a.again, "grade everything afresh"). */
#define ROW(NAME, LETTER, VALUE, HELP, ...) \
	{ \
		.name = NAME, .letter = LETTER, .value_name = VALUE, .help = HELP, __VA_ARGS__ \
	}
#define FLAG(NAME, LETTER, TO, HELP) ROW(NAME, LETTER, NULL, HELP, .kind = OPTION_FLAG, .to.flag = TO)
#define TEXT(NAME, LETTER, VALUE, TO, HELP) ROW(NAME, LETTER, VALUE, HELP, .kind = OPTION_TEXT, .to.text = TO)
#define TEXTS(NAME, LETTER, VALUE, TO, HELP) \
	ROW(NAME, LETTER, VALUE, HELP, .kind = OPTION_TEXTS, .to.texts = TO)
#define COUNT(NAME, LETTER, VALUE, TO, LEAST, MOST, HELP) \
	ROW(NAME, LETTER, VALUE, HELP, .kind = OPTION_COUNT, .to.count = TO, .least = LEAST, .most = MOST)
#define OTHER(NAME, LETTER, VALUE, TO, TAKE, HELP) \
	ROW(NAME, LETTER, VALUE, HELP, .kind = OPTION_OTHER, .to.other = TO, .take = TAKE)

/* Operands (words that are not options), in the order in which they are given. */
struct operand_row {
	const char *name; /* as the usage line shows it, e.g. "EXERCISE" or "[FILE|FOLDER]" */
	const char **target;
	const char *missing; /* the error message if it is missing; NULL: optional */
};

/* An empty row ends each table. `common` has rows that several commands share. */
struct command_line {
	const struct operand_row *operands;        /* may be NULL */
	const struct option_row *options, *common; /* may be NULL */
	const char *about;                         /* a paragraph or more */
	const char *exit_codes;                    /* "0 ..., 1 ..." */
};

/* options_read: fill in the targets.  False: end with *code, since help was printed, or an
 * error was found and reported. */
bool options_read(const struct command_line *line, int argc, char **argv, int *code);

/* options_nearest: the one of the `count` names that was probably meant by `word`;
 * NULL: none is near. */
const char *options_nearest(const char *word, const char *const *names, size_t count);

#endif
