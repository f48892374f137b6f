/* lab.c - writes lab reports (lab.h).  Figures are the outcome's, with their intervals; all text is
 * escaped for its format.
 */
#include "lab.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "../base/base.h"
#include "charts.h"
#include "escape.h"
#include "format.h"
#include "report.h"
#include "tables.h"

struct lab {
	FILE *to;
	bool latex;
	const struct outcome *outcome;
	const struct folder *folder;
};

/* ---- the two formats ------------------------------------------------------------- */

static void text(const struct lab *lab, const char *words)
{
	if (lab->latex)
		escape_latex(lab->to, words);
	else
		escape_markdown(lab->to, words);
}

static void paragraph(const struct lab *lab, const char *words)
{
	text(lab, words);
	fputs("\n\n", lab->to);
}

static void heading(const struct lab *lab, int level, const char *words)
{
	fputs(lab->latex ? (level == 1 ? "\\section{" : "\\subsection{") : (level == 1 ? "## " : "### "),
	      lab->to);
	text(lab, words);
	fputs(lab->latex ? "}\n\n" : "\n\n", lab->to);
}

/* What the student is to replace. */
static void gap(const struct lab *lab, const char *words)
{
	fputs(lab->latex ? "\\emph{" : "*", lab->to);
	text(lab, words);
	fputs(lab->latex ? "}\n\n" : "*\n\n", lab->to);
}

static void row(const struct lab *lab, const char *const *cells, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		fputs(lab->latex ? (i > 0 ? " & " : "") : (i > 0 ? " | " : "| "), lab->to);
		text(lab, cells[i]);
	}
	fputs(lab->latex ? " \\\\\n" : " |\n", lab->to);
}

/* The first column is text, the others are numbers. */
static void table(const struct lab *lab, const char *caption, const char *const *cells, size_t columns,
                  size_t rows)
{
	if (lab->latex) {
		fputs("\\begin{table}[htbp]\n\\centering\\small\\setlength{\\tabcolsep}{3pt}\n\\caption{",
		      lab->to);
		text(lab, caption);
		fputs("}\n\\begin{tabular}{l", lab->to);
		for (size_t i = 1; i < columns; i++)
			fputc('r', lab->to);
		fputs("}\n\\hline\n", lab->to);
	}
	for (size_t r = 0; r < rows; r++) {
		row(lab, cells + r * columns, columns);
		if (r > 0)
			continue;
		fputs(lab->latex ? "\\hline\n" : "|---", lab->to);
		for (size_t i = 1; !lab->latex && i < columns; i++)
			fputs("|---:", lab->to);
		fputs(lab->latex ? "" : "|\n", lab->to);
	}
	if (lab->latex) {
		fputs("\\hline\n\\end{tabular}\n\\end{table}\n\n", lab->to);
	} else {
		fputs("\n", lab->to);
		gap(lab, caption);
	}
}

static void figure(const struct lab *lab, const char *name, const char *caption)
{
	if (lab->latex)
		fprintf(lab->to,
		        "\\begin{figure}[htbp]\n\\centering\n\\includegraphics[width=0.7\\linewidth]{%s.pdf}\n"
		        "\\caption{",
		        name);
	else
		fputs("![", lab->to);
	text(lab, caption);
	if (lab->latex)
		fputs("}\n\\end{figure}\n\n", lab->to);
	else
		fprintf(lab->to, "](%s.svg)\n\n", name);
}

/* ---- contents -------------------------------------------------------------------- */

static struct interval baseline(const struct outcome *o)
{
	return arm_summary_of(o, ARM_REFERENCE, MODE_SERIAL, 1).seconds;
}

static void write_begin(const struct lab *lab)
{
	const struct outcome *o = lab->outcome;

	fputs(lab->latex ? "\\documentclass[11pt,a4paper]{article}\n\\usepackage{graphicx}\n\\title{" : "# ",
	      lab->to);
	text(lab, o->title && *o->title ? o->title : o->exercise);
	fputs(lab->latex ? "}\n\\author{" : "\n\n", lab->to);
	text(lab, o->student);
	fputs(lab->latex ? "}\n\\date{" : "\n\n", lab->to);
	text(lab, format_time(o->graded_at).s);
	fputs(lab->latex ? "}\n\\begin{document}\n\\maketitle\n\n" : "\n\n", lab->to);
}

static void write_machine(const struct lab *lab)
{
	const struct outcome *o = lab->outcome;
	char *words = xasprintf("All times were taken on this machine: %s. State of the machine: %s.%s%s",
	                        o->host ? o->host : "unknown", o->doctor ? o->doctor : "unknown",
	                        o->samples.count > 0 ? " Serial baseline, median and 99% interval: " : "",
	                        o->samples.count > 0 ? format_seconds_interval(baseline(o)).s : "");

	heading(lab, 1, "Machine");
	paragraph(lab, words);
	free(words);
}

static void write_method(const struct lab *lab)
{
	int dropped, rounds = tables_rounds(lab->outcome, &dropped);

	if (rounds == 0)
		return;
	char *counts = xasprintf(
		"The program was timed in %d rounds, of which %d were dropped because sensors showed that the "
		"machine was disturbed, none for being slow. In a round every variant runs once, in a shuffled "
		"order, on the same fresh input: a reference in serial and in parallel, this program, and "
		"independent work (the canary), which shows what the machine itself can deliver. The clock runs "
		"outside of the program, from the call to its return; every answer was checked.",
		rounds, dropped);

	heading(lab, 1, "Method");
	paragraph(lab, counts);
	paragraph(
		lab,
		"Speedups are ratios of times in the same round, over the reference's serial time; the tables "
		"show their median over the rounds and an exact 99% interval from order statistics. The gain "
		"is (speedup - 1) / (speedup of the reference - 1): 0 for serial code, 1 for a program as fast "
		"as the reference.");
	free(counts);
}

static void write_speedups(const struct lab *lab)
{
	enum { COLUMNS = 6 };
	static const char *const head[COLUMNS] = {"mode", "workers", "time", "speedup", "reference", "gain"};
	const struct outcome *o = lab->outcome;
	const char **cells = xcalloc((o->speed_count + 1) * COLUMNS, sizeof *cells);
	char **owned = NULL;

	for (size_t i = 0; i < COLUMNS; i++)
		cells[i] = head[i];
	for (size_t i = 0; i < o->speed_count; i++) {
		const struct speed *s = &o->speeds[i];
		const char **to = cells + (i + 1) * COLUMNS;
		owned = strv_append(owned, xasprintf("%d", s->workers));
		owned = strv_append(owned, xstrdup(format_seconds(s->student_s).s));
		owned = strv_append(owned, xstrdup(format_interval(s->student).s));
		owned = strv_append(owned, xstrdup(format_interval(s->reference).s));
		owned = strv_append(owned, xstrdup(format_interval(s->gain).s));
		to[0] = mode_name(s->mode);
		for (size_t j = 1; j < COLUMNS; j++)
			to[j] = owned[i * (COLUMNS - 1) + j - 1];
	}
	if (o->speed_count > 0)
		table(lab, "Median [99% interval] over the rounds.", cells, COLUMNS, o->speed_count + 1);
	else
		gap(lab, "Nothing was timed.");
	free(cells);
	strv_free(owned);
}

/* A chart as the format needs it.  One that cannot be drawn is an error: a report without its
 * figures would not build. */
static int write_chart(const struct lab *lab, const char *name, const char *script, const char *caption)
{
	if (lab->latex && charts_draw(lab->folder, name, script, "pdfcairo") != 0)
		return -1;
	figure(lab, name, caption);
	return 0;
}

static int write_figures(const struct lab *lab)
{
	static const char *const names[][2] = {
		{"gain", "Gain of each mode with its 99% interval; shaded: the bands of points."},
		{"speedup", "Speedup against workers, with 99% intervals."},
		{"efficiency", "Efficiency, speedup divided by workers, with 99% intervals."},
	};
	const struct outcome *o = lab->outcome;
	int failed = 0;

	for (size_t i = 0; !failed && i < ARRAY_LENGTH(names); i++) {
		char *svg = xasprintf("%s.svg", names[i][0]), *script = xasprintf("plots/%s.gp", names[i][0]);
		if (folder_has(lab->folder, svg))
			failed = write_chart(lab, names[i][0], script, names[i][1]);
		free(svg);
		free(script);
	}
	for (size_t i = 0; !failed && i < o->chart_count; i++) {
		const struct chart *c = &o->charts[i];
		bool plain = c->tsv && charts_is_plain(c->name) && charts_is_plain(o->exercise);
		char *script = plain ? charts_script(o->exercise, c->name) : NULL;
		if (script)
			failed = write_chart(lab, c->name, script, c->title);
		free(script);
	}
	return failed;
}

static void write_questions(const struct lab *lab, const struct lab_question *questions, size_t count)
{
	if (count > 0)
		heading(lab, 1, "Questions");
	for (size_t i = 0; i < count; i++) {
		heading(lab, 2, questions[i].name);
		if (questions[i].text)
			paragraph(lab, questions[i].text);
		gap(lab, "Your answer.");
	}
}

int report_lab(const struct outcome *o, const struct folder *folder, enum lab_format format,
               const struct lab_question *questions, size_t count)
{
	struct text bytes;
	struct lab lab = {text_open(&bytes), format == LAB_LATEX, o, folder};
	char **failures = report_own_charts(o, folder);
	int failed = report_charts(o, folder);

	report_own_charts_free(failures, o);
	write_begin(&lab);
	heading(&lab, 1, "What was done");
	gap(&lab, "How the work is shared out in each mode, and why.");
	write_machine(&lab);
	write_method(&lab);
	heading(&lab, 1, "Results");
	write_speedups(&lab);
	if (!failed)
		failed = write_figures(&lab);
	write_questions(&lab, questions, count);
	if (lab.latex)
		fputs("\\end{document}\n", lab.to);
	char *all = text_close(&bytes);
	if (!failed)
		failed = folder_write(folder, lab.latex ? "lab-report.tex" : "lab-report.md", all,
		                      bytes.length);
	free(all);
	return failed;
}
