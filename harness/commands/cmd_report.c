/* cmd_report.c - rewrite pages, tables and charts from a gradebook alone, or, on appeal,
 * recompute the points from the stored rounds.  It runs no submission and never writes to
 * the gradebook. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../base/base.h"
#include "../base/folder.h"
#include "../report/report.h"
#include "command.h"
#include "options.h"
#include "results.h"

static const char about[] = "Writes index.html, grades.csv and a page per student from FOLDER/gradebook.db.\n"
			    "Runs and grades nothing.\n";

struct comparison {
	size_t compared, differ;
};

static int take_source(void *to, const char *value)
{
	*(bool *)to = true;
	return strcmp(value, "rounds") == 0 ? 0 : error_set("--from '%s': only 'rounds' is possible", value);
}

static bool same(double a, double b)
{
	return fabs(a - b) < 0.005; /* points are hundredths */
}

static int revise(void *context, struct outcome *o, const struct folder *folder)
{
	struct comparison *c = context;
	double points = o->points, most = o->most, pending = o->pending;
	enum verdict verdict = o->verdict;

	if (o->fault || o->rule_count == 0)
		return 0; /* no points to compare, or from an old gradebook, which kept no rules */
	if (report_recompute(o, folder) != 0)
		return -1;
	c->compared++;
	if (same(points, o->points) && same(most, o->most) && same(pending, o->pending) &&
	    verdict == o->verdict)
		return 0;
	c->differ++;
	printf("%s %s: %g of %g (%g pending, %s) is recorded, the rounds give %g of %g (%g pending, %s)\n",
	       o->student, o->exercise, points, most, pending, verdict_words(verdict), o->points, o->most,
	       o->pending, verdict_words(o->verdict));
	return 0;
}

static int write_report(const char *out, bool from_rounds, struct comparison *c)
{
	struct results r;
	int failed = results_open_read_only(&r, out);

	if (!failed)
		failed = from_rounds ? report_class_again(r.book, &r.folder, revise, c)
		                     : report_class(r.book, &r.folder);
	results_close(&r);
	return failed;
}

int cmd_report(int argc, char **argv)
{
	const char *out = "out";
	bool from_rounds = false;
	const struct option_row options[] = {
		TEXT("out", 'o', "FOLDER", &out,
	             "the folder of the gradebook and the pages (default: "
	             "out)"),
		OTHER("from", 0, "rounds", &from_rounds, take_source,
	              "recompute speeds and points from each FOLDER/STUDENT/EXERCISE/rounds.tsv, the "
	              "recorded findings and rules, and report differences from the recorded ones"),
		{0},
	};
	const struct command_line line = {
		.options = options,
		.about = about,
		.exit_codes = "0 written; 2 failed, or points differ",
	};
	struct comparison c = {0};
	int code;

	if (!options_read(&line, argc, argv, &code))
		return code;
	if (write_report(out, from_rounds, &c) != 0)
		return command_fault(argv[0]);
	if (from_rounds)
		printf("%zu recomputed from their rounds, %zu differ\n", c.compared, c.differ);
	printf("%s/index.html\n", out);
	return c.differ ? EXIT_FAULT : EXIT_WELL;
}
