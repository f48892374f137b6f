/* integration.c - the model solution: most expensive first, four mechanisms.
 *
 * Why it is fast.  The integral of n samples costs in proportion to n, so of w equal slices
 * the last holds nearly (2w - 1) / w^2 of all the work: three quarters on two workers,
 * which cannot give more than 1.33.  Here a worker that is free takes the next chunk, and
 * the chunks are handed out in order of falling cost.  The last ones are the cheapest, so
 * the workers finish within microseconds of each other.
 *
 * Chunks and locality: a chunk is eight neighbouring areas, 64 bytes, about one cache line.
 * Two workers so hardly ever write to the same line at the same time, and the counter is
 * touched once per chunk, that is once in a millisecond at the expensive end.  The samples
 * of an integral are on the stack of the worker that draws them: 160 KB for 10,000 samples,
 * which stay in its level-2 cache.
 *
 * It never makes more workers than there are chunks, and on failure it leaves
 * no child, thread or mapping behind.
 */
#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "integration.h"

enum { CACHE_LINE = 64, CHUNK = CACHE_LINE / sizeof(double) };

/* Chunk 0 ends with the largest n; the last chunk begins with 0. */
struct work {
	const struct integration_input *in;
	double *area;
	uint32_t chunks;
	int workers;
};

/* Chunks number a few thousand, so a counter that every worker overruns once cannot wrap. */
typedef atomic_uint_fast32_t chunk_counter;

static int plan_work(const struct integration_input *in, int workers, double *area, struct work *work)
{
	/* Written so that a NaN among the bounds is refused too. */
	if (in->function >= INTEGRATION_FUNCTIONS || in->integrals > INTEGRATION_INTEGRALS_MAX ||
	    !(in->lower >= -INTEGRATION_BOUND_MAX && in->lower <= in->upper &&
	      in->upper <= INTEGRATION_BOUND_MAX) ||
	    workers < 1)
		return errno = EINVAL, -1;
	*work = (struct work){.in = in, .area = area, .chunks = (in->integrals + CHUNK - 1) / CHUNK};
	work->workers = (uint32_t)workers <= work->chunks ? workers : (int)work->chunks;
	if (work->workers < 1)
		work->workers = 1;
	return 0;
}

static void integrate_chunk(const struct work *work, uint32_t chunk)
{
	uint32_t end = work->in->integrals - chunk * CHUNK;
	uint32_t from = end > CHUNK ? end - CHUNK : 0;

	for (uint32_t n = from; n < end; n++)
		work->area[n] = integrate_once(work->in, n);
}

/* Take chunks until none is left.  Relaxed order is enough: the counter hands
 * out numbers and protects no memory; join and waitpid order the results. */
static void take_chunks(const struct work *work, chunk_counter *next)
{
	for (;;) {
		uint_fast32_t chunk = atomic_fetch_add_explicit(next, 1, memory_order_relaxed);
		if (chunk >= work->chunks)
			return;
		integrate_chunk(work, (uint32_t)chunk);
	}
}

/* From now on no more chunks are handed out. */
static void call_off(const struct work *work, chunk_counter *next)
{
	atomic_store_explicit(next, work->chunks, memory_order_relaxed);
}

int integration_serial(const struct integration_input *in, struct integration_output *out)
{
	struct work work;

	if (plan_work(in, 1, out->area, &work) != 0)
		return -1;
	for (uint32_t n = 0; n < in->integrals; n++)
		out->area[n] = integrate_once(in, n);
	return 0;
}

/* Threads: the caller and workers - 1 helpers. */

struct pool {
	struct work work;
	/* Written by all workers, so on a different cache line from data that all workers
	 * read. */
	_Alignas(CACHE_LINE) chunk_counter next;
};

static void *help(void *argument)
{
	struct pool *pool = argument;

	take_chunks(&pool->work, &pool->next);
	return NULL;
}

int integration_threads(const struct integration_input *in, int workers, struct integration_output *out)
{
	struct pool pool = {.next = 0};
	pthread_t *helpers;
	int started, error = 0;

	if (plan_work(in, workers, out->area, &pool.work) != 0)
		return -1;
	helpers = malloc((size_t)pool.work.workers * sizeof *helpers);
	if (helpers == NULL)
		return -1;
	for (started = 0; started < pool.work.workers - 1; started++) {
		error = pthread_create(&helpers[started], NULL, help, &pool);
		if (error != 0) {
			call_off(&pool.work, &pool.next);
			break;
		}
	}
	take_chunks(&pool.work, &pool.next);
	for (int i = 0; i < started; i++)
		pthread_join(helpers[i], NULL);
	free(helpers);
	return error == 0 ? 0 : (errno = error, -1);
}

/* Fork: the caller and workers - 1 children.  The counter and the areas live in a mapping
 * that stays shared across fork().  The parent copies the areas out at the end, a few
 * pages. */

struct shared {
	_Alignas(CACHE_LINE) chunk_counter next;
	_Alignas(CACHE_LINE) double area[];
};

/* Start `wanted` children; returns how many were started, with errno set if fewer. */
static int start_children(const struct work *work, struct shared *shared, pid_t *children, int wanted)
{
	for (int i = 0; i < wanted; i++) {
		children[i] = fork();
		if (children[i] < 0)
			return i;
		if (children[i] == 0) {
			take_chunks(work, &shared->next);
			/* _exit, not exit, which would print the parent's buffered output a
			 * second time. */
			_exit(0);
		}
	}
	return wanted;
}

/* 0, or an errno if the child failed, so that its areas are lost. */
static int reap(pid_t pid)
{
	int status;

	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			return errno;
	return WIFEXITED(status) && WEXITSTATUS(status) == 0 ? 0 : EIO;
}

/* Returns 0 or what went wrong. */
static int fork_and_integrate(const struct work *work, struct shared *shared, pid_t *children)
{
	int wanted = work->workers - 1, error = 0;
	int started = start_children(work, shared, children, wanted);

	if (started < wanted) {
		error = errno;
		call_off(work, &shared->next);
	}
	take_chunks(work, &shared->next);
	/* Reap all of them, even after a failure. */
	for (int i = 0; i < started; i++) {
		int failure = reap(children[i]);
		if (error == 0)
			error = failure;
	}
	return error;
}

int integration_fork(const struct integration_input *in, int workers, struct integration_output *out)
{
	size_t bytes = sizeof(struct shared) + in->integrals * sizeof out->area[0];
	struct work work;
	struct shared *shared;
	pid_t *children;
	int error;

	if (plan_work(in, workers, NULL, &work) != 0)
		return -1;
	children = malloc((size_t)work.workers * sizeof *children);
	if (children == NULL)
		return -1;
	shared = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (shared == MAP_FAILED) {
		free(children);
		return -1;
	}
	work.area = shared->area;
	error = fork_and_integrate(&work, shared, children);
	if (error == 0 && in->integrals > 0)
		memcpy(out->area, shared->area, in->integrals * sizeof out->area[0]);
	munmap(shared, bytes);
	free(children);
	return error == 0 ? 0 : (errno = error, -1);
}

/* OpenMP: a dynamic schedule over the chunks, which already run from expensive to cheap. */
int integration_openmp(const struct integration_input *in, int workers, struct integration_output *out)
{
	struct work work;

	if (plan_work(in, workers, out->area, &work) != 0)
		return -1;
#pragma omp parallel for num_threads(work.workers) schedule(dynamic, 1)
	for (uint32_t chunk = 0; chunk < work.chunks; chunk++)
		integrate_chunk(&work, chunk);
	return 0;
}
