/* columns.c - the fields of an outcome's structs, and the words for enumerated ones.
 *
 * To record a new field, add it to its struct, to its table here and to
 * gradebook/schema.c.  It never reads or writes anything.
 */
#include "columns.h"

#include <stdlib.h>
#include <string.h>

#include "../base/base.h"

// clang-format off
#define TEXT(of, name)  {#name, COLUMN_TEXT, offsetof(struct of, name)}
#define WORDS(of, name) {#name, COLUMN_TEXT_OR_EMPTY, offsetof(struct of, name)}
#define INT(of, name)   {#name, COLUMN_INT, offsetof(struct of, name)}
#define BOOL(of, name)  {#name, COLUMN_BOOL, offsetof(struct of, name)}
#define WHOLE(of, name) {#name, COLUMN_WHOLE, offsetof(struct of, name)}
#define WIDE(of, name)  {#name, COLUMN_WIDE, offsetof(struct of, name)}
#define REAL(of, name)  {#name, COLUMN_REAL, offsetof(struct of, name)}
#define MOST(of)        {"max_points", COLUMN_REAL, offsetof(struct of, most)}
#define MODE(of)        {"mode", COLUMN_MODE, offsetof(struct of, mode)}
#define VERDICT(of)     {"verdict", COLUMN_VERDICT, offsetof(struct of, verdict)}
#define INTERVAL(name)  {#name, COLUMN_INTERVAL, offsetof(struct speed, name)}

const struct column outcome_columns[] = {
	TEXT(outcome, student), TEXT(outcome, exercise), WORDS(outcome, title), WORDS(outcome, fingerprint),
	WORDS(outcome, scale), WORDS(outcome, name), WORDS(outcome, section), WHOLE(outcome, handed_in),
	WORDS(outcome, work), WHOLE(outcome, graded_at), INT(outcome, retimed), WORDS(outcome, host),
	WORDS(outcome, doctor), WORDS(outcome, marks), TEXT(outcome, fault), VERDICT(outcome),
	REAL(outcome, points), MOST(outcome), REAL(outcome, pending), {0}};
static const struct column replaced_columns[] = {
	WHOLE(replaced, id), WHOLE(replaced, graded_at), WHOLE(replaced, replaced_at),
	TEXT(replaced, replaced_why), WORDS(replaced, marks), TEXT(replaced, fault), VERDICT(replaced),
	REAL(replaced, points), MOST(replaced), REAL(replaced, pending), {0}};
static const struct column finding_columns[] = {
	{"stage", COLUMN_STAGE, offsetof(struct finding, stage)}, MODE(finding), VERDICT(finding),
	INT(finding, workers), TEXT(finding, case_name), TEXT(finding, message), TEXT(finding, detail),
	TEXT(finding, hint), TEXT(finding, again), {0}};
static const struct column census_columns[] = {
	MODE(census), INT(census, workers), INT(census, processes), INT(census, threads),
	INT(census, most_processes), INT(census, most_threads), INT(census, working), REAL(census, cpu_s), {0}};
const struct column sample_columns[] = {
	INT(sample, round), INT(sample, position), {"arm", COLUMN_ARM, offsetof(struct sample, arm)},
	MODE(sample), INT(sample, workers), REAL(sample, seconds), REAL(sample, cpu_s),
	REAL(sample, idle_cpu_s), BOOL(sample, right), REAL(sample, steal_s), REAL(sample, pressure_s),
	WIDE(sample, switches), WIDE(sample, seed), BOOL(sample, dropped), REAL(sample, foreign_cpu_s),
	INT(sample, series), REAL(sample, throttled_s), REAL(sample, delay_s), REAL(sample, slowdown),
	REAL(sample, mhz), {0}};
static const struct column speed_columns[] = {
	MODE(speed), INT(speed, workers), INT(speed, rounds), INT(speed, dropped),
	REAL(speed, reference_serial_s), REAL(speed, reference_s), REAL(speed, student_s),
	INTERVAL(reference), INTERVAL(student), INTERVAL(canary), INTERVAL(gain), REAL(speed, at_least),
	REAL(speed, at_most), BOOL(speed, graded), VERDICT(speed), TEXT(speed, reason), {0}};
static const struct column series_columns[] = {
	{"series", COLUMN_INT, offsetof(struct series, number)}, WIDE(series, seed),
	WHOLE(series, started_at), INT(series, rounds), INT(series, dropped), TEXT(series, ended), {0}};
static const struct column rule_columns[] = {
	{"kind", COLUMN_RULE, offsetof(struct rule, kind)}, MODE(rule), REAL(rule, correct), REAL(rule, clean),
	REAL(rule, robust), REAL(rule, speed), REAL(rule, gain), REAL(rule, share), TEXT(rule, name), REAL(rule, points),
	BOOL(rule, answered), TEXT(rule, text), {0}};
static const struct column part_columns[] = {
	{"kind", COLUMN_PART, offsetof(struct part, kind)}, MODE(part), TEXT(part, name), REAL(part, points),
	MOST(part), REAL(part, pending), VERDICT(part), TEXT(part, reason), {0}};
static const struct column chart_columns[] = {
	TEXT(chart, name), TEXT(chart, title), TEXT(chart, tsv), TEXT(chart, problem), {0}};
static const struct column answer_columns[] = {TEXT(answer, name), TEXT(answer, text), {0}};

#define LIST(table, array) \
	{#table, #array, table##_columns, sizeof(struct table), offsetof(struct outcome, array), \
	 offsetof(struct outcome, table##_count)}
const struct column_list outcome_lists[] = {
	LIST(part, parts), LIST(finding, findings),
	{"census", "census", census_columns, sizeof(struct census), offsetof(struct outcome, censuses),
	 offsetof(struct outcome, census_count)},
	LIST(speed, speeds),
	LIST(series, series),
	{"sample", "samples", sample_columns, sizeof(struct sample), offsetof(struct outcome, samples.list),
	 offsetof(struct outcome, samples.count)},
	LIST(rule, rules), LIST(chart, charts), LIST(answer, answers)};
const size_t outcome_list_count = ARRAY_LENGTH(outcome_lists);
const struct column_list outcome_replaced_list = LIST(replaced, replaced);
// clang-format on

size_t column_list_length(const struct column_list *list, const struct outcome *outcome)
{
	return *(const size_t *)((const char *)outcome + list->count);
}

const void *column_list_at(const struct column_list *list, const struct outcome *outcome, size_t index)
{
	return *(const char *const *)((const char *)outcome + list->array) + index * list->size;
}

void *column_list_grow(const struct column_list *list, struct outcome *outcome)
{
	char **rows = (char **)((char *)outcome + list->array);
	size_t *count = (size_t *)((char *)outcome + list->count);

	*rows = xreallocarray(*rows, *count + 1, list->size);
	return memset(*rows + (*count)++ * list->size, 0, list->size);
}

/* ---- words ----------------------------------------------------------------- */

static const char *const arm_names[] = ARM_NAMES;
static const char *const part_names[] = PART_NAMES;
static const char *const rule_names[] = RULE_NAMES;

const char *column_word(enum column_kind kind, const void *field)
{
	switch (kind) {
	case COLUMN_STAGE:
		return stage_name(*(const enum stage *)field);
	case COLUMN_MODE:
		return mode_name(*(const enum mode *)field);
	case COLUMN_VERDICT:
		return verdict_key(*(const enum verdict *)field);
	case COLUMN_ARM:
		return arm_names[*(const enum arm_kind *)field];
	case COLUMN_PART:
		return part_names[*(const enum part_kind *)field];
	case COLUMN_RULE:
		return rule_names[*(const enum rule_kind *)field];
	default:
		return NULL;
	}
}

static int name_index(const char *const *names, size_t count, const char *name)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(names[i], name) == 0)
			return (int)i;
	return error_set("'%s': unknown word", name);
}

int column_take_word(enum column_kind kind, const char *word, void *field)
{
	int index = -1;

	switch (kind) {
	case COLUMN_STAGE:
		return stage_from_name(word, field);
	case COLUMN_MODE:
		return mode_from_text(word, field);
	case COLUMN_VERDICT:
		return verdict_from_key(word, field);
	case COLUMN_ARM:
		index = name_index(arm_names, ARRAY_LENGTH(arm_names), word);
		*(enum arm_kind *)field = index < 0 ? ARM_REFERENCE : (enum arm_kind)index;
		break;
	case COLUMN_PART:
		index = name_index(part_names, ARRAY_LENGTH(part_names), word);
		*(enum part_kind *)field = index < 0 ? PART_CORRECT : (enum part_kind)index;
		break;
	case COLUMN_RULE:
		index = name_index(rule_names, ARRAY_LENGTH(rule_names), word);
		*(enum rule_kind *)field = index < 0 ? RULE_MODE : (enum rule_kind)index;
		break;
	default:
		break;
	}
	return index < 0 ? -1 : 0;
}
