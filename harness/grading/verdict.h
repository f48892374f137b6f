/* verdict.h - the one list of verdicts and the words for them.
 *
 * A verdict says how a submission did.  It never says that the grader failed:
 * that is an error (base.h) and costs nobody points.
 */
#ifndef PARLAB_VERDICT_H
#define PARLAB_VERDICT_H

#include <stdbool.h>

#include "../kit/protocol.h"

enum verdict {
	VERDICT_CORRECT,
	VERDICT_WRONG_ANSWER,
	VERDICT_NOT_ATTEMPTED,
	VERDICT_NOT_PARALLEL, /* right, but no workers overlapped */
	VERDICT_SLOW,         /* right and parallel, but below the lowest band of the gain */
	VERDICT_OUTSIDE_CLOCK, /* right, but it used CPU time between the timed calls; costs the speed points */
	VERDICT_CRASHED,
	VERDICT_TIMED_OUT,
	VERDICT_OUT_OF_MEMORY,
	VERDICT_TOO_MANY_PROCESSES,
	VERDICT_EXITED_EARLY,
	VERDICT_DID_NOT_COMPILE,
	VERDICT_RACE,
	VERDICT_MEMORY_ERROR,
	VERDICT_LEAK,
	VERDICT_NOT_ROBUST,     /* right, but not if an input is invalid or a request to the system fails */
	VERDICT_SILENCED,       /* a sanitizer was kept from reporting, so errors cannot be ruled out */
	VERDICT_INCONCLUSIVE,   /* never costs points */
	VERDICT_NOT_MEASURABLE, /* "not measurable here"; never costs points */
	VERDICT_NOT_TIMED,      /* timing was not requested; never costs points, never the headline */
	VERDICT_COUNT,
};

const char *verdict_words(enum verdict v);              /* "wrong answer" */
const char *verdict_key(enum verdict v);                /* "wrong-answer": for files and CSS */
int verdict_from_key(const char *key, enum verdict *v); /* -1: unknown (sets error_text) */
/* verdict_rank: 0 for correct; the more of the work a verdict puts in doubt, the higher.  A
 * submission's headline is its verdict of the highest rank. */
int verdict_rank(enum verdict v);
enum verdict verdict_worse(enum verdict a, enum verdict b);
/* Is this verdict open, that is, not final? */
bool verdict_is_pending(enum verdict v);

const char *mode_name(enum mode mode);                 /* "fork" */
char mode_letter(enum mode mode);                      /* 'm' */
int mode_from_text(const char *text, enum mode *mode); /* name or letter; -1 unknown */

#endif
