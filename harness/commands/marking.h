/* marking.h - what waits for a person, and recording what the person gives. */
#ifndef PARLAB_MARKING_H
#define PARLAB_MARKING_H

#include <stdbool.h>
#include <stddef.h>

#include "../base/folder.h"
#include "../report/export.h"

/* An answer that nobody has marked. */
struct waiting {
	const struct outcome *outcome;
	const struct part *part;
	const char *answer;
};
/* marking_waiting: the unmarked answers of loaded results, sorted by exercise, question and answer, so that
 * equal answers are neighbours; or by student.  The caller frees. */
struct waiting *marking_waiting(const struct export_job *job, bool by_student, size_t *count);
bool marking_same(const struct waiting *a, const struct waiting *b);

/* marking_record: `points` for a part of a student's result, or (NULL) none any more; then the result is
 * scored again.  -1: no such result or part, or points that it cannot have. */
int marking_record(const char *out, const char *student, const char *exercise, const char *part,
                   const double *points, const char *comment);
/* marking_report: bring the tables and pages up to date. */
int marking_report(const char *out);

#endif
