/* json.c - an outcome as one JSON object, for programs.
 *
 * Keys and words are those of the gradebook's columns (grading/columns.h); null means a
 * missing number or text.  It never rounds, and omits nothing but, on request, raw samples,
 * and where on the instructor's machine the files were.
 */
#include <jansson.h>
#include <math.h>
#include <stdlib.h>

#include "../base/base.h"
#include "../grading/columns.h"
#include "escape.h"
#include "report.h"

/* JSON has no NaN and no infinity, and json_real refuses them. */
static json_t *number(double value)
{
	return isfinite(value) ? json_real(value) : json_null();
}

static json_t *text(const char *value)
{
	char *clean = escape_utf8(value);
	json_t *json = clean ? json_string(clean) : json_null();

	free(clean);
	return json;
}

/* 64 bits unsigned may exceed the precision of a JSON number. */
static json_t *wide(uint64_t value)
{
	char *digits = xasprintf("%llu", (unsigned long long)value);
	json_t *json = json_string(digits);

	free(digits);
	return json;
}

static json_t *interval(const struct interval *i)
{
	return json_pack("{s:o, s:o, s:o}", "median", number(i->median), "low", number(i->low), "high",
	                 number(i->high));
}

static json_t *value(enum column_kind kind, const void *field)
{
	switch (kind) {
	case COLUMN_INT:
		return json_integer(*(const int *)field);
	case COLUMN_BOOL:
		return json_boolean(*(const bool *)field);
	case COLUMN_WHOLE:
		return json_integer(*(const int64_t *)field);
	case COLUMN_WIDE:
		return wide(*(const uint64_t *)field);
	case COLUMN_REAL:
		return number(*(const double *)field);
	case COLUMN_INTERVAL:
		return interval(field);
	case COLUMN_TEXT:
	case COLUMN_TEXT_OR_EMPTY:
		return text(*(char *const *)field);
	default:
		return json_string(column_word(kind, field));
	}
}

static json_t *object(const struct column *columns, const void *row)
{
	json_t *made = json_object();

	for (const struct column *c = columns; c->name; c++)
		json_object_set_new(made, c->name, value(c->kind, (const char *)row + c->offset));
	return made;
}

static json_t *list_of(const struct column_list *list, const struct outcome *o)
{
	json_t *made = json_array();

	for (size_t i = 0; i < column_list_length(list, o); i++)
		json_array_append_new(made, object(list->columns, column_list_at(list, o, i)));
	return made;
}

/* If the grader failed, there is no verdict yet. */
static json_t *outcome_object(const struct outcome *o)
{
	json_t *made = object(outcome_columns, o);

	if (o->fault)
		json_object_set_new(made, "verdict", json_string("grader-error"));
	return made;
}

/* A single line takes a third less space. */
static char *written(json_t *json, bool one_line)
{
	size_t flags = JSON_REAL_PRECISION(15) | (one_line ? 0 : JSON_INDENT(2));
	char *text = json ? json_dumps(json, flags) : NULL;
	char *result = xstrdup(text ? text : "{}"); /* NULL only if memory ran out */

	json_decref(json);
	free(text);
	return result;
}

char *report_json(const struct outcome *o, bool samples)
{
	json_t *json = outcome_object(o);

	for (size_t i = 0; i < outcome_list_count; i++)
		if (samples || outcome_lists[i].columns != sample_columns)
			json_object_set_new(json, outcome_lists[i].plural, list_of(&outcome_lists[i], o));
	json_object_set_new(json, outcome_replaced_list.plural, list_of(&outcome_replaced_list, o));
	json_object_del(json, "work");
	return written(json, !samples);
}

char *report_history_json(const struct outcome *o)
{
	json_t *json = outcome_object(o);

	json_object_set_new(json, outcome_replaced_list.plural, list_of(&outcome_replaced_list, o));
	return written(json, false);
}
