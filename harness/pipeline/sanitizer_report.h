/* sanitizer_report.h - finds a sanitizer's reports about a student's files.
 *
 * Pure: text in, a finding out.  Time is linear in the text's length.
 */
#ifndef PARLAB_SANITIZER_REPORT_H
#define PARLAB_SANITIZER_REPORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "../grading/verdict.h"

/* What a report begins with, and what it means. */
struct symptom {
	const char *mark;
	enum verdict verdict;
	const char *message, *hint;
};

struct sanitizer_text {
	const char *text;
	size_t bytes;
	char *const *files; /* the student's, NULL-terminated, and ... */
	/* ... where their code lies in the program, [code_from, code_to): a report with neither is
	 * not theirs.  (Names alone could be changed, by #line.) */
	uint64_t code_from, code_to;
	const char *own; /* words of a report that was provoked on purpose; NULL: there is none */
};

/* A report: its first line's beginning, and where the next thing begins. */
struct sanitizer_report {
	const struct symptom *symptom; /* NULL: there is none */
	const char *at, *end;
};

/* sanitizer_report_find: the gravest report about the student's files, the first
 * of several.  Where reports and other output are entangled, the gravest of all. */
struct sanitizer_report sanitizer_report_find(const struct sanitizer_text *said);
/* sanitizer_report_detail: its lines that help the student, without our folder; caller frees. */
char *sanitizer_report_detail(const struct sanitizer_text *said, const struct sanitizer_report *report);

#endif
