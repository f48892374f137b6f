/* page_student.c - a student's page for one exercise: what was lost and why on top, then
 * findings, speed and charts; the circumstances are folded.
 *
 * Points are shown with their reasons, times with their intervals, intervals with their
 * rounds.  Raw rounds are in the file that it links to.
 */
#include <stdlib.h>
#include <string.h>

#include "../base/base.h"
#include "escape.h"
#include "format.h"
#include "page.h"

/* ---- charts ------------------------------------------------------------------------- */

const struct page_chart *page_chart_of(const struct page_charts *charts, const char *name)
{
	for (size_t i = 0; i < charts->count; i++)
		if (strcmp(charts->list[i].name, name) == 0)
			return &charts->list[i];
	return NULL;
}

/* Add a full stop if the text lacks one. */
static const char *full_stop(const char *text)
{
	size_t length = strlen(text);

	return length > 0 && strchr(".!?", text[length - 1]) ? "" : ".";
}

/* In a dark page a chart's paper is transparent, and the colours of plots/style.gp, as gnuplot
 * writes them, are replaced with lighter ones. */
#define LINE(old, new) \
	"[stroke='rgb(" old ")']{stroke:" new "}[color='rgb(" old ")'],[color=\"rgb(" old \
					      ")\"]{color:" new "}"
static const char dark[] =
	"<style>@media (prefers-color-scheme:dark){[fill='#ffffff']{fill:none}"
	"[fill='rgb(34,34,34)']{fill:#e9e9e9}[fill='rgb(0,122,89)']{fill:#3fcfa2}"
	"[fill='rgb(205, 232, 223)']{fill:#1d4a3d}[fill='rgb(227, 241, 236)']{fill:#173a30}"
	"[fill='rgb(241, 247, 245)']{fill:#142a24}[fill='rgb(221, 221, 221)']{fill:#444}[fill='rgb(238, 238, 238)']{fill:#262626}" LINE(
		" 34,  34,  34", "#e9e9e9") LINE(" 85,  85,  85", "#adadad") LINE("226, 226, 226", "#3c3c3c")
		LINE("  0, 114, 178", "#62b4e8") LINE("213,  94,   0", "#ff9a5c")
			LINE("  0, 158, 115", "#3fcfa2") "}</style>";

/* As an image, whose text can be neither mark-up nor script of the page. */
static void write_image(FILE *to, const char *svg, const char *alt)
{
	const char *head = strstr(svg, "<svg"), *body = head ? strchr(head, '>') : NULL;
	struct text text;
	FILE *image = text_open(&text);

	body = body ? body + 1 : svg;
	fwrite(svg, 1, (size_t)(body - svg), image);
	if (body > svg)
		fputs(dark, image);
	fputs(body, image);
	char *bytes = text_close(&text);
	fputs("<img src=\"data:image/svg+xml;base64,", to);
	escape_base64(to, bytes, text.length);
	html_print(to, "\" alt=\"%s\">\n", alt);
	free(bytes);
}

void page_figure(FILE *to, const struct page_chart *chart, const char *alt, const char *caption)
{
	fputs("<figure>\n", to);
	if (chart->svg)
		write_image(to, chart->svg, alt);
	html_print(to, "<figcaption>%s%s", caption, full_stop(caption));
	if (chart->svg)
		html_print(to,
		           " Its numbers: <a href=\"%s.tsv\">%s.tsv</a>. For a report, beside them: "
		           "<code>gnuplot -e \"terminal='pdfcairo'; out='%s.pdf'\" PARLAB/%s</code>, PARLAB "
		           "being the folder of parlab.",
		           chart->table, chart->table, chart->name, chart->script);
	fputs("</figcaption>\n", to);
	if (chart->failure)
		html_print(to, "<p class=\"note\">This chart could not be drawn: %s%s</p>\n", chart->failure,
		           full_stop(chart->failure));
	fputs("</figure>\n", to);
}

static void write_own_charts(FILE *to, const struct outcome *o, const struct page_charts *charts)
{
	if (o->chart_count == 0)
		return;
	fputs("<h2>Charts of this exercise</h2>\n<p>These do not affect the points.</p>\n"
	      "<div class=\"charts\">\n",
	      to);
	for (size_t i = 0; i < o->chart_count; i++) {
		const struct chart *c = &o->charts[i];
		const struct page_chart *drawn = page_chart_of(charts, c->name);
		char *alt = xasprintf("%s; the numbers are in %s.tsv", c->title, c->name);
		if (drawn)
			page_figure(to, drawn, alt, c->title);
		free(alt);
		if (c->problem)
			html_print(to, "<p class=\"note\">%s: %s%s</p>\n",
			           c->tsv ? "Not all of this chart could be made"
			                  : "This chart could not be made",
			           c->problem, full_stop(c->problem));
	}
	fputs("</div>\n", to);
}

/* ---- who ran ------------------------------------------------------------------------ */

static void write_census(FILE *to, const struct outcome *o)
{
	static const char *const headers[] = {"mode",
	                                      "workers asked for",
	                                      "worked side by side",
	                                      "processes started",
	                                      "threads started",
	                                      "most processes at once",
	                                      "most threads at once in one process",
	                                      "CPU time",
	                                      NULL};

	if (o->census_count == 0)
		return;
	page_fold(to, "Who ran: processes and threads");
	page_table(to, "processes and threads",
	           "Counted from outside, in one run that was not timed; the first process and each "
	           "process's first thread do not count as started",
	           headers);
	for (size_t i = 0; i < o->census_count; i++) {
		const struct census *c = &o->censuses[i];
		html_print(to, "<tr><td>%s</td>", mode_name(c->mode));
		page_count(to, c->workers);
		page_count(to, c->working);
		page_count(to, c->processes);
		page_count(to, c->threads);
		page_count(to, c->most_processes);
		page_count(to, c->most_threads);
		page_number(to, format_seconds(c->cpu_s).s);
		fputs("</tr>\n", to);
	}
	page_table_end(to);
	page_fold_end(to);
}

/* ---- circumstances --------------------------------------------------------------------- */

static void write_circumstances(FILE *to, const struct outcome *o)
{
	page_fold(to, "Circumstances: machine, rounds, versions");
	html_print(to, "<dl>\n<dt>host</dt><dd>%s</dd>\n", o->host ? o->host : "");
	html_print(to, "<dt>doctor</dt><dd>%s</dd>\n", o->doctor ? o->doctor : "");
	for (size_t i = 0; i < o->series_count; i++)
		html_print(to, "<dt>series %d</dt><dd>%d rounds, %d dropped; ended: %s</dd>\n",
		           o->series[i].number, o->series[i].rounds, o->series[i].dropped,
		           o->series[i].ended ? o->series[i].ended : "");
	html_print(to, "<dt>fingerprint</dt><dd><code>%s</code></dd>\n",
	           o->fingerprint ? o->fingerprint : "");
	html_print(to, "<dt>scale of points</dt><dd><code>%s</code></dd>\n", o->scale ? o->scale : "");
	html_print(to, "<dt>graded</dt><dd>%s</dd>\n</dl>\n", format_time(o->graded_at).s);
	fputs("<p class=\"dim\">For programs: <a href=\"results.json\">results.json</a>.</p>\n", to);
	page_fold_end(to);
}

/* ---- what it was before ------------------------------------------------------------------ */

static void write_history(FILE *to, const struct outcome *o)
{
	static const char *const headers[] = {"graded",   "points", "pending", "verdict",
	                                      "replaced", "why",    NULL};

	if (o->replaced_count == 0)
		return;
	page_fold(to, "History: earlier results");
	page_table(to, "earlier results",
	           "Results that later ones have replaced, oldest first; the result above replaced the last",
	           headers);
	for (size_t i = 0; i < o->replaced_count; i++) {
		const struct replaced *r = &o->replaced[i];
		html_print(to, "<tr><td>%s</td>", format_time(r->graded_at).s);
		page_number(to, format_of(r->points, r->most).s);
		page_number(to, r->pending > 0 ? format_points(r->pending).s : "");
		fputs("<td>", to);
		page_verdict(to, r->verdict, r->fault != NULL);
		html_print(to, "</td><td>%s</td><td class=\"r\">%s</td></tr>\n",
		           format_time(r->replaced_at).s, r->replaced_why ? r->replaced_why : "");
	}
	page_table_end(to);
	page_fold_end(to);
}

void page_student(FILE *to, const struct outcome *o, const struct page_charts *charts, const char *stamp)
{
	char *title = xasprintf("%s, %s", o->student, o->exercise);

	page_head(to, title, NULL, stamp);
	html_print(to, "<p><a href=\"../../index.html\">All grades</a></p>\n<h1>%s</h1>\n",
	           o->title ? o->title : "");
	html_print(to, "<p><bdi>%s</bdi>, exercise %s</p>\n", o->student, o->exercise);
	page_points(to, o);
	page_findings(to, o);
	page_speed(to, o, charts);
	write_own_charts(to, o, charts);
	fputs("<h2>More</h2>\n", to);
	write_census(to, o);
	write_history(to, o);
	write_circumstances(to, o);
	page_foot(to, NULL);
	free(title);
}
