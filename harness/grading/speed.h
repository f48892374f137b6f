/* speed.h - what the samples show about a mode at a worker count.  Pure, so it can be
 * recomputed from a stored outcome alone.
 *
 * All rounds of all series count, except series in which the machine was disturbed (the
 * canary or the model solution did not speed up).  Together they give one interval of the
 * gain (stats_block_interval); its level is corrected for all looks at all series
 * (stats_level_of), so that in at most 5% of gradings the true gain ever lies outside.
 * What may be concluded:
 *
 *     all of it in the band of full points    those; one series is enough
 *     its low end in a lower band             that band's points at once; those
 *                                             above it are pending up to the band
 *                                             that its high end reaches
 *     before two series exclude more          pending are all up to full points
 *     nothing (few rounds, a machine that     no points, and all of them pending
 *     was not free, ...)
 *
 * A series excludes more if the median of its own rounds lies no higher than the band of
 * the interval's high end.  Its own interval need not be conclusive.
 *
 * Failures: a wrong answer, or a note of the measuring stage (no answer, work outside the
 * clock).  One failure leaves all points open; two, of any kinds, are a verdict.
 */
#ifndef PARLAB_SPEED_H
#define PARLAB_SPEED_H

#include "outcome.h"

/* How final a verdict is. */
enum speed_state {
	SPEED_SETTLED,
	SPEED_UNCONFIRMED, /* points would be lost because of a single series: another must confirm */
	SPEED_OPEN,        /* more rounds may decide it */
};

/* speed_judge: fills everything of `speed` but `graded` from the outcome's samples,
 * findings and rules.  Rounds in which an arm is missing or dropped do not count.
 * `speed->reason` is the caller's to free. */
enum speed_state speed_judge(const struct outcome *outcome, enum mode mode, int workers, struct speed *speed);
/* speed_decided: can the running series end, because more rounds of it would change
 * nothing? */
bool speed_decided(const struct outcome *outcome, enum mode mode, int workers);
/* speed_state_of: of a mode at the graded worker count; open if it was not timed yet. */
enum speed_state speed_state_of(const struct outcome *outcome, enum mode mode);

/* speed_judge_all: recompute outcome->speeds from its samples, its findings of the
 * measuring stage and its stored rules: each timed mode at each worker count above 1 that
 * has a canary; the largest is graded.  Without samples, speeds stay unchanged. */
void speed_judge_all(struct outcome *outcome);

#endif
