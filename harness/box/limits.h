/* limits.h - resource limits of one process, for the moment between fork and exec. */
#ifndef PARLAB_LIMITS_H
#define PARLAB_LIMITS_H

#include "box.h"

/* limits_apply: async-signal-safe; -1 with errno.  `by_cgroup`: memory is
 * limited by a cgroup, so that address space need not be. */
int limits_apply(const struct box_limits *limits, int by_cgroup);

#endif
