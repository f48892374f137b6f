/* lock.h - the lock that all graders on this host take: exclusive to time, shared
 * to load the machine.
 *
 * It is a courtesy among graders, not a defence: any account can hold it for ever,
 * or put something else in its place.  So the waiting is bounded, and then the work
 * goes on without the lock, which is recorded; whether somebody disturbed the times
 * is for the sensors and the canary to judge, as with any other load.
 */
#ifndef PARLAB_LOCK_H
#define PARLAB_LOCK_H

#include <stdbool.h>

struct host_lock {
	int file;      /* -1: it is not held */
	char *without; /* NULL, or why it is not: one line for records */
};

/* host_lock_take: always returns.  Where it must be waited for, standard error says
 * so, with who holds it and for how long at most. */
void host_lock_take(struct host_lock *lock, bool exclusive);
void host_lock_drop(struct host_lock *lock);
/* host_lock_take_in: the same in a folder of one's own, for tests. */
void host_lock_take_in(struct host_lock *lock, const char *folder, bool exclusive);

/* host_lock_patience: how long this process waits, an hour unless said here.  Waiting
 * uses it up for all further locks, too, and work done while holding the lock gives
 * back three times its length: so four graders can share a machine, and whoever holds
 * the lock for ever, or again and again, costs an hour once and at most three quarters
 * of the time after that. */
void host_lock_patience(double seconds);

#endif
