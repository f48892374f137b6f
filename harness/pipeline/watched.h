/* watched.h - calls under a sanitizer, in one box, and what is told of them.
 *
 * sanitize.c makes the calls; watched.c reads what was said and turns it into findings.
 * Nobody else includes it.
 */
#ifndef PARLAB_WATCHED_H
#define PARLAB_WATCHED_H

#include "call.h"
#include "sanitizer_report.h"

/* One sanitized call, and what came of it. */
struct watched {
	size_t case_index;
	int workers;
	struct session_result result;
	bool limited;                   /* it ran into a limit of its box (call_hit_limit) */
	enum verdict verdict;           /* by its end and its answer ... */
	char *message, *hint;           /* ... NULL if correct */
	struct sanitizer_report report; /* of what appeared during it */
};

/* A box, its calls, and what was said in it. */
struct watched_box {
	struct call call;
	struct watched *calls;
	size_t count;
	struct sanitizer_text said;
	struct sanitizer_report report; /* of what appeared after the calls, or of all if it is in none */
	uint64_t sequence;              /* of QUIT */
	bool ended;                     /* all calls were answered, and then it was told to quit */
};

/* One flavour's part of the stage. */
struct flavoured {
	struct submission *sub;
	enum flavour flavour;
	struct watching *watching; /* sanitize.c */
	struct outcome found;      /* findings only; flavours run side by side */
	struct oracle_case *cases; /* those that are sanitized have been made */
};

/* failed_already: the mode was not right in check, so only reports tell more. */
bool failed_already(const struct flavoured *side, enum mode mode);
const char *sanitizer_name(enum flavour flavour);
struct finding *new_finding(struct flavoured *side, enum mode mode, int workers, enum verdict verdict);
/* own_words: how the report of the kit's own breach is told, for a QUIT with this sequence; caller frees. */
char *own_words(enum flavour flavour, uint64_t sequence);
/* find_reports: which report belongs to which call; box->said is what was said until its end. */
void find_reports(struct watched_box *box);
/* add_bad_call: the call did not come to its end, or its answer is wrong. */
void add_bad_call(struct flavoured *side, enum mode mode, const struct watched *call);
/* tell_again: was the last call of the box before, which went wrong, right when it came first in this? */
void tell_again(struct flavoured *side, const struct watched_box *before, const struct watched_box *box);
/* tell_box: all else; *again: its last call went wrong after others, which must be seen in a fresh box. */
void tell_box(struct flavoured *side, const struct watched_box *box, bool *again);

#endif
