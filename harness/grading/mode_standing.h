/* mode_standing.h - is a mode right, is it clean, what is still open?  Private to grading/: what the
 * points (score.c) are given for.
 */
#ifndef PARLAB_MODE_STANDING_H
#define PARLAB_MODE_STANDING_H

#include "outcome.h"

/* The worst thing that voids a mode, and where it was seen. */
struct fault {
	enum verdict verdict; /* VERDICT_CORRECT: none */
	enum stage stage;
	const char *case_name; /* or NULL */
	int workers;           /* or 0 */
};

/* The results for one mode. */
struct standing {
	enum mode mode;
	size_t cases, right;         /* checked; of these right */
	size_t looks, quiet;         /* sanitizer runs; of these clean */
	size_t trials, withstood;    /* of what it does when something is wrong; of these as it should */
	bool trials_open;            /* some could not be made here */
	bool overlapped;             /* workers were observed working at the same time */
	const struct census *census; /* the census that saw most of them, or NULL */
	struct fault fault;
	enum verdict blemish;    /* costs only the points for clean runs */
	enum verdict open;       /* why it is undecided whether it is right, or VERDICT_CORRECT */
	enum verdict clean_open; /* the same for clean */
	bool absent;             /* the file for it was not handed in */
	bool unbuilt;            /* open because it does not build with a sanitizer, though it was right */
};

/* standing_of: from all that the outcome holds about the mode; refers to it. */
struct standing standing_of(const struct outcome *outcome, enum mode mode);
/* Reasons for a part's points; caller frees.  `so`: the consequence, added to the fault. */
char *standing_fault_reason(const struct standing *standing, const char *so);
char *standing_open_reason(const struct standing *standing);
char *standing_clean_reason(const struct standing *standing);

#endif
