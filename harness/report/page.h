/* page.h - the pages: one for a student's exercise, one for the class.
 *
 * Each page is one file that needs only the charts beside it: embedded style, no scripts,
 * nothing from a network (and a content security policy that enforces this).  Pages depend
 * only on their input: no clock, no host.
 */
#ifndef PARLAB_PAGE_H
#define PARLAB_PAGE_H

#include <stdbool.h>
#include <stdio.h>

#include "grade_row.h"

void page_head(FILE *to, const char *title);
void page_foot(FILE *to);
/* A verdict as a coloured word; a fault takes its place. */
void page_verdict(FILE *to, enum verdict verdict, bool fault);
/* Begin a table (it may scroll sideways) with these header cells, up to NULL. */
void page_table(FILE *to, const char *caption, const char *const *headers);
void page_table_end(FILE *to);

/* Which charts are beside the page. */
struct page_charts {
	enum {
		PAGE_CHARTS_NONE,
		PAGE_CHARTS_DRAWN,
		PAGE_CHARTS_FAILED
	} speed;         /* speedup.svg and efficiency.svg */
	char **failures; /* for each of the outcome's charts: NULL, or why it was not drawn */
};
void page_student(FILE *to, const struct outcome *outcome, const struct page_charts *charts);

/* Rows sorted by student, then exercise. */
void page_class(FILE *to, const struct grade_row *rows, size_t count);

#endif
