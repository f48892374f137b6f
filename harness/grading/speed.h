/* speed.h - what the samples say about a mode at a worker count.  Pure, so that
 * it can be computed again from a kept outcome alone.
 *
 * All rounds of all series count, but those of a series that the machine spoilt
 * (its canary or the model solution did not speed up).  Together they give one
 * interval of the gain (stats_block_interval); its level is corrected for all looks
 * at all series (stats_level_of), so that over everything a gain lies outside in 5%
 * of gradings at the most.  What may be concluded:
 *
 *     all of it in the band of full points    those; one series is enough
 *     its low end in a lower band             that band's points at once; those
 *                                             above it are pending up to the band
 *                                             that its high end reaches
 *     before two series exclude more          pending are all up to full points
 *     nothing (few rounds, a machine that     no points, and all of them pending
 *     was not free, ...)
 *
 * A series excludes more if the median of its own rounds lies no higher than the
 * band of the interval's high end.  It need not be conclusive by itself.
 *
 * Failures: a wrong answer, or a note of the measuring stage (no answer, work
 * outside the clock).  One leaves all open; two, of whatever kind, are a verdict.
 */
#ifndef PARLAB_SPEED_H
#define PARLAB_SPEED_H

#include "outcome.h"

/* How settled a verdict is. */
enum speed_state {
	SPEED_SETTLED,
	SPEED_UNCONFIRMED, /* points would be lost, on one series's word: a fresh one must confirm */
	SPEED_OPEN,        /* more rounds may tell more */
};

/* speed_judge: fills everything of `speed` but `graded` from the outcome's samples,
 * findings and rules.  Rounds in which an arm is missing or dropped do not count.
 * `speed->reason` is the caller's to free. */
enum speed_state speed_judge(const struct outcome *outcome, enum mode mode, int workers, struct speed *speed);
/* speed_decided: is that all that the series on its way can tell, so that it may end? */
bool speed_decided(const struct outcome *outcome, enum mode mode, int workers);
/* speed_state_of: of a mode, at the worker count that is graded; open, if it was not timed yet. */
enum speed_state speed_state_of(const struct outcome *outcome, enum mode mode);

/* speed_judge_all: replaces outcome->speeds by what its samples, its findings
 * of the measuring stage and its kept rules say: each mode that was timed, at
 * each worker count above 1 that has a canary; the largest is graded.  Where
 * nothing was timed (no samples), speeds stay as they are. */
void speed_judge_all(struct outcome *outcome);

#endif
