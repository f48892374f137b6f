/* standing.h - where the processes and threads of a program stand, seen from outside: they
 * compute, or wait for something.
 *
 * For the words about a call that gave no answer.  It is a look at one moment, and the
 * program can arrange what is seen, so no verdict depends on it.
 */
#ifndef PARLAB_STANDING_H
#define PARLAB_STANDING_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "program_counter.h"

enum standing_who {
	STANDING_CALLER,   /* the first thread of the first process */
	STANDING_THREADS,  /* the others of the first process */
	STANDING_CHILDREN, /* every other process, by its first thread */
	STANDING_WHO,
};

enum standing_at {
	STANDING_COMPUTES,
	STANDING_LOCK,  /* or a thread's end: both are a futex */
	STANDING_CHILD, /* a child's end */
	STANDING_READ,  /* from a pipe or a socket */
	STANDING_WRITE, /* to a pipe or a socket that is full */
	STANDING_SLEEP, /* for a time, or until a signal */
	STANDING_ELSEWHERE,
	STANDING_AT,
};

struct standing {
	bool known;
	int count[STANDING_WHO][STANDING_AT];
	/* Of one of them, in its program; 0: unknown. */
	uint64_t counters[STANDING_WHO][STANDING_AT][PROGRAM_COUNTERS];
};

/* standing_look: of all processes below and with `first`; unknown if it is gone.  Those that
 * compute are stopped for a moment (SIGSTOP). */
void standing_look(pid_t first, struct standing *standing);
/* The innermost line that is the student's: "work.c:12", caller frees; NULL: unknown. */
typedef char *standing_line(void *context, const uint64_t counters[PROGRAM_COUNTERS]);
/* standing_words: "the function waited for the end of a child process (work.c:12), 2 child
 * processes computed (work.c:30)" and what usually is the cause; the caller frees both.
 * NULL: unknown. */
char *standing_words(const struct standing *standing, standing_line *line, void *context, char **hint);

#endif
