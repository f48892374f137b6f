/* thread_starter.h - who started a thread of a traced program: its own code, or OpenMP's runtime?
 *
 * Exact where the C library's pthread_create was called, and unknown everywhere else.
 */
#ifndef PARLAB_THREAD_STARTER_H
#define PARLAB_THREAD_STARTER_H

#include <sys/types.h>

enum starter { STARTER_UNKNOWN, STARTER_PROGRAM, STARTER_OPENMP };

/* thread_starter: `thread` of `process` is stopped while it creates another (PTRACE_EVENT_CLONE). */
enum starter thread_starter(pid_t process, pid_t thread);

#endif
