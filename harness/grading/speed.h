/* speed.h - what the samples say about a mode at a worker count.  Pure, so
 * that it can be computed again from kept samples alone.
 *
 * Each series is judged by itself: its interval of the gain lies in one band,
 * or it is inconclusive.  Then the series together:
 *
 *     wrong answers in two                 wrong answer
 *     wrong answers in one                 inconclusive
 *     none is conclusive                   inconclusive
 *     they name different bands            inconclusive: no coin is tossed
 *     all name the band of full points     that; one series is enough
 *     all name the same lower band         that, if at least two do
 *
 * So what costs points must recur in a fresh series.  The figures are over the
 * rounds of all series but those that the machine spoilt (its canary or the
 * model solution did not speed up); a band that series name must be theirs, too.
 *
 * What a student's call used of a CPU before its clock ran, beyond what the model
 * solution's did in the same round, counts as if it were within.
 */
#ifndef PARLAB_SPEED_H
#define PARLAB_SPEED_H

#include "outcome.h"
#include "score.h"

/* How settled a verdict is. */
enum speed_state {
	SPEED_SETTLED,
	SPEED_UNCONFIRMED, /* points would be lost, on one series's word: a fresh one must confirm */
	SPEED_OPEN,        /* a fresh series may tell more */
};

/* speed_judge: fills everything of `speed` but `graded` from the samples of
 * this mode and worker count (and the reference's serial time, and the canary).
 * Rounds in which any of them is missing or dropped do not count.
 * `speed->reason` is the caller's to free. */
enum speed_state speed_judge(const struct sample *samples, size_t count, enum mode mode, int workers,
                             const struct score_band *bands, size_t band_count, struct speed *speed);
/* speed_decided: is the question answered by this series alone, so that it may end? */
bool speed_decided(const struct sample *samples, size_t count, int series, enum mode mode, int workers,
                   const struct score_band *bands, size_t band_count);

/* speed_judge_all: replaces outcome->speeds by what its samples, its findings
 * of the measuring stage and its kept rules say: each mode that was timed, at
 * each worker count above 1 that has a canary; the largest is graded.  Where
 * nothing was timed (no samples), speeds stay as they are. */
void speed_judge_all(struct outcome *outcome);

#endif
