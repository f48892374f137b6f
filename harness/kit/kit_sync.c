/* kit_sync.c - C11 threads and clock waits, in words that the sanitizers know.
 *
 * The sanitizers follow threads and locks by wrapping the pthread functions.  The C
 * library's C11 functions, and waits by a chosen clock, reach the same code another way,
 * which is not wrapped: a correct program would be accused of a race, or crash.  So the
 * sanitized builds define them here by the wrapped functions.  The C library itself uses
 * one representation for both.  The plain build keeps the C library's own.
 */
#include <errno.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdint.h>
#include <stdlib.h>
#include <threads.h>
#include <time.h>

#if defined(__SANITIZE_THREAD__) || defined(__SANITIZE_ADDRESS__)

static int c11(int error)
{
	return error == 0           ? thrd_success
	       : error == ENOMEM    ? thrd_nomem
	       : error == ETIMEDOUT ? thrd_timedout
	       : error == EBUSY     ? thrd_busy
	                            : thrd_error;
}

/* --- threads ----------------------------------------------------------------- */

struct start {
	thrd_start_t function;
	void *argument;
};

static void *run(void *context)
{
	struct start start = *(struct start *)context;

	free(context);
	return (void *)(intptr_t)start.function(start.argument);
}

int thrd_create(thrd_t *thread, thrd_start_t function, void *argument)
{
	struct start *start = malloc(sizeof *start);

	if (!start)
		return thrd_nomem;
	*start = (struct start){function, argument};
	int error = pthread_create(thread, NULL, run, start);
	if (error)
		free(start);
	return c11(error);
}

int thrd_join(thrd_t thread, int *result)
{
	void *returned;
	int error = pthread_join(thread, &returned);

	if (!error && result)
		*result = (int)(intptr_t)returned;
	return c11(error);
}

int thrd_detach(thrd_t thread)
{
	return c11(pthread_detach(thread));
}

void thrd_exit(int result)
{
	pthread_exit((void *)(intptr_t)result);
}

void call_once(once_flag *flag, void (*function)(void))
{
	pthread_once((pthread_once_t *)flag, function);
}

/* --- mutexes and conditions ---------------------------------------------------- */

int mtx_init(mtx_t *mutex, int type)
{
	pthread_mutexattr_t attributes;

	pthread_mutexattr_init(&attributes);
	if (type & mtx_recursive)
		pthread_mutexattr_settype(&attributes, PTHREAD_MUTEX_RECURSIVE);
	int error = pthread_mutex_init((pthread_mutex_t *)mutex, &attributes);
	pthread_mutexattr_destroy(&attributes);
	return c11(error);
}

int mtx_lock(mtx_t *mutex)
{
	return c11(pthread_mutex_lock((pthread_mutex_t *)mutex));
}

int mtx_trylock(mtx_t *mutex)
{
	return c11(pthread_mutex_trylock((pthread_mutex_t *)mutex));
}

int mtx_timedlock(mtx_t *restrict mutex, const struct timespec *restrict until)
{
	return c11(pthread_mutex_timedlock((pthread_mutex_t *)mutex, until));
}

int mtx_unlock(mtx_t *mutex)
{
	return c11(pthread_mutex_unlock((pthread_mutex_t *)mutex));
}

void mtx_destroy(mtx_t *mutex)
{
	pthread_mutex_destroy((pthread_mutex_t *)mutex);
}

int cnd_init(cnd_t *condition)
{
	return c11(pthread_cond_init((pthread_cond_t *)condition, NULL));
}

int cnd_wait(cnd_t *condition, mtx_t *mutex)
{
	return c11(pthread_cond_wait((pthread_cond_t *)condition, (pthread_mutex_t *)mutex));
}

int cnd_timedwait(cnd_t *restrict condition, mtx_t *restrict mutex, const struct timespec *restrict until)
{
	return c11(pthread_cond_timedwait((pthread_cond_t *)condition, (pthread_mutex_t *)mutex, until));
}

int cnd_signal(cnd_t *condition)
{
	return c11(pthread_cond_signal((pthread_cond_t *)condition));
}

int cnd_broadcast(cnd_t *condition)
{
	return c11(pthread_cond_broadcast((pthread_cond_t *)condition));
}

void cnd_destroy(cnd_t *condition)
{
	pthread_cond_destroy((pthread_cond_t *)condition);
}

/* --- waits by a clock ------------------------------------------------------------ */

enum { SECOND_NS = 1000000000 };

/* The same moment by CLOCK_REALTIME, which the wrapped functions use. */
static struct timespec by_real_time(clockid_t clock, const struct timespec *until)
{
	struct timespec now, real;

	clock_gettime(clock, &now);
	clock_gettime(CLOCK_REALTIME, &real);
	real.tv_sec += until->tv_sec - now.tv_sec;
	real.tv_nsec += until->tv_nsec - now.tv_nsec;
	if (real.tv_nsec >= SECOND_NS) {
		real.tv_nsec -= SECOND_NS;
		real.tv_sec++;
	} else if (real.tv_nsec < 0) {
		real.tv_nsec += SECOND_NS;
		real.tv_sec--;
	}
	return real;
}

int pthread_mutex_clocklock(pthread_mutex_t *mutex, clockid_t clock, const struct timespec *until)
{
	struct timespec real = by_real_time(clock, until);

	return pthread_mutex_timedlock(mutex, &real);
}

int pthread_rwlock_clockrdlock(pthread_rwlock_t *restrict lock, clockid_t clock,
                               const struct timespec *restrict until)
{
	struct timespec real = by_real_time(clock, until);

	return pthread_rwlock_timedrdlock(lock, &real);
}

int pthread_rwlock_clockwrlock(pthread_rwlock_t *restrict lock, clockid_t clock,
                               const struct timespec *restrict until)
{
	struct timespec real = by_real_time(clock, until);

	return pthread_rwlock_timedwrlock(lock, &real);
}

int pthread_clockjoin_np(pthread_t thread, void **result, clockid_t clock, const struct timespec *until)
{
	struct timespec real;

	if (!until)
		return pthread_join(thread, result);
	real = by_real_time(clock, until);
	return pthread_timedjoin_np(thread, result, &real);
}

int sem_clockwait(sem_t *restrict semaphore, clockid_t clock, const struct timespec *restrict until)
{
	struct timespec real = by_real_time(clock, until);

	return sem_timedwait(semaphore, &real);
}

#endif
