/* failing.h - make one system call of a traced program fail, as it may on a busy machine.
 *
 * A program asks for processes, threads, shared memory and pipes, and each request may be
 * refused.  Here the n-th request of a kind is refused from outside: the kernel never sees
 * it, and the program gets -1 with the errno that the kernel would give.  The tracer
 * (measure/observe.c) calls failing_at_stop() whenever a tracee stops for a system call.
 */
#ifndef PARLAB_FAILING_H
#define PARLAB_FAILING_H

#include <stdbool.h>
#include <sys/types.h>

enum failing_kind { FAILING_FORK, FAILING_THREAD, FAILING_MEMORY, FAILING_PIPE, FAILING_KINDS };

struct failing {
	enum failing_kind kind;
	int nth; /* of this kind, from 1, counted over all processes and threads; 0: none fails */
	int counts[FAILING_KINDS]; /* requests so far */
	pid_t tid;                 /* who met the failure; 0: nobody so far */
	bool returning;            /* that call has not returned yet */
	int problem;               /* errno, if the tracee cannot be read or changed; else 0 */
};

/* What a student calls it: "fork()"; memory is mmap(), or malloc() of a large block. */
const char *failing_words(enum failing_kind kind);
/* The errno with which it fails. */
int failing_errno(enum failing_kind kind);
/* failing_at_stop: the tracee has stopped before or after a system call. */
void failing_at_stop(struct failing *failing, pid_t tid);

#endif
