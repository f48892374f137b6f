/* lab.h - a lab report to fill in: the student's figures and tables, machine and method, and
 * the handout's questions, as LaTeX or Markdown.
 *
 * It contains no points: it is the student's text, not the grader's.
 */
#ifndef PARLAB_LAB_H
#define PARLAB_LAB_H

#include "../base/folder.h"
#include "../grading/outcome.h"

struct lab_question {
	const char *name, *text; /* text may be NULL */
};
enum lab_format { LAB_LATEX, LAB_MARKDOWN };

/* report_lab: lab-report.tex or lab-report.md in the folder, and beside it the tables and
 * charts that it shows, as PDF or SVG.  LaTeX needs graphicx only. */
int report_lab(const struct outcome *outcome, const struct folder *folder, enum lab_format format,
               const struct lab_question *questions, size_t count);

#endif
