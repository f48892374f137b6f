/* parallel.h - run tasks on a few threads. */
#ifndef PARLAB_PARALLEL_H
#define PARLAB_PARALLEL_H

#include <stddef.h>

/* parallel_run: task(context, 0) to task(context, count - 1), on at most `most_threads`
 * threads (at least one), each task once.  After one has returned non-zero, no further task
 * is started.  Returns 0, or -1 with the error_text() of the failed task with the lowest
 * index. */
int parallel_run(int most_threads, size_t count, int (*task)(void *context, size_t index), void *context);

#endif
