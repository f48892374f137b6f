/* lock.h - the lock that all graders on this host take: exclusive to time, shared
 * to load the machine.
 *
 * It is a courtesy among graders, not a defence: any account can hold it for ever, or
 * replace it.  So the wait is bounded; after it the work goes on without the lock, and this
 * is recorded.  The sensors and the canary detect disturbed times, as with any other load.
 */
#ifndef PARLAB_LOCK_H
#define PARLAB_LOCK_H

#include <stdbool.h>

struct host_lock {
	int file;      /* -1: not held */
	char *without; /* NULL, or why the lock is not held: one line for records */
};

/* host_lock_take: always returns.  While it waits, standard error says who holds the lock
 * and how long the wait can be. */
void host_lock_take(struct host_lock *lock, bool exclusive);
void host_lock_drop(struct host_lock *lock);
/* host_lock_take_in: the same in a given folder, for tests. */
void host_lock_take_in(struct host_lock *lock, const char *folder, bool exclusive);

/* host_lock_patience: how long this process waits in all, an hour by default.  Every wait
 * uses some of it up; work done while holding the lock restores three times its length.  So
 * four graders can share a machine, and an account that holds the lock for ever, or again
 * and again, costs an hour once and at most three quarters of the time after that. */
void host_lock_patience(double seconds);

#endif
