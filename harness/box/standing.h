/* standing.h - where the processes and threads of a program stand, seen from outside: they
 * compute, or wait for something.
 *
 * For the words about a call that gave no answer.  It is a look at one moment, and the
 * program can arrange what is seen, so no verdict depends on it.
 */
#ifndef PARLAB_STANDING_H
#define PARLAB_STANDING_H

#include <stdbool.h>
#include <sys/types.h>

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
};

/* standing_look: of all processes below and with `first`; unknown if it is gone. */
void standing_look(pid_t first, struct standing *standing);
/* standing_words: "The caller waited for a child process to end, 2 child processes computed."
 * and what usually is the cause; the caller frees both.  NULL: unknown. */
char *standing_words(const struct standing *standing, char **hint);

#endif
