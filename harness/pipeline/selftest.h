/* selftest.h - is an exercise fit to be handed out?  What only the grader's own means can tell: by calls of
 * the model solution and its oracle. */
#ifndef PARLAB_SELFTEST_H
#define PARLAB_SELFTEST_H

#include "pipeline.h"

/* A line of the result; `why` is NULL if it holds. */
typedef void selftest_say(void *context, const char *what, const char *why);

/* selftest_exercise: -1 only if the sandbox failed, or nothing could be built. */
int selftest_exercise(struct workshop *workshop, const struct manifest *exercise, selftest_say *say,
                      void *context);

#endif
