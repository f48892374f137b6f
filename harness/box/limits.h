/* limits.h - resource limits of one process, for the moment between fork and exec. */
#ifndef PARLAB_LIMITS_H
#define PARLAB_LIMITS_H

#include "box.h"

/* Address space: unlimited, for programs that reserve far more than they use; ample, as a
 * second layer beside a control group that limits memory; exact, as the only limit on
 * memory. */
enum limits_space { LIMITS_SPACE_ANY, LIMITS_SPACE_AMPLE, LIMITS_SPACE_EXACT };

/* limits_apply: async-signal-safe; -1 with errno. */
int limits_apply(const struct box_limits *limits, enum limits_space space);

#endif
