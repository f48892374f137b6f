/* trials.h - repeated timing of the same submission: are its points stable?  Pure.  Used to
 * validate the measuring stage, never to grade. */
#ifndef PARLAB_TRIALS_H
#define PARLAB_TRIALS_H

#include "outcome.h"
#include "score.h"

/* The result of one repetition for one mode of one submission. */
struct trial {
	int number;        /* of the repetition, from 1 */
	bool busy;         /* with a busy loop running beside it */
	size_t submission; /* which */
	enum mode mode;
	enum verdict verdict;
	double share;       /* of the speed points; 0 if the verdict is open */
	int series;         /* number of series */
	struct speed speed; /* the graded figures; `reason` is not kept */
};

/* trial_of: from the outcome's graded speed of this mode; -1 (no error text) if it has
 * none. */
int trial_of(const struct outcome *outcome, enum mode mode, struct trial *trial);

/* Counts over the trials of one submission and mode. */
struct tally {
	size_t trials;
	size_t full, part, none; /* settled: all points, some, none */
	size_t open;             /* inconclusive or not measurable: pending, never lost */
	size_t flips;            /* settled, with another share than most settled ones */
	double usual;            /* the share of most settled ones */
};
struct tally trials_tally(const struct trial *trials, size_t count, size_t submission, enum mode mode);

/* How stable points are under one condition, over all submissions and modes. */
struct stability {
	size_t trials;
	size_t settled; /* the others are open */
	size_t flips;   /* settled, with another share than most, under either condition */
};
struct stability trials_stability(const struct trial *trials, size_t count, bool busy);

#endif
