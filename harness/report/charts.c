/* charts.c - the TSV files of an outcome, and gnuplot's charts from them.
 *
 * It runs plots/speedup.gp and plots/efficiency.gp, which read nothing but the
 * two files; it draws nothing itself.  Where there is nothing to draw, charts
 * of an earlier outcome are taken away.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../base/base.h"
#include "../base/file.h"
#include "../base/process.h"
#include "report.h"
#include "series.h"

static const double gnuplot_seconds = 60; /* it takes a tenth of one; this is for a machine under load */

static int write_rounds(const struct outcome *outcome, FILE *to)
{
	series_write_rounds(outcome, to);
	return 0;
}

/* What `write` returns, or -1. */
static int write_tsv(const char *folder, const char *name, int (*write)(const struct outcome *, FILE *),
                     const struct outcome *outcome)
{
	char *text = NULL;
	size_t bytes = 0;
	FILE *to = open_memstream(&text, &bytes);
	if (!to)
		return error_errno("%s/%s", folder, name);
	int result = write(outcome, to);
	char *path = path_join(folder, name);
	if (fclose(to) != 0 || file_write(path, text, bytes) != 0)
		result = -1;
	free(path);
	free(text);
	return result;
}

/* A path as gnuplot's single-quoted string.  Nothing is special in one but the
 * quote; a leading '<' or '|' would make it a command, so it gets a "./". */
static char *quoted(const char *path)
{
	char *result = xmalloc(2 * strlen(path) + 5);
	size_t used = 0;
	result[used++] = '\'';
	if (*path != '/') {
		result[used++] = '.';
		result[used++] = '/';
	}
	for (; *path; path++) {
		if (*path == '\'')
			result[used++] = '\'';
		result[used++] = *path;
	}
	result[used++] = '\'';
	result[used] = '\0';
	return result;
}

static int run_gnuplot(const char *folder, const char *chart, const char *script)
{
	char *from = quoted(folder), *to = quoted(chart);
	char *variables = xasprintf("folder=%s; out=%s; terminal='svg'", from, to);
	char *argv[] = {"gnuplot", "-d", "-e", variables, (char *)script, NULL};
	struct process_result result = {0};
	int failed = process_run(argv, NULL, gnuplot_seconds, &result);
	if (!failed && result.exit_code != 0)
		failed = error_set("%s: gnuplot failed: %.300s", chart, result.output);
	free(result.output);
	free(variables);
	free(from);
	free(to);
	return failed;
}

static int draw(const char *folder, const char *name)
{
	char *relative = xasprintf("plots/%s.gp", name);
	char *svg = xasprintf("%s.svg", name);
	char *chart = path_join(folder, svg);
	char *script = self_path(relative);
	int failed = !script ? -1
	             : strpbrk(folder, "\r\n")
	                     ? error_set("%s: a line break in the path; gnuplot cannot read it", folder)
	                     : run_gnuplot(folder, chart, script);
	if (failed)
		unlink(chart); /* half a chart is worse than none */
	free(relative);
	free(svg);
	free(chart);
	free(script);
	return failed;
}

static int take_away(const char *folder, const char *name)
{
	char *chart = path_join(folder, name);
	int failed = unlink(chart) != 0 && errno != ENOENT ? error_errno("%s", chart) : 0;
	free(chart);
	return failed;
}

int report_charts(const struct outcome *outcome, const char *folder)
{
	if (write_tsv(folder, "rounds.tsv", write_rounds, outcome) < 0)
		return -1;
	int series = write_tsv(folder, "speedup.tsv", series_write_speedup, outcome);
	if (series < 0 || take_away(folder, "speedup.svg") || take_away(folder, "efficiency.svg"))
		return -1;
	if (series == 0)
		return 0;
	return draw(folder, "speedup") || draw(folder, "efficiency") ? -1 : 0;
}
