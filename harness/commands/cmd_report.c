/* cmd_report.c - write pages, tables and charts again from a gradebook alone. */
#include <stdio.h>
#include <stdlib.h>

#include "../base/base.h"
#include "../base/file.h"
#include "../report/report.h"
#include "command.h"

int cmd_report(int argc, char **argv)
{
	static const struct option options[] = {{"out", required_argument, NULL, 'o'}, {"help", no_argument, NULL, 'h'}, {0}};
	const char *out = "out";

	opterr = 0;
	for (int c; (c = getopt_long(argc, argv, "o:h", options, NULL)) != -1;) {
		if (c == 'h') {
			puts("usage: parlab report [--out FOLDER]\n\n"
			     "Writes index.html, grades.csv and a page per student from FOLDER/gradebook.db\n"
			     "(FOLDER is out if not said).  Runs and grades nothing.");
			return EXIT_WELL;
		}
		if (c == '?')
			return command_usage(argv[0], "unknown option or missing value '%s'", argv[optind - 1]);
		out = optarg;
	}
	if (optind < argc)
		return command_usage(argv[0], "'%s' is one word too many", argv[optind]);
	char *path = path_join(out, "gradebook.db");
	struct gradebook *book = gradebook_open_read_only(path);
	int failed = book ? report_class(book, out) : -1;

	gradebook_close(book);
	free(path);
	if (failed)
		return command_fault(argv[0]);
	printf("%s/index.html\n", out);
	return EXIT_WELL;
}
