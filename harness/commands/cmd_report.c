/* cmd_report.c - write pages, tables and charts again from a gradebook alone,
 * or, on appeal, work the points out once more from the kept rounds.  It runs
 * nothing and never writes to the gradebook. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../base/base.h"
#include "../base/file.h"
#include "../report/report.h"
#include "command.h"

static const char help[] =
	"usage: parlab report [--out FOLDER] [--from rounds]\n\n"
	"Writes index.html, grades.csv and a page per student from FOLDER/gradebook.db\n"
	"(FOLDER is out if not said).  Runs and grades nothing.\n\n"
	"--from rounds   works the speeds and points out anew from each FOLDER/STUDENT/EXERCISE/rounds.tsv,\n"
	"                the recorded findings and the recorded rules, and says where they differ from\n"
	"                those that are recorded\n\n"
	"Exit code: 0 written; 2 it failed, or points differ.\n";

struct arguments {
	const char *out;
	bool from_rounds, help;
};

struct comparison {
	size_t compared, differ;
};

static int parse(int argc, char **argv, struct arguments *a)
{
	static const struct option options[] = {
		{"out", required_argument, NULL, 'o'},
		{"from", required_argument, NULL, 'f'},
		{"help", no_argument, NULL, 'h'},
		{0},
	};

	opterr = 0;
	for (int c; (c = getopt_long(argc, argv, "o:h", options, NULL)) != -1;) {
		if (c == '?')
			return error_set("unknown option or missing value '%s'", argv[optind - 1]);
		if (c == 'f' && strcmp(optarg, "rounds") != 0)
			return error_set("--from '%s': only the rounds are kept", optarg);
		a->out = c == 'o' ? optarg : a->out;
		a->from_rounds |= c == 'f';
		a->help |= c == 'h';
	}
	return optind < argc ? error_set("'%s' is one word too many", argv[optind]) : 0;
}

static bool same(double a, double b)
{
	return fabs(a - b) < 0.005; /* points are hundredths */
}

static int revise(void *context, struct outcome *o, const char *folder)
{
	struct comparison *c = context;
	double points = o->points, most = o->most, pending = o->pending;
	enum verdict verdict = o->verdict;

	if (o->fault)
		return 0; /* there are no points to compare */
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

static int write_report(const struct arguments *a, struct comparison *c)
{
	char *path = path_join(a->out, "gradebook.db");
	struct gradebook *book = gradebook_open_read_only(path);
	int failed = -1;

	if (book)
		failed = a->from_rounds ? report_class_again(book, a->out, revise, c)
		                        : report_class(book, a->out);
	gradebook_close(book);
	free(path);
	return failed;
}

int cmd_report(int argc, char **argv)
{
	struct arguments a = {.out = "out"};
	struct comparison c = {0};

	if (parse(argc, argv, &a) != 0)
		return command_usage(argv[0], "%s", error_text());
	if (a.help) {
		fputs(help, stdout);
		return EXIT_WELL;
	}
	if (write_report(&a, &c) != 0)
		return command_fault(argv[0]);
	if (a.from_rounds)
		printf("%zu worked out from their rounds, %zu differ\n", c.compared, c.differ);
	printf("%s/index.html\n", a.out);
	return c.differ ? EXIT_FAULT : EXIT_WELL;
}
