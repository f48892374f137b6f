/* judge.c - the main() of every oracle: command line, memory files, exit codes.
 *
 * Exit codes: 0 the answer is right; 1 it is wrong and standard output says why; 2
 * the oracle failed and standard error says why.  It knows nothing of any exercise
 * and trusts no byte of an answer.  parlab restores the layout that `gen` wrote, so
 * a bad layout is a fault of the grader and not of the student.
 */
#include <ctype.h>
#include <errno.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../base/nearest.h"
#include "judge.h"
#include "serve.h"

enum { EXIT_RIGHT = 0, EXIT_WRONG = 1, EXIT_ORACLE_FAULT = 2, EXIT_LATE = 3, EXIT_ARGS = 4 };
enum { WORKERS_MOST = 4096 };

static const char *const mode_names[MODE_COUNT] = MODE_NAMES;
static const char mode_letters[] = MODE_LETTERS;

static void __attribute__((format(printf, 1, 0))) say(const char *format, va_list arguments)
{
	fflush(stdout);
	fputs("oracle: ", stderr);
	vfprintf(stderr, format, arguments);
	fputc('\n', stderr);
}

/* A fault ends the oracle at once: there is nothing to clean up. */
static void __attribute__((format(printf, 1, 2), noreturn)) fault(const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	say(format, arguments);
	va_end(arguments);
	exit(EXIT_ORACLE_FAULT);
}

/* refuse: the same where the case's arguments are at fault. */
static void __attribute__((format(printf, 1, 2), noreturn)) refuse(const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	say(format, arguments);
	va_end(arguments);
	exit(EXIT_ARGS);
}

static uint64_t read_uint(const char *what, const char *text)
{
	char *end;
	unsigned long long value;

	errno = 0;
	value = strtoull(text, &end, 10);
	if (!isdigit((unsigned char)text[0]) || *end != '\0' || errno != 0)
		refuse("%s: '%s' is not a whole number", what, text);
	return value;
}

static double read_real(const char *what, const char *text)
{
	char *end;
	double value = strtod(text, &end);

	if (end == text || *end != '\0' || !isfinite(value))
		refuse("%s: '%s' is not a number", what, text);
	return value;
}

/* The case's arguments */

static const char *find_value(const struct judge_case *c, const char *key)
{
	size_t length = strlen(key);

	for (int i = 0; i < c->count; i++)
		if (strncmp(c->pairs[i], key, length) == 0 && c->pairs[i][length] == '=')
			return c->pairs[i] + length + 1;
	return NULL;
}

enum { READS_MOST = 64 };
static bool was_read[READS_MOST]; /* pairs of the case; for `reads` */

static void note_read(const struct judge_case *c, const char *key)
{
	size_t length = strlen(key);

	for (int i = 0; i < c->count && i < READS_MOST; i++)
		was_read[i] |= strncmp(c->pairs[i], key, length) == 0 && c->pairs[i][length] == '=';
}

bool judge_has(const struct judge_case *c, const char *key)
{
	note_read(c, key);
	return find_value(c, key) != NULL;
}

static const struct judge_key *find_key(const char *name)
{
	const struct judge_key *key = oracle.keys;

	if (!key)
		fault("it has no table of keys; set `oracle`'s .keys, to {0} alone if it reads none");
	while (key->name && strcmp(key->name, name) != 0)
		key++;
	return key->name ? key : NULL;
}

static bool is_seen(const char *key)
{
	return strncmp(key, "seen.", strlen("seen.")) == 0;
}

/* value_of: the key's text in this case; NULL if it has none, and then *preset is the
 * default. */
static const char *value_of(const struct judge_case *c, const char *name, double *preset)
{
	const struct judge_key *key = find_key(name);

	if (!key && !is_seen(name))
		fault("oracle.c reads '%s', which is not in its table of keys; add it there", name);
	*preset = key ? key->preset : 0;
	note_read(c, name);
	return find_value(c, name);
}

uint64_t judge_uint(const struct judge_case *c, const char *key)
{
	double preset;
	const char *value = value_of(c, key, &preset);

	return value ? read_uint(key, value) : (uint64_t)preset;
}

double judge_real(const struct judge_case *c, const char *key)
{
	double preset;
	const char *value = value_of(c, key, &preset);

	return value ? read_real(key, value) : preset;
}

/* Messages about a wrong answer */

static bool told; /* why the answer is wrong */

static void tell(const char *format, va_list arguments)
{
	vprintf(format, arguments);
	putchar('\n');
	told = true;
}

int judge_wrong(const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	tell(format, arguments);
	va_end(arguments);
	return EXIT_WRONG;
}

int judge_late(const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	tell(format, arguments);
	va_end(arguments);
	return EXIT_LATE;
}

void judge_hint(const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	vprintf(format, arguments);
	va_end(arguments);
	putchar('\n');
}

/* The memory files */

static void make_block(int fd, const char *what, const struct bundle_plan *plan, struct bundle *bundle)
{
	size_t bytes = bundle_plan_bytes(plan);
	void *base;

	if (ftruncate(fd, (off_t)bytes) != 0)
		fault("%s (fd %d): cannot set its size to %zu bytes: %s", what, fd, bytes, strerror(errno));
	base = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (base == MAP_FAILED)
		fault("%s (fd %d): cannot be mapped: %s", what, fd, strerror(errno));
	if (bundle_finish(plan, base, bytes, bundle) != 0)
		fault("%s: the oracle's plan is broken (too many arrays, a bad name, or too large)", what);
}

static void open_block(int fd, const char *what, struct bundle *bundle)
{
	struct stat status;
	void *base;

	if (fstat(fd, &status) != 0)
		fault("%s (fd %d): %s", what, fd, strerror(errno));
	if (status.st_size < PROTOCOL_LAYOUT_BYTES)
		fault("%s (fd %d): %lld bytes are too few for a layout", what, fd, (long long)status.st_size);
	base = mmap(NULL, (size_t)status.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
	if (base == MAP_FAILED)
		fault("%s (fd %d): cannot be mapped: %s", what, fd, strerror(errno));
	if (bundle_open(bundle, base, (size_t)status.st_size) != 0)
		fault("%s (fd %d): its layout was not written by gen", what, fd);
}

/* The commands */

static const char *reason(const char *otherwise)
{
	return errno ? strerror(errno) : otherwise;
}

/* "set.NAME=VALUE": the first element of an array of the input is replaced, after fill(), to
 * make an input outside the contract. */
static const char set_prefix[] = "set.";

static bool is_set(const char *word)
{
	return strncmp(word, set_prefix, strlen(set_prefix)) == 0;
}

/* The array of a word, in the input's layout. */
static const struct bundle_entry *entry_to_set(const char *word, const struct bundle_entry *entries,
                                               unsigned count)
{
	const char *name = word + strlen(set_prefix);
	size_t length = strcspn(name, "=");

	for (unsigned i = 0; i < count; i++)
		if (strlen(entries[i].name) == length && strncmp(entries[i].name, name, length) == 0 &&
		    entries[i].bytes > 0)
			return &entries[i];
	refuse("the input has no array '%.*s' with an element to change", (int)length, name);
}

static void set_element(const struct bundle_entry *entry, unsigned char *at, const char *text)
{
	switch ((enum bundle_type)entry->type) {
	case BUNDLE_U8:
		*at = (unsigned char)read_uint(entry->name, text);
		return;
	case BUNDLE_I32:
		*(int32_t *)(void *)at = (int32_t)read_real(entry->name, text);
		return;
	case BUNDLE_I64:
		*(int64_t *)(void *)at = (int64_t)read_real(entry->name, text);
		return;
	case BUNDLE_U64:
		*(uint64_t *)(void *)at = read_uint(entry->name, text);
		return;
	case BUNDLE_F32:
		*(float *)(void *)at = (float)read_real(entry->name, text);
		return;
	case BUNDLE_F64:
		*(double *)(void *)at = read_real(entry->name, text);
	}
}

static void change_input(const struct judge_case *c, struct bundle *input)
{
	for (int i = 0; i < c->count; i++)
		if (is_set(c->pairs[i])) {
			const struct bundle_entry *entry =
				entry_to_set(c->pairs[i], input->entries, input->count);
			set_element(entry, input->base + entry->offset, strchr(c->pairs[i], '=') + 1);
		}
}

/* accept: check whether this case can be made, without writing its files. */
static int accept(const struct judge_case *c)
{
	struct bundle_plan input = {0}, answer = {0};

	if (oracle.plan(c, &input, &answer) != 0)
		refuse("such a case cannot be planned: %s", reason("plan() left no errno"));
	for (int i = 0; i < c->count; i++)
		if (is_set(c->pairs[i]))
			entry_to_set(c->pairs[i], input.entries, input.count);
	return EXIT_RIGHT;
}

static int generate(const struct judge_case *c)
{
	struct bundle_plan input_plan = {0}, answer_plan = {0};
	struct bundle input, answer;

	if (oracle.plan(c, &input_plan, &answer_plan) != 0)
		refuse("such a case cannot be planned: %s", reason("plan() left no errno"));
	make_block(PROTOCOL_FD_INPUT, "input", &input_plan, &input);
	make_block(PROTOCOL_FD_ANSWER, "answer", &answer_plan, &answer);
	if (oracle.fill(c, &input) != 0)
		refuse("such an input cannot be made: %s", reason("fill() left no errno"));
	change_input(c, &input);
	return EXIT_RIGHT;
}

static int check(const struct judge_case *c)
{
	struct bundle input, answer;
	int verdict;

	open_block(PROTOCOL_FD_INPUT, "input", &input);
	open_block(PROTOCOL_FD_ANSWER, "answer", &answer);
	errno = 0;
	verdict = oracle.check(c, &input, &answer);
	if (verdict == -1)
		fault("the answer cannot be judged: %s", reason("check() left no errno"));
	if (verdict != EXIT_RIGHT && (!told || (verdict != EXIT_WRONG && verdict != EXIT_LATE)))
		fault("check() returned %d %s; return 0, or the value of judge_wrong() or judge_late()",
		      verdict, told ? "after a message" : "without a message");
	if (fflush(stdout) != 0 || ferror(stdout))
		fault("standard output: %s", strerror(errno));
	return verdict;
}

/* reads: make the case and judge an empty answer; is there a key that made no difference to anybody? */
static int reads(const struct judge_case *c)
{
	struct bundle input, answer;

	generate(c);
	open_block(PROTOCOL_FD_INPUT, "input", &input);
	open_block(PROTOCOL_FD_ANSWER, "answer", &answer);
	oracle.check(c, &input, &answer);
	for (int i = 0; i < c->count && i < READS_MOST; i++)
		if (!was_read[i] && !is_set(c->pairs[i]))
			refuse("'%s' is given, but oracle.c never reads it; delete it, or read it",
			       c->pairs[i]);
	return EXIT_RIGHT;
}

static int tabulate(const struct judge_case *c, const char *chart)
{
	struct bundle input, answer;

	if (oracle.table == NULL)
		fault("this exercise has no charts, so no table '%s'", chart);
	open_block(PROTOCOL_FD_INPUT, "input", &input);
	open_block(PROTOCOL_FD_ANSWER, "answer", &answer);
	if (oracle.table(c, chart, &input, &answer) != 0)
		fault("chart '%s': the table cannot be made: %s", chart, strerror(errno));
	if (fflush(stdout) != 0 || ferror(stdout))
		fault("standard output: %s", strerror(errno));
	return EXIT_RIGHT;
}

static enum mode read_mode(const char *text)
{
	for (int m = 0; m < MODE_COUNT; m++)
		if (strcmp(text, mode_names[m]) == 0 || (text[0] == mode_letters[m] && text[1] == '\0'))
			return (enum mode)m;
	fault("'%s' is not a mode; give a letter of %s, or a name", text, mode_letters);
}

static void __attribute__((noreturn)) unknown_key(const char *name)
{
	struct nearest nearest = {.typed = name};
	char keys[1024] = "none";
	size_t used = 0;

	for (const struct judge_key *key = oracle.keys; key->name && used < sizeof keys; key++) {
		nearest_offer(&nearest, key->name);
		used += (size_t)snprintf(keys + used, sizeof keys - used, "%s%s", used ? ", " : "",
		                         key->name);
	}
	if (nearest.word)
		refuse("unknown key '%s'; did you mean '%s'? oracle.c reads: %s", name, nearest.word, keys);
	refuse("unknown key '%s'; oracle.c reads: %s", name, keys);
}

static void check_value(const struct judge_key *key, const char *text)
{
	double value =
		key->kind == JUDGE_UINT ? (double)read_uint(key->name, text) : read_real(key->name, text);

	if (!(value >= key->least && value <= key->most))
		refuse("%s: %s is not from %.10g to %.10g", key->name, text, key->least, key->most);
}

/* take_pair: check every pair, even if the oracle never reads it. */
static void take_pair(struct judge_case *c, char *pair)
{
	char name[64];
	size_t length = strcspn(pair, "=");

	if (length == 0 || length >= sizeof name || pair[length] != '=')
		refuse("'%s' is not KEY=VALUE", pair);
	memcpy(name, pair, length);
	name[length] = '\0';
	const struct judge_key *key = find_key(name);
	if (!key && !is_seen(name) && !is_set(name))
		unknown_key(name);
	if (find_value(c, name))
		refuse("'%s' is given twice", name);
	if (key)
		check_value(key, pair + length + 1);
}

static void take_pairs(struct judge_case *c, char **pairs, int count)
{
	c->pairs = pairs;
	for (c->count = 0; c->count < count; c->count++)
		take_pair(c, pairs[c->count]);
}

/* MODE WORKERS KEY=VALUE..., for check and table. */
static void take_call(struct judge_case *c, char **arguments, int count)
{
	uint64_t workers = read_uint("WORKERS", arguments[1]);

	if (workers < 1 || workers > WORKERS_MOST)
		fault("WORKERS: '%s' is not from 1 to %d", arguments[1], WORKERS_MOST);
	c->mode = read_mode(arguments[0]);
	c->workers = (int)workers;
	take_pairs(c, arguments + 2, count - 2);
}

static int obey(int argc, char **argv)
{
	struct judge_case c = {.workers = 1};

	if (argc >= 3 && strcmp(argv[1], "gen") == 0) {
		c.seed = read_uint("SEED", argv[2]);
		take_pairs(&c, argv + 3, argc - 3);
		return generate(&c);
	}
	if (argc >= 2 && strcmp(argv[1], "args") == 0) {
		take_pairs(&c, argv + 2, argc - 2);
		return accept(&c);
	}
	if (argc >= 2 && strcmp(argv[1], "reads") == 0) {
		take_pairs(&c, argv + 2, argc - 2);
		return reads(&c);
	}
	if (argc >= 4 && strcmp(argv[1], "check") == 0) {
		take_call(&c, argv + 2, argc - 2);
		return check(&c);
	}
	if (argc >= 5 && strcmp(argv[1], "table") == 0) {
		take_call(&c, argv + 3, argc - 3);
		return tabulate(&c, argv[2]);
	}
	fault("usage: oracle gen SEED KEY=VALUE... | oracle check MODE WORKERS KEY=VALUE..."
	      " | oracle table CHART MODE WORKERS KEY=VALUE... | oracle args KEY=VALUE... | oracle reads KEY=VALUE... |"
	      " oracle serve");
}

int main(int argc, char **argv)
{
	return argc == 2 && strcmp(argv[1], "serve") == 0 ? serve(obey) : obey(argc, argv);
}
