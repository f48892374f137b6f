/* sanitize_findings.h - calls under a sanitizer, in one box, and the findings about them.
 *
 * sanitize.c makes the calls; sanitize_findings.c turns the output into findings.  Private to these
 * two files.
 */
#ifndef PARLAB_SANITIZE_FINDINGS_H
#define PARLAB_SANITIZE_FINDINGS_H

#include "call.h"
#include "sanitizer_report.h"

/* One sanitized call and its result. */
struct watched {
	size_t case_index;
	int workers;
	struct session_result result;
	bool limited;                   /* it ran into a limit of its box (call_hit_limit) */
	enum verdict verdict;           /* by its end and its answer ... */
	char *message, *hint;           /* ... NULL if correct */
	struct sanitizer_report report; /* the report during the call */
};

/* A box, its calls and its output. */
struct watched_box {
	struct call call;
	struct watched *calls;
	size_t count;
	struct sanitizer_text said;
	struct sanitizer_report report; /* of what appeared after the calls, or of all if it is in none */
	uint64_t sequence;              /* of QUIT */
	bool ended;                     /* all calls were answered, and then QUIT was sent */
};

/* One flavour's part of the stage. */
struct flavoured {
	struct submission *sub;
	enum flavour flavour;
	struct watching *watching; /* sanitize.c */
	struct outcome found;      /* findings only; flavours run side by side */
	struct oracle_case *cases; /* those that are sanitized have been made */
};

/* failed_already: the mode was not right in check, so only reports add information. */
bool failed_already(const struct flavoured *side, enum mode mode);
const char *sanitizer_name(enum flavour flavour);
struct finding *new_finding(struct flavoured *side, enum mode mode, int workers, enum verdict verdict);
/* own_words: words that identify the report of the kit's deliberate error, for a QUIT with
 * this sequence number; caller frees. */
char *own_words(enum flavour flavour, uint64_t sequence);
/* find_reports: assign reports to calls; box->said is the box's whole output. */
void find_reports(struct watched_box *box);
/* add_bad_call: the call was not completed, or its answer is wrong. */
void add_bad_call(struct flavoured *side, enum mode mode, const struct watched *call);
/* tell_again: was the failed last call of the previous box right as the first call in this
 * one? */
void tell_again(struct flavoured *side, const struct watched_box *before, const struct watched_box *box);
/* tell_box: add all other findings; *again: its last call failed after others, and must be
 * repeated in a fresh box. */
void tell_box(struct flavoured *side, const struct watched_box *box, bool *again);

#endif
