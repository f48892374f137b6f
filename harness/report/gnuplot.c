/* gnuplot.c - the TSV files of an outcome, and gnuplot's charts from them.
 *
 * It runs plots/speedup.gp and plots/efficiency.gp, which read only the two files, and for
 * each of the exercise's own charts NAME.gp from its folder (or from plots/), which reads
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
#include "report.h"
#include "tables.h"

static const double gnuplot_seconds =
	60; /* it usually takes a tenth of a second; this allows for a loaded machine */

static int write_rounds(const struct outcome *outcome, FILE *to)
{
	tables_write_rounds(outcome, to);
	return 0;
}

/* What `write` returns, or -1. */
static int write_tsv(const struct folder *folder, const char *name,
                     int (*write)(const struct outcome *, FILE *), const struct outcome *outcome)
{
	struct text table;
	int result = write(outcome, text_open(&table));
	char *text = text_close(&table);

	if (folder_write(folder, name, text, table.length) != 0)
		result = -1;
	free(text);
	return result;
}

/* Draw FOLDER/NAME.svg with `script`, which may be NULL with an error set. gnuplot runs in
 * the folder, so that no path can be swapped or read as a command. */
static int draw_by(const struct folder *folder, const char *name, const char *script)
{
	char *svg = xasprintf("%s.svg", name),
	     *variables = xasprintf("folder='.'; out='%s'; terminal='svg'", svg);
	char *from = script ? realpath(script, NULL) : NULL;
	char *argv[] = {"gnuplot", "-d", "-e", variables, from, NULL};
	struct process_result result = {0};
	int failed = !script ? -1 : !from ? error_errno("%s", script) : folder_drop(folder, svg);

	if (!failed)
		failed = process_run_in(folder->fd, argv, gnuplot_seconds, &result);
	if (!failed && result.exit_code != 0) {
		failed = error_set("%s/%s: gnuplot failed: %.300s", folder->path, svg, result.output);
		unlinkat(folder->fd, svg, 0); /* half a chart is worse than none */
	}
	free(result.output);
	free(from);
	free(variables);
	free(svg);
	return failed;
}

static int draw(const struct folder *folder, const char *name)
{
	char *relative = xasprintf("plots/%s.gp", name);
	char *script = self_path(relative);
	int failed = draw_by(folder, name, script);

	free(relative);
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

int report_charts(const struct outcome *outcome, const struct folder *folder)
{
	if (write_tsv(folder, "rounds.tsv", write_rounds, outcome) < 0)
		return -1;
	int curves = write_tsv(folder, "speedup.tsv", tables_write_speedup, outcome);
	if (curves < 0 || folder_drop(folder, "speedup.svg") || folder_drop(folder, "efficiency.svg"))
		return -1;
	if (curves == 0)
		return 0;
	return draw(folder, "speedup") || draw(folder, "efficiency") ? -1 : 0;
}

/* ---- charts of the exercise's own ---------------------------------------------- */

/* A name selects a script that is run, so only plain names are accepted. */
static bool is_plain(const char *name)
{
	return name && *name && name[strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789-")] == '\0';
}

/* assignments/EXERCISE/NAME.gp, or plots/NAME.gp, which all exercises share; NULL: neither
 * exists. */
static char *own_script(const char *exercise, const char *name)
{
	char *relative = xasprintf("assignments/%s/%s.gp", exercise, name);
	char *script = self_path(relative);

	if (!script || !path_is_file(script)) {
		free(script);
		free(relative);
		relative = xasprintf("plots/%s.gp", name);
		script = self_path(relative);
	}
	if (script && !path_is_file(script)) {
		error_set("%s: not there", script);
		free(script);
		script = NULL;
	}
	free(relative);
	return script;
}

static int draw_own(const struct outcome *outcome, const struct chart *chart, const struct folder *folder)
{
	char *tsv = xasprintf("%s.tsv", chart->name), *svg = xasprintf("%s.svg", chart->name);
	char *script = NULL;
	int failed = folder_drop(folder, svg) || folder_drop(folder, tsv) ? -1 : 0;

	if (!failed && chart->tsv)
		failed = folder_write(folder, tsv, chart->tsv, strlen(chart->tsv));
	if (!failed && chart->tsv)
		script = own_script(outcome->exercise, chart->name);
	if (!failed && chart->tsv)
		failed = script ? draw_by(folder, chart->name, script) : -1;
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
		if (!is_plain(chart->name) || !is_plain(outcome->exercise))
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
