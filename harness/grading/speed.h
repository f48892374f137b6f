/* speed.h - what the samples say about a mode at a worker count.  Pure, so
 * that it can be computed again from kept samples alone. */
#ifndef PARLAB_SPEED_H
#define PARLAB_SPEED_H

#include "outcome.h"
#include "score.h"

/* speed_judge: fills everything of `speed` but `graded` from the samples of
 * this mode and worker count (and the reference's serial time, and the canary).
 * Rounds in which any of them is missing or dropped do not count. */
void speed_judge(const struct sample *samples, size_t count, enum mode mode, int workers,
                 const struct score_band *bands, size_t band_count, struct speed *speed);

#endif
