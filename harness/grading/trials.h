/* trials.h - the same submission timed again and again: do the points stay?
 * Pure.  Used to prove the measuring stage, never to grade. */
#ifndef PARLAB_TRIALS_H
#define PARLAB_TRIALS_H

#include "outcome.h"
#include "score.h"

/* What one repetition said of one mode of one submission. */
struct trial {
	int number;        /* of the repetition, from 1 */
	bool busy;         /* with a busy loop beside it */
	size_t submission; /* which */
	enum mode mode;
	enum verdict verdict;
	double share;       /* of the speed points; 0 where the verdict leaves it open */
	int series;         /* it took */
	struct speed speed; /* the graded figures; `reason` is not kept */
};

/* trial_of: from the outcome's graded speed of this mode; -1 (no error text): it has none. */
int trial_of(const struct outcome *outcome, enum mode mode, struct trial *trial);

/* How the trials of one submission and mode came out. */
struct tally {
	size_t trials;
	size_t full, part, none; /* settled: all points, some, none */
	size_t open;             /* inconclusive or not measurable: pending, never lost */
	size_t flips;            /* settled, but not as most of the settled ones are */
	double usual;            /* the share that most of the settled ones have */
};
struct tally trials_tally(const struct trial *trials, size_t count, size_t submission, enum mode mode);

/* How stable points are under one condition, over all submissions and modes. */
struct stability {
	size_t trials;
	size_t settled; /* the others are open */
	size_t flips;   /* settled, but not as most are, under either condition */
};
struct stability trials_stability(const struct trial *trials, size_t count, bool busy);

#endif
