/* page_exercise.c - an exercise on the class page: how points are distributed, which verdicts
 * there are, the gain by mode, and which faults are common.
 *
 * Results that the grader could not finish say nothing about the work, and are left out.
 */
#include "page_exercise.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "../base/base.h"
#include "../grading/verdict.h"
#include "../stats/stats.h"
#include "escape.h"
#include "format.h"

static bool is_of(const struct grade_row *row, const struct exercise *e)
{
	return !row->fault && strcmp(row->exercise, e->name) == 0;
}

/* ---- distribution ---------------------------------------------------------------- */

enum { BINS = 5 };

static void write_bins(FILE *to, const struct exercise *e, const struct grade_row *rows, size_t count)
{
	static const char *const headers[] = {"points", "results", "share of all", NULL};
	size_t bins[BINS] = {0}, all = 0;

	for (size_t i = 0; i < count; i++) {
		if (!is_of(&rows[i], e))
			continue;
		double share = e->most > 0 ? rows[i].points / e->most : 0;
		size_t bin = share >= 1 ? BINS - 1 : share > 0 ? (size_t)(share * BINS) : 0;
		bins[bin]++;
		all++;
	}
	fputs("<div class=\"bars\">\n", to);
	page_table(to, "distribution of points", NULL, headers);
	for (size_t b = 0; b < BINS; b++)
		html_print(to,
		           "<tr><td class=\"n\">%s to %s</td><td class=\"n\">%zu</td><td>"
		           "<i style=\"width:%d%%\"></i></td></tr>\n",
		           format_points(e->most * (double)b / BINS).s,
		           format_points(e->most * (double)(b + 1) / BINS).s, bins[b],
		           all > 0 ? (int)(100 * bins[b] / all) : 0);
	page_table_end(to);
	fputs("</div>\n", to);
}

static void write_middle(FILE *to, const struct exercise *e, const struct grade_row *rows, size_t count)
{
	double *points = xcalloc(count + 1, sizeof *points), sum = 0;
	size_t n = 0, left_out = 0;

	for (size_t i = 0; i < count; i++) {
		left_out += rows[i].fault && strcmp(rows[i].exercise, e->name) == 0;
		if (!is_of(&rows[i], e))
			continue;
		points[n++] = rows[i].points;
		sum += rows[i].points;
	}
	html_print(to, "<p>%zu result%s", n, n == 1 ? "" : "s");
	if (n > 0)
		html_print(to, ", median %s, mean %s, of %s points", format_points(stats_median(points, n)).s,
		           format_ratio(sum / (double)n).s, format_points(e->most).s);
	if (left_out > 0)
		html_print(to, "; %zu incomplete not counted", left_out);
	fputs(".</p>\n", to);
	free(points);
}

static void write_verdicts(FILE *to, const struct exercise *e, const struct grade_row *rows, size_t count)
{
	size_t of[VERDICT_COUNT] = {0};
	bool first = true;

	for (size_t i = 0; i < count; i++)
		of[rows[i].verdict] += is_of(&rows[i], e);
	fputs("<p>", to);
	for (int v = 0; v < VERDICT_COUNT; v++) {
		if (of[v] == 0)
			continue;
		html_print(to, "%s%zu ", first ? "" : ", ", of[v]);
		page_verdict(to, (enum verdict)v, false);
		first = false;
	}
	fputs("</p>\n", to);
}

/* ---- gains: a line for each mode, a dot for each student --------------------------- */

enum { DOTS_LEFT = 70, DOTS_WIDTH = 300, DOTS_ROW = 26 };

static double dot_place(double gain)
{
	double shown = gain < -0.1 ? -0.1 : gain > 1.2 ? 1.2 : gain;

	return DOTS_LEFT + (shown + 0.1) / 1.3 * DOTS_WIDTH;
}

static void write_dots(FILE *to, const struct exercise *e, const struct grade_row *rows, size_t count,
                       enum mode mode, int y)
{
	html_print(to, "<text x=\"0\" y=\"%d\">%s</text>\n", y + 4, mode_name(mode));
	for (size_t i = 0; i < count; i++)
		for (size_t j = 0; is_of(&rows[i], e) && j < rows[i].gain_count; j++)
			if (rows[i].gains[j].mode == mode)
				fprintf(to, "<circle cx=\"%.1f\" cy=\"%d\" r=\"4\"/>\n",
				        dot_place(rows[i].gains[j].gain), y);
}

/* The gains of a mode; their number. */
static size_t gains_in(const struct exercise *e, const struct grade_row *rows, size_t count, enum mode mode,
                       double *gains)
{
	size_t n = 0;

	for (size_t i = 0; i < count; i++)
		for (size_t j = 0; is_of(&rows[i], e) && j < rows[i].gain_count; j++)
			if (rows[i].gains[j].mode == mode)
				gains[n++] = rows[i].gains[j].gain;
	return n;
}

/* What the picture shows, in words. */
static char *gains_in_words(const struct exercise *e, const struct grade_row *rows, size_t count, int *modes)
{
	struct text words;
	FILE *to = text_open(&words);
	size_t most = 1;

	for (size_t i = 0; i < count; i++)
		most += rows[i].gain_count;
	double *gains = xcalloc(most, sizeof *gains);
	*modes = 0;
	for (int mode = 0; mode < MODE_COUNT; mode++) {
		size_t n = gains_in(e, rows, count, (enum mode)mode, gains);
		if (n == 0)
			continue;
		text_separate(&words, "; ");
		fprintf(to, "%s: median %s of %zu", mode_name((enum mode)mode),
		        format_ratio(stats_median(gains, n)).s, n);
		(*modes)++;
	}
	free(gains);
	return text_close(&words);
}

static void write_gains(FILE *to, const struct exercise *e, const struct grade_row *rows, size_t count)
{
	static const double marks[] = {0, 0.5, 1};
	int modes, row = 0;
	char *words = gains_in_words(e, rows, count, &modes);

	if (modes > 0) {
		int height = modes * DOTS_ROW;
		html_print(to,
		           "<p>Gain (0: serial, 1: as fast as the reference). %s.</p>\n<svg class=\"dots\" "
		           "viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"gain by mode: %s\">\n",
		           words, DOTS_LEFT + DOTS_WIDTH + 10, height + 20, words);
		for (size_t i = 0; i < ARRAY_LENGTH(marks); i++)
			fprintf(to,
			        "<line x1=\"%.1f\" x2=\"%.1f\" y1=\"0\" y2=\"%d\"/>"
			        "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%g</text>\n",
			        dot_place(marks[i]), dot_place(marks[i]), height, dot_place(marks[i]),
			        height + 16, marks[i]);
		for (int mode = 0; mode < MODE_COUNT; mode++) {
			double *gains = xcalloc(count * MODE_COUNT + 1, sizeof *gains);
			if (gains_in(e, rows, count, (enum mode)mode, gains) > 0)
				write_dots(to, e, rows, count, (enum mode)mode,
				           row++ * DOTS_ROW + DOTS_ROW / 2);
			free(gains);
		}
		fputs("</svg>\n", to);
	}
	free(words);
}

/* ---- common faults ----------------------------------------------------------------- */

enum { FAULTS_SHOWN = 6 };

struct fault {
	const struct grade_kind *kind;
	const struct grade_row **rows;
	size_t count;
};

static bool is_same(const struct grade_kind *a, const struct grade_kind *b)
{
	return a->stage == b->stage && a->verdict == b->verdict && strcmp(a->pattern, b->pattern) == 0;
}

static int by_count(const void *a, const void *b)
{
	size_t x = ((const struct fault *)a)->count, y = ((const struct fault *)b)->count;

	return x != y ? (y > x) - (y < x)
	              : strcmp(((const struct fault *)a)->kind->pattern,
	                       ((const struct fault *)b)->kind->pattern);
}

static struct fault *faults_of(const struct exercise *e, const struct grade_row *rows, size_t count,
                               size_t *fault_count)
{
	struct fault *faults = NULL;

	*fault_count = 0;
	for (size_t i = 0; i < count; i++)
		for (size_t j = 0; is_of(&rows[i], e) && j < rows[i].kind_count; j++) {
			const struct grade_kind *kind = &rows[i].kinds[j];
			size_t f = 0;
			while (f < *fault_count && !is_same(faults[f].kind, kind))
				f++;
			if (f == *fault_count)
				*GROW(faults, *fault_count) = (struct fault){.kind = kind};
			*GROW(faults[f].rows, faults[f].count) = &rows[i];
		}
	if (faults)
		qsort(faults, *fault_count, sizeof *faults, by_count);
	return faults;
}

static void write_faults(FILE *to, const struct exercise *e, const struct grade_row *rows, size_t count)
{
	size_t fault_count;
	struct fault *faults = faults_of(e, rows, count, &fault_count);

	if (fault_count > 0)
		fputs("<p>What went wrong, the most common first, each with an example:</p>\n", to);
	for (size_t f = 0; f < fault_count; f++) {
		const struct fault *fault = &faults[f];
		if (f == FAULTS_SHOWN)
			page_fold(to, "Rarer faults");
		html_print(to,
		           "<details>\n<summary><strong>%zu student%s</strong>: %s (%s): %s</summary>\n<p>",
		           fault->count, fault->count == 1 ? "" : "s", verdict_words(fault->kind->verdict),
		           stage_name(fault->kind->stage), fault->kind->message);
		for (size_t i = 0; i < fault->count; i++)
			html_print(to, "%s<a href=\"%s/index.html\"><bdi>%s</bdi></a>", i > 0 ? ", " : "",
			           fault->rows[i]->folder, fault->rows[i]->student);
		fputs("</p>\n</details>\n", to);
		free(fault->rows);
	}
	if (fault_count > FAULTS_SHOWN)
		page_fold_end(to);
	free(faults);
}

void page_exercise(FILE *to, const struct exercise *e, const struct grade_row *rows, size_t count)
{
	html_print(to, "<h3>%s</h3>\n", e->name);
	write_middle(to, e, rows, count);
	write_verdicts(to, e, rows, count);
	fputs("<div class=\"by-exercise\">\n<div>\n", to);
	write_bins(to, e, rows, count);
	fputs("</div>\n<div>\n", to);
	write_gains(to, e, rows, count);
	fputs("</div>\n</div>\n", to);
	write_faults(to, e, rows, count);
}
