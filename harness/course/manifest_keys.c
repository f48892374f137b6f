/* manifest_keys.c - the only definition of the keys of an assignment.yaml: their kinds,
 * ranges and valid texts, and their fields in struct manifest.
 *
 * Never here: how the table is read (manifest_read.c), or what two keys mean
 * together (manifest_rules.c).
 */
#include "manifest_keys.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../base/file.h"

enum { NAME_BYTES_MAX = 64, WORKERS_MAX = 1024, SIZES_MAX = 64 };

/* ---- what a text may be ------------------------------------------------------ */

static const char FILE_LETTERS[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_";

size_t key_bytes(const struct key *key)
{
	switch (key->kind) {
	case TEXT:
		return sizeof(char *);
	case NUMBER:
		return sizeof(double);
	case COUNT:
		return sizeof(unsigned);
	case TRUTH:
		return sizeof(bool);
	case MODE:
		return sizeof(enum mode);
	default:
		return key->bytes;
	}
}

bool is_plain_word(const char *text)
{
	size_t length = strlen(text);

	return length > 0 && length <= NAME_BYTES_MAX && text[0] != '-' &&
	       strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789-") == length;
}

static int check_name(void *m, const struct place *place, const char *text)
{
	(void)m;
	if (is_plain_word(text))
		return 0;
	return place_fault(place,
	                   "'%s' is not a valid name; use at most %d characters of a-z, 0-9 and "
	                   "'-'",
	                   text, NAME_BYTES_MAX);
}

static int check_file(void *m, const struct place *place, const char *text)
{
	size_t length = strlen(text);
	bool plain = length <= NAME_BYTES_MAX && strchr(FILE_LETTERS, text[0]);

	(void)m;
	for (const char *c = text; plain && *c; c++)
		plain = strchr(FILE_LETTERS, *c) || *c == '.' || *c == '-';
	if (plain)
		return 0;
	return place_fault(place,
	                   "'%s' is not a valid file name; use letters, digits, '_', '-' and '.', "
	                   "without a folder",
	                   text);
}

static int check_submit(void *m, const struct place *place, const char *text)
{
	if (strcmp(text, "driver.c") == 0)
		return place_fault(place, "'driver.c' belongs to the course; delete it from 'submit'");
	return check_file(m, place, text);
}

static bool is_in_folder(const struct source *source, const char *name, const char *extension)
{
	char *path = xasprintf("%s/%s%s", source->folder, name, extension);
	bool there = path_is_file(path);

	free(path);
	return there;
}

static int check_given(void *m, const struct place *place, const char *text)
{
	if (check_file(m, place, text) < 0)
		return -1;
	if (is_in_folder(place->source, text, ""))
		return 0;
	return place_fault(
		place, "'%s' is not in the exercise's folder; put it there or delete it from 'given'", text);
}

/* make writes them to a command line, too. */
static int check_flag(void *m, const struct place *place, const char *text)
{
	(void)m;
	if (text[0] != '-')
		return place_fault(place, "'%s' is not a flag; start it with '-'", text);
	for (const char *c = text; *c; c++)
		if (!strchr(FILE_LETTERS, *c) && !strchr("-+=.,:/", *c))
			return place_fault(place,
			                   "the flag '%s' has a '%c' in it; use letters, digits and -+=.,:/_",
			                   text, *c);
	return 0;
}

static int check_library(void *m, const struct place *place, const char *text)
{
	bool plain = text[0] != '-';

	(void)m;
	for (const char *c = text; plain && *c; c++)
		plain = strchr(FILE_LETTERS, *c) || strchr("-+.", *c);
	return plain ? 0 : place_fault(place, "'%s' is not the name of a library; write 'm' for -lm", text);
}

/* check_change: ARRAY=VALUE; the oracle checks that there is such an array. */
static int check_change(void *m, const struct place *place, const char *text)
{
	size_t name = strspn(text, FILE_LETTERS);
	const char *value = text[name] == '=' ? text + name + 1 : "";

	(void)m;
	if (name > 0 && *value && !value[strspn(value, "0123456789.+-eE")])
		return 0;
	return place_fault(place, "'%s' is not a change; write the name of an array, '=' and a number", text);
}

/* check_args: KEY=VALUE words; the oracle checks the keys. */
static int check_args(void *whole, const struct place *place, const char *text)
{
	struct manifest *m = whole;

	for (const char *word = text; *(word += strspn(word, " "));) {
		size_t length = strcspn(word, " "), key = strspn(word, FILE_LETTERS);
		if (key == 0 || key >= length || word[key] != '=')
			return place_fault(place, "'%.*s' in '%s' is not an argument; write key=value",
			                   (int)length, word, place->path);
		word += length;
	}
	*GROW(m->args, m->args_count) =
		(struct manifest_args){.path = xstrdup(place->path), .line = place->line, .text = text};
	return 0;
}

static int check_chart(void *m, const struct place *place, const char *text)
{
	static const char *const reserved[] = {"rounds", "gain", "speedup", "efficiency", "sizes"};

	if (check_name(m, place, text) < 0)
		return -1;
	for (size_t i = 0; i < ARRAY_LENGTH(reserved); i++)
		if (strcmp(reserved[i], text) == 0)
			return place_fault(
				place, "'%s' is the name of a file that parlab writes itself; choose another",
				text);
	if (is_in_folder(place->source, text, ".gp"))
		return 0;
	return place_fault(place, "'%s.gp' is not in the exercise's folder; add the script that draws it",
	                   text);
}

/* It appears in a table whose columns are separated by tabs, and on an axis. */
static int check_unit(void *m, const struct place *place, const char *text)
{
	(void)m;
	if (!strpbrk(text, "\t\r\n"))
		return 0;
	return place_fault(place, "'%s' has a tab or a line break; write a few plain words", place->path);
}

/* ---- the table ------------------------------------------------------------- */

#define AT(type, field) .offset = offsetof(struct type, field)
#define LIST_AT(type, field, count) \
	.offset = offsetof(struct type, field), .count_offset = offsetof(struct type, count)
#define GROUPS(type, table) .keys = table, .bytes = sizeof(struct type)
#define POINTS .most = 1e6

// clang-format off
static const struct key MODE_KEYS[] = {
	{"mode", "Which: serial, fork, threads, openmp or mpi.", MODE, EVIDENCE | SCALE, AT(manifest_mode, mode)},
	{"correct", "Points for being right in every case.", NUMBER, SCALE, AT(manifest_mode, correct), POINTS},
	{"clean", "Points for no data race, memory error or leak.", NUMBER, OPTIONAL | SCALE, AT(manifest_mode, clean), POINTS},
	{"robust", "Points for handling invalid inputs (see errors) and failing calls.", NUMBER, OPTIONAL | SCALE | EVIDENCE, AT(manifest_mode, robust), POINTS},
	{"speed", "Points for the gain; not in serial mode.", NUMBER, OPTIONAL | SCALE | EVIDENCE, AT(manifest_mode, speed), POINTS},
	{0},
};
static const struct key CASE_KEYS[] = {
	{"name", "Shown to students.", TEXT, 0, AT(manifest_case, name), .check = check_name},
	{"args", "The input, for the oracle.", TEXT, EMPTY, AT(manifest_case, args), .check = check_args},
	{"workers", "Worker counts; serial mode always uses 1. Without it they are 1, 2, 3, 7 and a drawn one.", COUNT, OPTIONAL | LIST | UNIQUE, LIST_AT(manifest_case, workers, worker_count),
	 .least = 1, .most = WORKERS_MAX, .fewest = 1, .longest = WORKERS_MAX},
	{"sanitize", "Run the case under the sanitizers, too; at least one case must be.", TRUTH, OPTIONAL, AT(manifest_case, sanitize)},
	{"observe", "Watch processes and threads from outside, for the oracle.", TRUTH, OPTIONAL, AT(manifest_case, observe)},
	{0},
};
static const struct key ERROR_KEYS[] = {
	{"args", "A legal input ...", TEXT, EMPTY, AT(manifest_error, args), .check = check_args},
	{"change", "... and then the first element of this array of it is replaced, as in first=1.", TEXT, 0, AT(manifest_error, change), .check = check_change},
	{0},
};
/* Fewer than two workers cannot overlap. */
static const struct key CENSUS_KEYS[] = {
	{"args", "The input, for the oracle.", TEXT, EMPTY, AT(manifest, census_args), .check = check_args},
	{"workers", "How many must compute at the same time.", COUNT, 0, AT(manifest, census_workers), .least = 2, .most = WORKERS_MAX},
	{0},
};
static const struct key MEASURE_KEYS[] = {
	{"args", "The input, for the oracle; large enough that a call takes a tenth of a second.", TEXT, EMPTY, AT(manifest, measure_args), .check = check_args},
	{0},
};
static const struct key LIMIT_KEYS[] = {
	{"wall_s", "Seconds of wall time for one call.", NUMBER, 0, AT(manifest_limits, wall_s), .least = 0.1, .most = 3600},
	{"cpu_s", "Seconds of CPU time of all its processes.", NUMBER, 0, AT(manifest_limits, cpu_s), .least = 0.1, .most = 36000},
	{"memory_mib", "MiB of memory of all its processes.", COUNT, 0, AT(manifest_limits, memory_mib), .least = 16, .most = 1 << 20},
	{"processes", "Processes and threads; worker counts stay below it.", COUNT, 0, AT(manifest_limits, processes), .least = 1, .most = 4096},
	{"output_kib", "KiB of output that are kept.", COUNT, 0, AT(manifest_limits, output_kib), .least = 1, .most = 1 << 20},
	{0},
};
/* A serial program has gain 0 and the model solution gain 1. */
static const struct key BAND_KEYS[] = {
	{"gain", "At least this gain: 0 is no speedup, 1 is as fast as the model solution ...", NUMBER, SCALE, AT(manifest_band, gain), .least = 0.01, .most = 1},
	{"share", "... earns this share of the points for speed. Both fall from band to band.", NUMBER, SCALE, AT(manifest_band, share), .most = 1},
	{0},
};
static const struct key QUESTION_KEYS[] = {
	{"name", "The heading of the answer in ANSWERS.md.", TEXT, SCALE, AT(manifest_question, name), .check = check_name},
	{"points", "What an answer can earn; a person decides.", NUMBER, SCALE, AT(manifest_question, points), POINTS},
	{0},
};
static const struct key RUN_KEYS[] = {
	{"args", "The input, for the oracle.", TEXT, EMPTY | SHOWN, AT(manifest_run, args), .check = check_args},
	{"modes", "The first of these that was right is run; without it, all are.", MODE, OPTIONAL | LIST | UNIQUE | SHOWN, LIST_AT(manifest_run, modes, mode_count), .fewest = 1},
	{"workers", "A call for each; without it, the usable CPUs.", COUNT, OPTIONAL | LIST | UNIQUE | SHOWN, LIST_AT(manifest_run, workers, worker_count),
	 .least = 1, .most = WORKERS_MAX, .fewest = 1, .longest = WORKERS_MAX},
	{0},
};
static const struct key CHART_KEYS[] = {
	{"name", "The script is NAME.gp in the folder of the exercise; it reads NAME.tsv.", TEXT, SHOWN, AT(manifest_chart, name), .check = check_chart},
	{"title", "The caption.", TEXT, SHOWN, AT(manifest_chart, title)},
	{"runs", "Calls whose answers the oracle turns into rows of the chart's table.", GROUP, LIST, LIST_AT(manifest_chart, runs, run_count), .fewest = 1,
	 GROUPS(manifest_run, RUN_KEYS)},
	{0},
};
static const struct key SIZES_KEYS[] = {
	{"args", "The input, for the oracle; @ stands for the size.", TEXT, SHOWN, AT(manifest_sizes, args), .check = check_args},
	{"values", "The sizes, rising.", COUNT, LIST | SHOWN, LIST_AT(manifest_sizes, values, value_count), .least = 1, .most = 4e9,
	 .fewest = 2, .longest = SIZES_MAX},
	{"unit", "Of a size, for the axis.", TEXT, SHOWN, AT(manifest_sizes, unit), .check = check_unit},
	{0},
};
const struct key MANIFEST_KEYS[] = {
	{"title", "What the exercise is about, in a few words.", TEXT, SHOWN, AT(manifest, title)},
	{"points", "The sum of all points below.", NUMBER, SCALE, AT(manifest, points), .least = 0.01, POINTS},
	{"submit", "The files to hand in. The first is required.", TEXT, LIST | UNIQUE, AT(manifest, submit), .fewest = 1, .check = check_submit},
	{"given", "Sources in the exercise's folder that are linked with every submission; may be empty.", TEXT, LIST | UNIQUE, AT(manifest, given), .check = check_given},
	{"flags", "Added to the compiler's line, after -O2.", TEXT, OPTIONAL | LIST, AT(manifest, flags), .check = check_flag},
	{"libraries", "Linked; m is -lm.", TEXT, OPTIONAL | LIST, AT(manifest, libraries), .check = check_library},
	{"modes", "The modes, and what they are worth.", GROUP, LIST | UNIQUE, LIST_AT(manifest, modes, mode_count), .fewest = 1,
	 GROUPS(manifest_mode, MODE_KEYS)},
	{"cases", "The inputs that submissions are checked with.", GROUP, LIST | UNIQUE, LIST_AT(manifest, cases, case_count), .fewest = 1,
	 GROUPS(manifest_case, CASE_KEYS)},
	{"errors", "Inputs outside the contract: they must fail with EINVAL in modes with points for being robust.", GROUP, OPTIONAL | LIST, LIST_AT(manifest, errors, error_count), .fewest = 1,
	 GROUPS(manifest_error, ERROR_KEYS)},
	{"census", "The call in which processes and threads are counted from outside.", GROUP, .keys = CENSUS_KEYS},
	{"measure", "The call that is timed; without it, nothing is.", GROUP, OPTIONAL, .keys = MEASURE_KEYS},
	{"open_method", "The handout leaves the method open, so a speedup that no sharing of the work explains may be earned.", TRUTH, OPTIONAL | SCALE, AT(manifest, open_method)},
	{"limits", "What a call may use.", GROUP, 0, AT(manifest, limits), .keys = LIMIT_KEYS},
	{"bands", "From gain to points; required if a mode has points for speed.", GROUP, OPTIONAL | LIST, LIST_AT(manifest, bands, band_count), .fewest = 1,
	 GROUPS(manifest_band, BAND_KEYS)},
	{"questions", "Questions to be answered in words.", GROUP, OPTIONAL | LIST | UNIQUE, LIST_AT(manifest, questions, question_count),
	 GROUPS(manifest_question, QUESTION_KEYS)},
	{"charts", "What is shown beside the speedup; it earns no points.", GROUP, OPTIONAL | LIST | UNIQUE, LIST_AT(manifest, charts, chart_count), .fewest = 1,
	 GROUPS(manifest_chart, CHART_KEYS)},
	{"sizes", "Time against size, and the size from which each mode is faster than serial mode.", GROUP, OPTIONAL, AT(manifest, sizes), .keys = SIZES_KEYS},
	{0},
};
// clang-format on
