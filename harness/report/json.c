/* json.c - an outcome as one JSON object, for programs.
 *
 * Keys are the names that the gradebook and the CSV use; null means that there
 * is no such number or text.  Raw samples are in it too, so that nobody has to
 * trust a summary.  It never rounds and never leaves anything out.
 */
#include <jansson.h>
#include <math.h>
#include <stdlib.h>

#include "../base/base.h"
#include "escape.h"
#include "report.h"

/* json_real takes no NaN and no infinity; JSON has none. */
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

/* 64 bits unsigned: more than a JSON number is sure to hold. */
static json_t *wide(uint64_t value)
{
	char *digits = xasprintf("%llu", (unsigned long long)value);
	json_t *json = json_string(digits);

	free(digits);
	return json;
}

static json_t *interval(struct interval i)
{
	return json_pack("{s:o, s:o, s:o}", "median", number(i.median), "low", number(i.low), "high",
	                 number(i.high));
}

static json_t *part(const struct part *p)
{
	static const char *const kinds[] = PART_NAMES;

	return json_pack("{s:s, s:o, s:o, s:o, s:o, s:o, s:s, s:o}", "kind", kinds[p->kind], "mode",
	                 p->kind == PART_QUESTION ? json_null() : json_string(mode_name(p->mode)), "name",
	                 text(p->name), "points", number(p->points), "max_points", number(p->most), "pending",
	                 number(p->pending), "verdict", verdict_words(p->verdict), "reason", text(p->reason));
}

static json_t *finding(const struct finding *f)
{
	return json_pack("{s:s, s:s, s:s, s:i, s:o, s:o, s:o, s:o, s:o}", "stage", stage_name(f->stage),
	                 "mode", mode_name(f->mode), "verdict", verdict_words(f->verdict), "workers",
	                 f->workers, "case", text(f->case_name), "message", text(f->message), "detail",
	                 text(f->detail), "hint", text(f->hint), "again", text(f->again));
}

static json_t *census(const struct census *c)
{
	return json_pack("{s:s, s:i, s:i, s:i, s:i, s:i, s:i, s:o}", "mode", mode_name(c->mode), "workers",
	                 c->workers, "processes", c->processes, "threads", c->threads, "most_processes",
	                 c->most_processes, "most_threads", c->most_threads, "working", c->working, "cpu_s",
	                 number(c->cpu_s));
}

static json_t *speed(const struct speed *s)
{
	return json_pack("{s:s, s:i, s:i, s:i, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:b, s:s, s:o}", "mode",
	                 mode_name(s->mode), "workers", s->workers, "rounds", s->rounds, "dropped",
	                 s->dropped, "reference_serial_s", number(s->reference_serial_s), "reference_s",
	                 number(s->reference_s), "student_s", number(s->student_s), "reference",
	                 interval(s->reference), "student", interval(s->student), "canary",
	                 interval(s->canary), "gain", interval(s->gain), "graded", s->graded, "verdict",
	                 verdict_words(s->verdict), "reason", text(s->reason));
}

/* The numbers are in NAME.tsv beside it. */
static json_t *chart(const struct chart *c)
{
	return json_pack("{s:o, s:o, s:b, s:o}", "name", text(c->name), "title", text(c->title), "has_table",
	                 c->tsv != NULL, "problem", text(c->problem));
}

static json_t *sample(const struct sample *s)
{
	static const char *const arms[] = ARM_NAMES;

	return json_pack(
		"{s:i, s:i, s:i, s:s, s:s, s:i, s:o, s:o, s:o, s:b, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:b}",
		"series", s->series, "round", s->round, "position", s->position, "arm", arms[s->arm], "mode",
		mode_name(s->mode), "workers", s->workers, "seconds", number(s->seconds), "cpu_s",
		number(s->cpu_s), "idle_cpu_s", number(s->idle_cpu_s), "right", s->right, "foreign_cpu_s",
		number(s->foreign_cpu_s), "steal_s", number(s->steal_s), "pressure_s", number(s->pressure_s),
		"throttled_s", number(s->throttled_s), "delay_s", number(s->delay_s), "switches",
		wide(s->switches), "slowdown", number(s->slowdown), "mhz", number(s->mhz), "seed",
		wide(s->seed), "dropped", s->dropped);
}

static json_t *series(const struct series *s)
{
	return json_pack("{s:i, s:o, s:I, s:i, s:i, s:o}", "series", s->number, "seed", wide(s->seed),
	                 "started_at", (json_int_t)s->started_at, "rounds", s->rounds, "dropped", s->dropped,
	                 "ended", text(s->ended));
}

/* A list of the outcome, element by element. */
#define LIST(name, array, count, make) \
	static json_t *name(const struct outcome *outcome) \
	{ \
		json_t *list = json_array(); \
		for (size_t i = 0; i < outcome->count; i++) \
			json_array_append_new(list, make(&outcome->array[i])); \
		return list; \
	}
LIST(all_parts, parts, part_count, part)
LIST(all_charts, charts, chart_count, chart)
LIST(all_findings, findings, finding_count, finding)
LIST(all_censuses, censuses, census_count, census)
LIST(all_speeds, speeds, speed_count, speed)
LIST(all_samples, samples.list, samples.count, sample)
LIST(all_series, series, series_count, series)

char *report_json(const struct outcome *o)
{
	json_t *json = json_pack(
		"{s:o, s:o, s:o, s:s, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:I, s:o, s:o, s:o, s:o, s:o, s:o, s:o}",
		"student", text(o->student), "exercise", text(o->exercise), "title", text(o->title),
		"verdict", o->fault ? "grader error" : verdict_words(o->verdict), "points", number(o->points),
		"max_points", number(o->most), "pending", number(o->pending), "fault", text(o->fault),
		"marks", text(o->marks), "fingerprint", text(o->fingerprint), "host", text(o->host), "doctor",
		text(o->doctor), "graded_at", (json_int_t)o->graded_at, "parts", all_parts(o), "findings",
		all_findings(o), "census", all_censuses(o), "speeds", all_speeds(o), "series", all_series(o),
		"samples", all_samples(o), "charts", all_charts(o));
	char *written = json ? json_dumps(json, JSON_INDENT(2) | JSON_REAL_PRECISION(15)) : NULL;

	json_decref(json);
	char *result = xstrdup(written ? written : "{}"); /* only ever empty when memory ran out */
	free(written);
	return result;
}
