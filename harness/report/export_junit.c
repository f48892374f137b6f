/* export_junit.c - JUnit's XML, as continuous integration reads it: a suite for each result, a test
 * case for each part.  A part whose points are pending is skipped; a fault of the grader is an error. */
#include <stdlib.h>

#include "../base/base.h"
#include "../grading/mark.h"
#include "../grading/verdict.h"
#include "escape.h"
#include "export.h"

static size_t count(const struct outcome *o, enum export_state state)
{
	size_t n = 0;

	for (size_t i = 0; i < o->part_count; i++)
		n += export_state(&o->parts[i]) == state;
	return n;
}

static void write_case(FILE *to, const struct outcome *o, const struct part *part)
{
	const struct finding *finding = export_finding(o, part);
	char *name = mark_name(part);

	html_print(to, "    <testcase classname=\"%s.%s\" name=\"%s\" time=\"0\"", o->exercise, o->student,
	           name);
	free(name);
	switch (export_state(part)) {
	case EXPORT_PASSED:
		fputs("/>\n", to);
		return;
	case EXPORT_OPEN:
		html_print(to, "><skipped message=\"%s\"/></testcase>\n", part->reason);
		return;
	case EXPORT_FAILED:
		html_print(to, "><failure type=\"%s\" message=\"%s\">%s</failure></testcase>\n",
		           verdict_key(part->verdict), part->reason,
		           finding && finding->message ? finding->message : "");
		return;
	}
}

static void write_suite(FILE *to, const struct outcome *o)
{
	size_t tests = o->fault ? 1 : o->part_count;

	html_print(
		to,
		"  <testsuite name=\"%s %s\" tests=\"%zu\" failures=\"%zu\" errors=\"%d\" skipped=\"%zu\" time=\"0\">\n",
		o->student, o->exercise, tests, o->fault ? (size_t)0 : count(o, EXPORT_FAILED),
		o->fault != NULL, o->fault ? (size_t)0 : count(o, EXPORT_OPEN));
	if (o->fault)
		html_print(
			to,
			"    <testcase classname=\"%s.%s\" name=\"graded\" time=\"0\"><error type=\"grader\" "
			"message=\"%s\"/></testcase>\n",
			o->exercise, o->student, o->fault);
	for (size_t i = 0; !o->fault && i < o->part_count; i++)
		write_case(to, o, &o->parts[i]);
	fputs("  </testsuite>\n", to);
}

int export_junit(FILE *to, struct export_job *job)
{
	fputs("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"parlab\">\n", to);
	for (size_t i = 0; i < job->count; i++)
		write_suite(to, &job->outcomes[i]);
	fputs("</testsuites>\n", to);
	return 0;
}
