/* export.c - the table of formats, and what they share (export.h). */
#include "export.h"

#include <stdlib.h>
#include <string.h>

#include "../base/base.h"
#include "../grading/mark.h"
#include "escape.h"
#include "format.h"

const struct export_format export_formats[] = {
	{"csv", EXPORT_CLASS, "a row for each student: points by exercise, total, percentage, time",
         export_csv},
	{"junit", EXPORT_CLASS, "JUnit's XML: a suite for each result, a test case for each part",
         export_junit},
	{"gradescope", EXPORT_ONE, "results.json of a Gradescope autograder", export_gradescope},
	{"autolab", EXPORT_ONE, "the output of an Autolab autograder; the last line is the score",
         export_autolab},
	{"check50", EXPORT_ONE, "the JSON of check50", export_check50},
	{"github-classroom", EXPORT_ONE,
         "the result of a GitHub Classroom runner (base64 it for the reporter)", export_github},
	{"prairielearn", EXPORT_ONE, "results.json of a PrairieLearn external grader", export_prairielearn},
	{"canvas", EXPORT_FILL, "Canvas's gradebook CSV, with the points filled in", export_canvas},
	{"moodle", EXPORT_FILL, "Moodle's grading worksheet, with the points filled in", export_moodle},
};
const size_t export_format_count = ARRAY_LENGTH(export_formats);

static bool is_wanted(const struct gradebook_key *key, const char *student, const char *exercise)
{
	return (!student || strcmp(student, key->student) == 0) &&
	       (!exercise || strcmp(exercise, key->exercise) == 0);
}

int export_load(struct export_job *job, struct gradebook *book, const char *student, const char *exercise)
{
	struct gradebook_key *keys;
	size_t count;
	int failed = gradebook_keys(book, &keys, &count);

	for (size_t i = 0; !failed && i < count; i++) {
		if (!is_wanted(&keys[i], student, exercise))
			continue;
		struct outcome *o = GROW(job->outcomes, job->count);
		failed = gradebook_load(book, keys[i].student, keys[i].exercise, o);
		if (failed)
			job->count--;
		else
			outcome_forget_timing(o);
	}
	if (!failed)
		gradebook_keys_free(keys, count);
	if (failed || job->count > 0)
		return failed;
	return error_set("no result%s%s%s%s", student ? " of " : "", student ? student : "",
	                 exercise ? " in " : "", exercise ? exercise : "");
}

void export_free(struct export_job *job)
{
	for (size_t i = 0; i < job->count; i++)
		outcome_free(&job->outcomes[i]);
	free(job->outcomes);
	job->outcomes = NULL;
	job->count = 0;
}

enum export_state export_state(const struct part *part)
{
	if (part->pending > 0)
		return EXPORT_OPEN;
	bool lost = part->most > 0 ? part->points < part->most : part->points < 0;
	return lost ? EXPORT_FAILED : EXPORT_PASSED;
}

const struct finding *export_finding(const struct outcome *o, const struct part *part)
{
	const struct finding *finding = NULL;

	if (export_state(part) != EXPORT_FAILED || part->most <= 0 || part->kind == PART_QUESTION)
		return NULL;
	for (int stage = 0; stage < STAGE_COUNT && !finding; stage++) {
		bool before = stage == STAGE_COLLECT || stage == STAGE_BUILD;
		finding = outcome_fault_in(o, (enum stage)stage, part->mode);
		if (!finding && before)
			finding = outcome_fault_in(o, (enum stage)stage, MODE_SERIAL);
	}
	return finding;
}

json_t *export_text(const char *text)
{
	char *clean = escape_utf8(text ? text : "");
	json_t *json = json_string(clean);

	free(clean);
	return json ? json : json_string("");
}

int export_json(FILE *to, json_t *json, size_t flags)
{
	char *text = json ? json_dumps(json, flags | JSON_REAL_PRECISION(15)) : NULL;

	json_decref(json);
	if (!text)
		return error_set("the result cannot be written as JSON");
	fprintf(to, "%s\n", text);
	free(text);
	return 0;
}
