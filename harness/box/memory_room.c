/* memory_room.c - the memory that concurrent boxes have reserved.
 *
 * A submission must not run out of memory because of the ones beside it, so the limits of
 * all boxes add up to less than the machine has.  Only limits count, not actual use.
 */
#include "memory_room.h"

#include <errno.h>
#include <pthread.h>
#include <time.h>
#include <unistd.h>

#include "../base/base.h"

enum { WAIT_MOST_S = 600 };

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t left = PTHREAD_COND_INITIALIZER;
static size_t promised;

static size_t memory_of_machine(void)
{
	long pages = sysconf(_SC_PHYS_PAGES), bytes = sysconf(_SC_PAGESIZE);

	return pages > 0 && bytes > 0 ? (size_t)pages * (size_t)bytes : SIZE_MAX;
}

int memory_room_take(size_t bytes)
{
	size_t all = memory_of_machine();
	struct timespec until;
	int late = 0;

	clock_gettime(CLOCK_REALTIME, &until);
	until.tv_sec += WAIT_MOST_S;
	pthread_mutex_lock(&lock);
	while (!late && promised > 0 && (bytes > all || promised > all - bytes))
		late = pthread_cond_timedwait(&left, &lock, &until) == ETIMEDOUT;
	if (!late)
		promised += bytes;
	pthread_mutex_unlock(&lock);
	return late ? error_set(
			      "box: could not reserve %zu MiB of memory beside other boxes within %d s; grade with fewer --jobs",
			      bytes >> 20, WAIT_MOST_S)
	            : 0;
}

void memory_room_leave(size_t bytes)
{
	pthread_mutex_lock(&lock);
	promised -= bytes;
	pthread_cond_broadcast(&left);
	pthread_mutex_unlock(&lock);
}
