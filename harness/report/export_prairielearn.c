/* export_prairielearn.c - results.json of a PrairieLearn external grader.  Its score is a share, from 0 to 1. */
#include <math.h>
#include <stdlib.h>

#include "../base/base.h"
#include "../grading/mark.h"
#include "../grading/verdict.h"
#include "export.h"
#include "format.h"

static json_t *test_of(const struct outcome *o, const struct part *part)
{
	const struct finding *finding = export_finding(o, part);
	char *name = mark_name(part);
	json_t *test = json_pack("{s:o, s:s, s:f, s:f, s:o, s:o}", "name", export_text(name), "description",
	                         verdict_words(part->verdict), "points", part->points, "max_points",
	                         part->most, "message", export_text(part->reason), "output",
	                         export_text(finding && finding->message ? finding->message : ""));

	free(name);
	return test;
}

int export_prairielearn(FILE *to, struct export_job *job)
{
	const struct outcome *o = &job->outcomes[0];
	double share = o->most > 0 ? fmin(1, fmax(0, o->points / o->most)) : 0;
	char *message = xasprintf("%s: %s points, %s pending", verdict_words(o->verdict),
	                          format_of(o->points, o->most).s, format_points(o->pending).s);
	json_t *tests = json_array();

	for (size_t i = 0; i < o->part_count; i++)
		json_array_append_new(tests, test_of(o, &o->parts[i]));
	json_t *all = json_pack("{s:b, s:f, s:o, s:o}", "gradable", 1, "score", share, "message",
	                        export_text(message), "tests", tests);
	free(message);
	return export_json(to, all, JSON_INDENT(2));
}
