/* gnuplot.c - the TSV files of an outcome, and gnuplot's charts from them.
 *
 * It runs plots/gain.gp, and with enough worker counts plots/speedup.gp and
 * plots/efficiency.gp, which read only these files; and for each of the exercise's own charts NAME.gp from its folder (or from plots/), which reads
 * NAME.tsv.  It draws nothing itself.  If there is nothing to draw, charts of an earlier
 * outcome are removed.
 */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../base/base.h"
#include "../base/file.h"
#include "../base/folder.h"
#include "../base/process.h"
#include "charts.h"
#include "report.h"
#include "tables.h"

static const double gnuplot_seconds =
	60; /* it usually takes a tenth of a second; this allows for a loaded machine */

static int write_rounds(const struct outcome *outcome, FILE *to)
{
	tables_write_rounds(outcome, to);
	return (int)outcome->samples.count;
}

/* Returns what `write` returns, or -1.  A table without rows is not kept. */
static int write_tsv(const struct folder *folder, const char *name,
                     int (*write)(const struct outcome *, FILE *), const struct outcome *outcome)
{
	struct text table;
	int rows = write(outcome, text_open(&table));
	char *text = text_close(&table);
	int failed = rows > 0 ? folder_write(folder, name, text, table.length) : folder_drop(folder, name);

	free(text);
	return failed ? -1 : rows;
}

int charts_draw(const struct folder *folder, const char *name, const char *script, const char *terminal)
{
	bool is_svg = strcmp(terminal, "svg") == 0;
	char *file = xasprintf("%s.%s", name, is_svg ? "svg" : "pdf");
	char *variables = xasprintf("folder='.'; out='%s'; terminal='%s'", file, terminal);
	char *path = self_path(script), *from = path ? realpath(path, NULL) : NULL;
	char *argv[] = {"gnuplot", "-d", "-e", variables, from, NULL};
	struct process_result result = {0};
	int failed = !path ? -1 : !from ? error_errno("%s", path) : folder_drop(folder, file);

	if (!failed)
		failed = process_run_in(folder->fd, argv, gnuplot_seconds, &result);
	if (!failed && result.exit_code != 0) {
		failed = error_set("%s/%s: gnuplot failed: %.300s", folder->path, file, result.output);
		unlinkat(folder->fd, file, 0); /* half a chart is worse than none */
	}
	free(result.output);
	free(from);
	free(path);
	free(variables);
	free(file);
	return failed;
}

static int draw(const struct folder *folder, const char *name)
{
	char *script = xasprintf("plots/%s.gp", name);
	int failed = charts_draw(folder, name, script, "svg");

	free(script);
	return failed;
}

bool report_can_draw(void)
{
	return process_exists("gnuplot");
}

/* Without gnuplot the tables are all there is. */
int report_tables(const struct outcome *outcome, const struct folder *folder)
{
	return write_tsv(folder, "rounds.tsv", write_rounds, outcome) < 0 ||
	                       write_tsv(folder, "speedup.tsv", tables_write_speedup, outcome) < 0
	               ? -1
	               : 0;
}

/* With fewer worker counts, curves are mostly empty panels: the gain says it all. */
enum { COUNTS_FOR_CURVES = 4 };

static int draw_curves(const struct outcome *outcome, const struct folder *folder)
{
	if (tables_worker_counts(outcome) < COUNTS_FOR_CURVES)
		return folder_drop(folder, "speedup.tsv");
	int curves = write_tsv(folder, "speedup.tsv", tables_write_speedup, outcome);
	if (curves <= 0)
		return curves;
	return draw(folder, "speedup") || draw(folder, "efficiency") ? -1 : 0;
}

int report_charts(const struct outcome *outcome, const struct folder *folder)
{
	if (write_tsv(folder, "rounds.tsv", write_rounds, outcome) < 0)
		return -1;
	if (folder_drop(folder, "gain.svg") || folder_drop(folder, "speedup.svg") ||
	    folder_drop(folder, "efficiency.svg"))
		return -1;
	int gains = write_tsv(folder, "gain.tsv", tables_write_gain, outcome);
	if (gains < 0 || (gains > 0 && draw(folder, "gain") != 0))
		return -1;
	return draw_curves(outcome, folder);
}

/* ---- charts of the exercise's own ---------------------------------------------- */

bool charts_is_plain(const char *name)
{
	return name && *name && name[strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789-")] == '\0';
}

static bool is_script(const char *relative)
{
	char *path = self_path(relative);
	bool there = path && path_is_file(path);

	free(path);
	return there;
}

char *charts_script(const char *exercise, const char *name)
{
	char *own = xasprintf("assignments/%s/%s.gp", exercise, name);
	char *shared = xasprintf("plots/%s.gp", name);
	bool is_own = is_script(own);

	if (!is_own && !is_script(shared)) {
		error_set("%s: not there, and neither is %s", own, shared);
		free(own);
		free(shared);
		return NULL;
	}
	free(is_own ? shared : own);
	return is_own ? own : shared;
}

static int draw_own(const struct outcome *outcome, const struct chart *chart, const struct folder *folder)
{
	char *tsv = xasprintf("%s.tsv", chart->name), *svg = xasprintf("%s.svg", chart->name);
	char *script = NULL;
	int failed = folder_drop(folder, svg) || folder_drop(folder, tsv) ? -1 : 0;

	if (!failed && chart->tsv)
		failed = folder_write(folder, tsv, chart->tsv, strlen(chart->tsv));
	if (!failed && chart->tsv)
		script = charts_script(outcome->exercise, chart->name);
	if (!failed && chart->tsv)
		failed = script ? charts_draw(folder, chart->name, script, "svg") : -1;
	free(tsv);
	free(svg);
	free(script);
	return failed;
}

char **report_own_charts(const struct outcome *outcome, const struct folder *folder)
{
	char **failures = xcalloc(outcome->chart_count + 1, sizeof *failures);

	for (size_t i = 0; i < outcome->chart_count; i++) {
		const struct chart *chart = &outcome->charts[i];
		if (!charts_is_plain(chart->name) || !charts_is_plain(outcome->exercise))
			failures[i] = xstrdup("its name has unusual characters");
		else if (draw_own(outcome, chart, folder) != 0)
			failures[i] = xstrdup(error_text());
	}
	return failures;
}

void report_own_charts_free(char **failures, const struct outcome *outcome)
{
	for (size_t i = 0; i < outcome->chart_count; i++)
		free(failures[i]);
	free(failures);
}
