/* pool.c - your work.  The contract is in pool.h, the task in README.md.  This
 * file compiles and runs as it is; no worker is started yet.  (Serial mode is
 * given: `build/assignments/pool s` shows what one worker makes of the tasks.)
 *
 * Search for TODO(student): there are two.  Write the threads first, and the
 * static schedule before the dynamic one.
 */
#include <errno.h>

#include "pool.h"

int pool_fork(const struct pool_input *in, int workers, struct pool_output *out)
{
	/* TODO(student): `workers` processes made with fork(), and two pipes for each,
	 * one for orders to it, one for results from it; or one socket pair for both.
	 *
	 * The children have a copy of *in, so an order need only say which tasks: the
	 * first and how many.  A result says which task, what came out, and its span.
	 * Keep messages in a pipe shorter than PIPE_BUF, so that they are never torn;
	 * a socket pair of type SOCK_SEQPACKET keeps them whole anyway.
	 *
	 * Dynamic: give every worker one chunk.  Then poll() for results from all of them;
	 * a worker that has sent its last result gets the next chunk.  When no chunk is
	 * left, close your end of its orders, which it reads as end of file.
	 *
	 * A worker that dies closes its ends too: read() returns 0 (from a socket also -1
	 * with ECONNRESET, if it left an order unread).  But only if no other process holds
	 * the end that it wrote to: a child inherits all open files, so close the other
	 * workers' ends in every child. */
	(void)in;
	(void)workers;
	(void)out;
	errno = ENOSYS; /* "not written yet" */
	return -1;
}

int pool_threads(const struct pool_input *in, int workers, struct pool_output *out)
{
	/* TODO(student): `workers` threads made with pthread_create().
	 *
	 * Static: thread k does the tasks from pool_block(in->tasks, workers, k) on.
	 * Dynamic: all threads share the number of the next free task.  Reading and
	 * advancing it must be one step (an atomic addition, or under a mutex), else two
	 * threads take the same chunk. */
	(void)in;
	(void)workers;
	(void)out;
	errno = ENOSYS; /* "not written yet" */
	return -1;
}
