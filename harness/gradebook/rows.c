/* rows.c - the columns of the gradebook's tables, and how a field becomes a value.
 *
 * Words travel as words (modes, verdicts, stages), so that an instructor can
 * read them; a NaN is NULL.  It never prepares or runs a statement.
 */
#include "rows.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "../base/base.h"
#include "../grading/outcome.h"

// clang-format off
#define TEXT(of, name)  {#name, ROW_TEXT, offsetof(struct of, name)}
#define WORDS(of, name) {#name, ROW_TEXT_OR_EMPTY, offsetof(struct of, name)}
#define INT(of, name)   {#name, ROW_INT, offsetof(struct of, name)}
#define BOOL(of, name)  {#name, ROW_BOOL, offsetof(struct of, name)}
#define WIDE(of, name)  {#name, ROW_64, offsetof(struct of, name)}
#define REAL(of, name)  {#name, ROW_REAL, offsetof(struct of, name)}
#define MODE(of)        {"mode", ROW_MODE, offsetof(struct of, mode)}
#define VERDICT(of)     {"verdict", ROW_VERDICT, offsetof(struct of, verdict)}
#define RANGE(name) \
	{#name, ROW_REAL, offsetof(struct speed, name.median)}, \
	{#name "_low", ROW_REAL, offsetof(struct speed, name.low)}, \
	{#name "_high", ROW_REAL, offsetof(struct speed, name.high)}

const struct row_column row_submission[] = {
	TEXT(outcome, student), TEXT(outcome, exercise), WORDS(outcome, title), WORDS(outcome, fingerprint),
	WIDE(outcome, graded_at), WORDS(outcome, host), WORDS(outcome, doctor),
	WORDS(outcome, marks), TEXT(outcome, fault),
	VERDICT(outcome), REAL(outcome, points), {"max_points", ROW_REAL, offsetof(struct outcome, most)},
	REAL(outcome, pending), {0}};
static const struct row_column finding_columns[] = {
	{"stage", ROW_STAGE, offsetof(struct finding, stage)}, MODE(finding), VERDICT(finding),
	INT(finding, workers), TEXT(finding, case_name), TEXT(finding, message), TEXT(finding, detail),
	TEXT(finding, hint), TEXT(finding, again), {0}};
static const struct row_column census_columns[] = {
	MODE(census), INT(census, workers), INT(census, processes), INT(census, threads),
	INT(census, most_processes), INT(census, most_threads), INT(census, working), REAL(census, cpu_s), {0}};
static const struct row_column sample_columns[] = {
	INT(sample, series), INT(sample, round), INT(sample, position), {"arm", ROW_ARM, offsetof(struct sample, arm)}, MODE(sample),
	INT(sample, workers), REAL(sample, seconds), REAL(sample, cpu_s), REAL(sample, idle_cpu_s),
	BOOL(sample, right), REAL(sample, foreign_cpu_s), REAL(sample, steal_s), REAL(sample, pressure_s),
	REAL(sample, throttled_s), REAL(sample, delay_s), WIDE(sample, switches), REAL(sample, slowdown),
	REAL(sample, mhz), WIDE(sample, seed), BOOL(sample, dropped), {0}};
static const struct row_column speed_columns[] = {
	MODE(speed), INT(speed, workers), INT(speed, rounds), INT(speed, dropped),
	REAL(speed, reference_serial_s), REAL(speed, reference_s), REAL(speed, student_s), RANGE(reference),
	RANGE(student), RANGE(canary), RANGE(gain), BOOL(speed, graded), VERDICT(speed), TEXT(speed, reason), {0}};
static const struct row_column series_columns[] = {
	{"series", ROW_INT, offsetof(struct series, number)}, WIDE(series, seed), WIDE(series, started_at),
	INT(series, rounds), INT(series, dropped), TEXT(series, ended), {0}};
static const struct row_column rule_columns[] = {
	{"kind", ROW_RULE, offsetof(struct rule, kind)}, MODE(rule), REAL(rule, correct), REAL(rule, clean),
	REAL(rule, speed), REAL(rule, gain), REAL(rule, share), TEXT(rule, name), REAL(rule, points),
	BOOL(rule, answered), {0}};
static const struct row_column part_columns[] = {
	{"kind", ROW_PART, offsetof(struct part, kind)}, MODE(part), TEXT(part, name), REAL(part, points),
	REAL(part, most), REAL(part, pending), VERDICT(part), TEXT(part, reason), {0}};
static const struct row_column chart_columns[] = {
	TEXT(chart, name), TEXT(chart, title), TEXT(chart, tsv), TEXT(chart, problem), {0}};

#define LIST(table, array) \
	{#table, table##_columns, sizeof(struct table), offsetof(struct outcome, array), \
	 offsetof(struct outcome, table##_count)}
const struct row_list row_lists[] = {
	LIST(finding, findings), LIST(census, censuses), {"sample", sample_columns, sizeof(struct sample), offsetof(struct outcome, samples.list),
	 offsetof(struct outcome, samples.count)}, LIST(speed, speeds),
	LIST(part, parts), LIST(series, series), LIST(rule, rules), LIST(chart, charts)};
const size_t row_list_count = ARRAY_LENGTH(row_lists);
// clang-format on

static const char *const arm_names[] = ARM_NAMES;
static const char *const part_names[] = PART_NAMES;
static const char *const rule_names[] = RULE_NAMES;

static int name_index(const char *const *names, size_t count, const char *name)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(names[i], name) == 0)
			return (int)i;
	return error_set("'%s': not a word this parlab knows", name);
}

int row_bind_text(sqlite3_stmt *statement, int place, const char *text)
{
	return sqlite3_bind_text(statement, place, text, -1, SQLITE_STATIC); /* NULL binds NULL */
}

/* bind: one field; SQLite's result code.  The struct must outlive the step. */
static int bind(sqlite3_stmt *statement, int place, enum row_kind kind, const void *field)
{
	const char *text = kind == ROW_TEXT || kind == ROW_TEXT_OR_EMPTY ? *(char *const *)field : NULL;

	switch (kind) {
	case ROW_INT:
		return sqlite3_bind_int(statement, place, *(const int *)field);
	case ROW_BOOL:
		return sqlite3_bind_int(statement, place, *(const bool *)field);
	case ROW_64:
		return sqlite3_bind_int64(statement, place, *(const int64_t *)field);
	case ROW_REAL:
		return sqlite3_bind_double(statement, place, *(const double *)field); /* NaN binds NULL */
	case ROW_TEXT:
		return row_bind_text(statement, place, text);
	case ROW_TEXT_OR_EMPTY:
		return row_bind_text(statement, place, text ? text : "");
	case ROW_STAGE:
		return row_bind_text(statement, place, stage_name(*(const enum stage *)field));
	case ROW_MODE:
		return row_bind_text(statement, place, mode_name(*(const enum mode *)field));
	case ROW_VERDICT:
		return row_bind_text(statement, place, verdict_key(*(const enum verdict *)field));
	case ROW_ARM:
		return row_bind_text(statement, place, arm_names[*(const enum arm_kind *)field]);
	case ROW_PART:
		return row_bind_text(statement, place, part_names[*(const enum part_kind *)field]);
	case ROW_RULE:
		return row_bind_text(statement, place, rule_names[*(const enum rule_kind *)field]);
	}
	return SQLITE_MISUSE;
}

/* take: the other way.  -1 if a word is unknown. */
static int take(sqlite3_stmt *statement, int place, enum row_kind kind, void *field)
{
	int type = sqlite3_column_type(statement, place); /* before a conversion makes it undefined */
	const char *text = type == SQLITE_TEXT ? (const char *)sqlite3_column_text(statement, place) : NULL;
	const char *word = text ? text : "";
	int index = 0;

	switch (kind) {
	case ROW_INT:
		*(int *)field = sqlite3_column_int(statement, place);
		break;
	case ROW_BOOL:
		*(bool *)field = sqlite3_column_int(statement, place) != 0;
		break;
	case ROW_64:
		*(int64_t *)field = sqlite3_column_int64(statement, place);
		break;
	case ROW_REAL:
		*(double *)field = type == SQLITE_NULL ? NAN : sqlite3_column_double(statement, place);
		break;
	case ROW_TEXT:
	case ROW_TEXT_OR_EMPTY:
		*(char **)field = xstrdup(text);
		break;
	case ROW_STAGE:
		return stage_from_name(word, field);
	case ROW_MODE:
		return mode_from_text(word, field);
	case ROW_VERDICT:
		return verdict_from_key(word, field);
	case ROW_ARM:
		index = name_index(arm_names, ARRAY_LENGTH(arm_names), word);
		*(enum arm_kind *)field = index < 0 ? ARM_REFERENCE : (enum arm_kind)index;
		break;
	case ROW_PART:
		index = name_index(part_names, ARRAY_LENGTH(part_names), word);
		*(enum part_kind *)field = index < 0 ? PART_CORRECT : (enum part_kind)index;
		break;
	case ROW_RULE:
		index = name_index(rule_names, ARRAY_LENGTH(rule_names), word);
		*(enum rule_kind *)field = index < 0 ? RULE_MODE : (enum rule_kind)index;
		break;
	}
	return index < 0 ? -1 : 0;
}

int row_bind(sqlite3_stmt *statement, int place, const struct row_column *columns, const void *row)
{
	int code = SQLITE_OK;

	for (const struct row_column *c = columns; code == SQLITE_OK && c->name; c++)
		code = bind(statement, place++, c->kind, (const char *)row + c->offset);
	return code;
}

int row_take(sqlite3_stmt *statement, int place, const struct row_column *columns, void *row)
{
	for (const struct row_column *c = columns; c->name; c++)
		if (take(statement, place++, c->kind, (char *)row + c->offset) != 0)
			return -1;
	return 0;
}

char *row_names(const struct row_column *columns)
{
	char *names = xstrdup(columns->name);

	for (const struct row_column *c = columns + 1; c->name; c++) {
		char *longer = xasprintf("%s, %s", names, c->name);
		free(names);
		names = longer;
	}
	return names;
}
