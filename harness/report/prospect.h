/* prospect.h - what a measured speed would earn, in words.  Private to report/. */
#ifndef PARLAB_PROSPECT_H
#define PARLAB_PROSPECT_H

#include "../grading/outcome.h"
#include "paint.h"

/* prospect_tell: a line or two on the speed of a mode with the graded number of workers. */
void prospect_tell(struct paint paint, const struct outcome *outcome, const struct speed *speed);

#endif
