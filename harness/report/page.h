/* page.h - the pages: one for a student's exercise, one for the class.
 *
 * Each page is one file that needs nothing beside it: embedded style and charts, nothing
 * from a network.  A content security policy enforces this, and allows no script but the
 * class page's own, by its digest.  Every page can be read without scripts.  Pages depend
 * only on their input: no clock, no host.
 */
#ifndef PARLAB_PAGE_H
#define PARLAB_PAGE_H

#include <stdbool.h>
#include <stdio.h>

#include "grade_row.h"

/* ---- parts that pages share (page.c) */

/* page_head: `script` may be NULL; `stamp` is what page_stamp finds again, or NULL. */
void page_head(FILE *to, const char *title, const char *script, const char *stamp);
void page_foot(FILE *to, const char *script);
/* page_has_stamp: was this page written with the stamp? */
bool page_has_stamp(const char *page, const char *stamp);
/* A verdict as a coloured word; a fault takes its place. */
void page_verdict(FILE *to, enum verdict verdict, bool fault);
/* Begin a table (it may scroll sideways) with these header cells, up to NULL. `name` says
 * what it holds, for screen readers; `caption` may be NULL. */
void page_table(FILE *to, const char *name, const char *caption, const char *const *headers);
void page_table_end(FILE *to);
void page_number(FILE *to, const char *text); /* a cell, aligned to the right */
void page_count(FILE *to, int count);
/* Begin a folded section: page_fold_end. */
void page_fold(FILE *to, const char *summary);
void page_fold_end(FILE *to);

/* ---- a student's page */

/* A chart as it was drawn.  `svg` NULL: it was not, and `failure` says why, or is NULL if there
 * is nothing to draw.  `script` is the one that drew it, below parlab's folder. */
struct page_chart {
	char *name, *script, *svg, *failure;
	const char *table; /* whose numbers it shows: TABLE.tsv */
};
/* Names starting with the harness's own charts ("gain", "speedup", "efficiency"), followed by
 * the exercise's. */
struct page_charts {
	struct page_chart *list;
	size_t count;
};
const struct page_chart *page_chart_of(const struct page_charts *charts, const char *name); /* or NULL */
void page_student(FILE *to, const struct outcome *outcome, const struct page_charts *charts,
                  const char *stamp);
/* Its parts, top to bottom; each in a file of its own. */
void page_points(FILE *to, const struct outcome *outcome);   /* verdict, what was lost, grid, what next */
void page_findings(FILE *to, const struct outcome *outcome); /* each distinct fault once */
void page_speed(FILE *to, const struct outcome *outcome, const struct page_charts *charts);
void page_times(FILE *to, const struct outcome *outcome); /* all of the times, folded */
/* An image with its caption, or why it is missing; `alt` is for those who do not see it. */
void page_figure(FILE *to, const struct page_chart *chart, const char *alt, const char *caption);

/* ---- the class page; rows sorted by student, then exercise */
void page_class(FILE *to, const struct grade_row *rows, size_t count);

#endif
