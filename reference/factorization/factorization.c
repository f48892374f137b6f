/* factorization.c - the model solution: one way of sharing, four mechanisms.
 *
 * Why it is fast.  Trial division costs up to sqrt(n) / 2 steps, so the last of w equal
 * slices costs most: the worker that holds it finishes long after the others, and on two
 * cores a fifth of the time is spent waiting for it.  Here no worker owns a slice.  The
 * numbers are cut into many small chunks, and a free worker takes the next one; all finish
 * within one chunk of each other.  Taking a chunk is a single atomic addition (tens of
 * nanoseconds), so with a thousand numbers a chunk (some hundred microseconds) the sharing
 * itself costs nothing.  With chunks of one number the workers would contend for the
 * counter's cache line; a chunk of N / w would be the equal slices again.
 *
 * Each worker counts into a histogram on its own stack and hands it over once,
 * when no chunk is left.  Nothing that is written often is shared.
 *
 * It never makes more workers than there are numbers, and on failure it leaves
 * no child, thread or mapping behind.
 */
#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "factorization.h"

enum {
	CHUNK_MOST = 1000,
	CHUNKS_PER_WORKER = 64, /* so that a short range still ends evenly */
	CACHE_LINE = 64,
};

/* The range as numbers 0 .. numbers - 1 behind `first`, which cannot overflow
 * where n <= last could: last may be the largest 32-bit number. */
struct work {
	uint64_t first, numbers, chunk;
	int workers;
};

static int plan_work(const struct factorization_input *in, int workers, struct work *work)
{
	if (in->first < 2 || in->first > FACTORIZATION_LAST_MAX || in->last > FACTORIZATION_LAST_MAX ||
	    workers < 1)
		return errno = EINVAL, -1;
	work->first = in->first;
	work->numbers = in->last < in->first ? 0 : in->last - in->first + 1;
	work->workers = (uint64_t)workers <= work->numbers ? workers : (int)work->numbers;
	if (work->workers < 1)
		work->workers = 1;
	work->chunk = work->numbers / ((uint64_t)work->workers * CHUNKS_PER_WORKER);
	if (work->chunk < 1)
		work->chunk = 1;
	if (work->chunk > CHUNK_MOST)
		work->chunk = CHUNK_MOST;
	return 0;
}

/* The factors come in rising order, so equal ones are neighbours. */
static unsigned distinct_primes(uint32_t n)
{
	uint32_t factors[FACTORIZATION_FACTORS_MAX];
	size_t found = factorize(n, factors);
	unsigned distinct = 0;

	for (size_t i = 0; i < found; i++)
		distinct += i == 0 || factors[i] != factors[i - 1];
	return distinct;
}

static void add(struct factorization_output *sum, const struct factorization_output *part)
{
	for (int j = 0; j < FACTORIZATION_COUNTS; j++)
		sum->count[j] += part->count[j];
}

/* Take chunks from `next`, the first number not taken yet, until none is left.  Relaxed
 * order is enough: the counter hands out numbers and protects no memory; join and waitpid
 * order the results. */
static void take_chunks(const struct work *work, atomic_uint_fast64_t *next,
                        struct factorization_output *result)
{
	struct factorization_output mine = {0};

	for (;;) {
		uint64_t from = atomic_fetch_add_explicit(next, work->chunk, memory_order_relaxed);
		if (from >= work->numbers)
			break;
		uint64_t left = work->numbers - from;
		uint64_t length = left < work->chunk ? left : work->chunk;
		for (uint64_t i = from; i < from + length; i++)
			mine.count[distinct_primes((uint32_t)(work->first + i))]++;
	}
	*result = mine;
}

/* From now on no more chunks are handed out. */
static void call_off(const struct work *work, atomic_uint_fast64_t *next)
{
	atomic_store_explicit(next, work->numbers, memory_order_relaxed);
}

int factorization_serial(const struct factorization_input *in, struct factorization_output *out)
{
	struct work work;
	atomic_uint_fast64_t next = 0;

	if (plan_work(in, 1, &work) != 0)
		return -1;
	take_chunks(&work, &next, out);
	return 0;
}

/* Threads: the caller and workers - 1 helpers. */

struct pool {
	struct work work;
	/* Written by all workers, so on a different cache line from data that all workers
	 * read. */
	_Alignas(CACHE_LINE) atomic_uint_fast64_t next;
};

struct helper {
	pthread_t thread;
	struct pool *pool;
	struct factorization_output result;
};

static void *help(void *argument)
{
	struct helper *helper = argument;

	take_chunks(&helper->pool->work, &helper->pool->next, &helper->result);
	return NULL;
}

/* Start `wanted` helpers; returns how many were started, with errno set if fewer. */
static int start_helpers(struct pool *pool, struct helper *helpers, int wanted)
{
	for (int i = 0; i < wanted; i++) {
		helpers[i].pool = pool;
		int error = pthread_create(&helpers[i].thread, NULL, help, &helpers[i]);
		if (error != 0) {
			errno = error;
			return i;
		}
	}
	return wanted;
}

int factorization_threads(const struct factorization_input *in, int workers, struct factorization_output *out)
{
	struct pool pool = {.next = 0};
	struct helper *helpers;
	int wanted, started, error = 0;

	if (plan_work(in, workers, &pool.work) != 0)
		return -1;
	wanted = pool.work.workers - 1;
	helpers = calloc((size_t)wanted + 1, sizeof *helpers); /* + 1: calloc(0) may be NULL */
	if (helpers == NULL)
		return -1;
	started = start_helpers(&pool, helpers, wanted);
	if (started < wanted) {
		error = errno;
		call_off(&pool.work, &pool.next);
	}
	take_chunks(&pool.work, &pool.next, out);
	for (int i = 0; i < started; i++) {
		pthread_join(helpers[i].thread, NULL);
		add(out, &helpers[i].result);
	}
	free(helpers);
	return error == 0 ? 0 : (errno = error, -1);
}

/* Fork: the caller and workers - 1 children.  The counter and the results live in a mapping
 * that stays shared across fork(); all other memory is copied, so the parent would not see
 * what a child counted into *out. */

struct child {
	/* A cache line for each: neighbours finish at the same time. */
	_Alignas(CACHE_LINE) struct factorization_output result;
	pid_t pid; /* for the parent */
};

struct shared {
	_Alignas(CACHE_LINE) atomic_uint_fast64_t next;
	struct child children[];
};

/* Start `wanted` children; returns how many were started, with errno set if fewer. */
static int start_children(const struct work *work, struct shared *shared, int wanted)
{
	for (int i = 0; i < wanted; i++) {
		pid_t pid = fork();
		if (pid < 0)
			return i;
		if (pid == 0) {
			take_chunks(work, &shared->next, &shared->children[i].result);
			/* _exit, not exit, which would print the parent's buffered output a
			 * second time. */
			_exit(0);
		}
		shared->children[i].pid = pid;
	}
	return wanted;
}

/* 0, or -1 with errno if the child failed, so that its part is lost. */
static int reap(pid_t pid)
{
	int status;

	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			return -1;
	if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
		return 0;
	return errno = EIO, -1;
}

/* The same as with threads; returns 0 or what went wrong. */
static int fork_and_count(const struct work *work, struct shared *shared, struct factorization_output *out)
{
	int wanted = work->workers - 1;
	int started = start_children(work, shared, wanted);
	int error = 0;

	if (started < wanted) {
		error = errno;
		call_off(work, &shared->next);
	}
	take_chunks(work, &shared->next, out);
	/* Reap all of them, even after a failure. */
	for (int i = 0; i < started; i++) {
		if (reap(shared->children[i].pid) != 0 && error == 0)
			error = errno;
		add(out, &shared->children[i].result);
	}
	return error;
}

int factorization_fork(const struct factorization_input *in, int workers, struct factorization_output *out)
{
	struct work work;
	struct shared *shared;
	size_t bytes;
	int error;

	if (plan_work(in, workers, &work) != 0)
		return -1;
	bytes = sizeof *shared + (size_t)(work.workers - 1) * sizeof shared->children[0];
	shared = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (shared == MAP_FAILED)
		return -1;
	/* Fresh pages hold zeros, and so do the counter and every result. */
	error = fork_and_count(&work, shared, out);
	munmap(shared, bytes);
	return error == 0 ? 0 : (errno = error, -1);
}

/* OpenMP: a dynamic schedule and a reduction do all of the above.  The reduction gives each
 * thread a private histogram and adds them up at the end of the loop. */
int factorization_openmp(const struct factorization_input *in, int workers, struct factorization_output *out)
{
	struct work work;
	uint64_t count[FACTORIZATION_COUNTS] = {0};

	if (plan_work(in, workers, &work) != 0)
		return -1;
#pragma omp parallel for num_threads(work.workers) schedule(dynamic, work.chunk) reduction(+ : count)
	for (uint64_t i = 0; i < work.numbers; i++)
		count[distinct_primes((uint32_t)(work.first + i))]++;
	for (int j = 0; j < FACTORIZATION_COUNTS; j++)
		out->count[j] = count[j];
	return 0;
}
