/* export_github.c - the result of a test runner of GitHub Classroom's autograding, as its reporter adds it up:
 * the sum of the tests' scores of max_score.  The status of a test is pass, fail or error; points
 * that are pending are no error. */
#include <stdlib.h>

#include "../base/base.h"
#include "../grading/mark.h"
#include "export.h"

static json_t *test_of(const struct outcome *o, const struct part *part)
{
	const struct finding *finding = export_finding(o, part);
	bool failed = export_state(part) == EXPORT_FAILED;
	char *name = mark_name(part);
	char *message = xasprintf("%s%s%s", part->reason, finding && finding->message ? "\n" : "",
	                          finding && finding->message ? finding->message : "");
	json_t *test = json_pack("{s:o, s:s, s:o, s:o, s:s, s:i, s:f, s:f}", "name", export_text(name),
	                         "status", failed ? "fail" : "pass", "message", export_text(message),
	                         "test_code", export_text(finding && finding->again ? finding->again : ""),
	                         "filename", "", "line_no", 0, "score", part->points, "execution_time", 0.0);

	free(message);
	free(name);
	return test;
}

int export_github(FILE *to, struct export_job *job)
{
	const struct outcome *o = &job->outcomes[0];
	json_t *tests = json_array();
	bool failed = false;

	for (size_t i = 0; i < o->part_count; i++) {
		failed = failed || export_state(&o->parts[i]) == EXPORT_FAILED;
		json_array_append_new(tests, test_of(o, &o->parts[i]));
	}
	json_t *all = json_pack("{s:i, s:s, s:f, s:o}", "version", 1, "status", failed ? "fail" : "pass",
	                        "max_score", o->most, "tests", tests);
	return export_json(to, all, JSON_INDENT(2));
}
