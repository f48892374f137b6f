/* export_check50.c - the JSON of check50 (its JSON specification, version 3): a check for each part.  One
 * whose points are pending has neither passed nor failed. */
#include <stdlib.h>

#include "../base/base.h"
#include "../grading/mark.h"
#include "export.h"

static json_t *cause_of(const struct part *part, const struct finding *finding)
{
	if (export_state(part) == EXPORT_PASSED)
		return json_null();
	return json_pack("{s:o, s:o}", "rationale", export_text(part->reason), "help",
	                 finding && finding->hint ? export_text(finding->hint) : json_null());
}

static json_t *passed(const struct part *part)
{
	enum export_state state = export_state(part);

	return state == EXPORT_OPEN ? json_null() : json_boolean(state == EXPORT_PASSED);
}

static json_t *check_of(const struct outcome *o, const struct part *part)
{
	const struct finding *finding = export_finding(o, part);
	char *name = mark_name(part);
	json_t *log = json_array();

	if (finding && finding->message)
		json_array_append_new(log, export_text(finding->message));
	json_t *check =
		json_pack("{s:o, s:o, s:o, s:o, s:o, s:{s:f, s:f, s:f}, s:n}", "name", export_text(name),
	                  "description", export_text(part->reason), "passed", passed(part), "log", log,
	                  "cause", cause_of(part, finding), "data", "points", part->points, "max_points",
	                  part->most, "pending", part->pending, "dependency");
	free(name);
	return check;
}

int export_check50(FILE *to, struct export_job *job)
{
	const struct outcome *o = &job->outcomes[0];
	json_t *results = json_array();

	for (size_t i = 0; i < o->part_count; i++)
		json_array_append_new(results, check_of(o, &o->parts[i]));
	json_t *all =
		json_pack("{s:s, s:o, s:s}", "slug", o->exercise, "results", results, "version", "3.3.0");
	return export_json(to, all, JSON_INDENT(4));
}
