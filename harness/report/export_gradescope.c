/* export_gradescope.c - results.json of a Gradescope autograder.
 *
 * The score is given for the whole, so what is deducted for being late counts.  Gradescope knows no
 * pending points: a part that is open is not marked as failed, and its text says what it waits for.
 */
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
	char *output = xasprintf("%s%s%s%s%s", part->reason, finding && finding->message ? "\n\n" : "",
	                         finding && finding->message ? finding->message : "",
	                         finding && finding->hint ? "\n" : "",
	                         finding && finding->hint ? finding->hint : "");
	json_t *test = json_pack("{s:f, s:f, s:o, s:o, s:s, s:s}", "score", part->points, "max_score",
	                         part->most, "name", export_text(name), "output", export_text(output),
	                         "output_format", "text", "visibility", "visible");

	if (export_state(part) != EXPORT_OPEN)
		json_object_set_new(test, "status",
		                    json_string(export_state(part) == EXPORT_PASSED ? "passed" : "failed"));
	free(output);
	free(name);
	return test;
}

int export_gradescope(FILE *to, struct export_job *job)
{
	const struct outcome *o = &job->outcomes[0];
	char *output = xasprintf("%s: %s, %s points, %s pending", o->title, verdict_words(o->verdict),
	                         format_of(o->points, o->most).s, format_points(o->pending).s);
	json_t *tests = json_array();

	for (size_t i = 0; i < o->part_count; i++)
		json_array_append_new(tests, test_of(o, &o->parts[i]));
	json_t *results = json_pack("{s:f, s:o, s:s, s:o}", "score", o->points, "output", export_text(output),
	                            "visibility", "visible", "tests", tests);
	free(output);
	return export_json(to, results, JSON_INDENT(2));
}
