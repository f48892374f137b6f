/* simulation.c - the model solution: equal slices of one stream, four mechanisms.
 *
 * Why it is right with any number of workers.  The generator is a function of the draw's
 * number, so a worker that begins at draw i simply asks for number i.  There is no state to
 * pass between draws or share between workers, and workers need no seeds.
 *
 * Why it is fast.  All draws cost the same, so each worker gets one slice and they finish
 * together; a shared counter would only add overhead.  Slices begin at multiples of a
 * block, that is at an even number (a pair of normal numbers is made at once, and is not to
 * be made twice), and two workers write to the same cache line at most where slices meet.
 *
 * Locality: a block of 256 draws is finished before the next one is begun.  Its
 * normal numbers, 2 KiB for each variable, stay in the level-1 cache.  The only
 * memory that is written to is y itself, once, in order, by one loop that adds up
 * five numbers; the compiler makes vector code of it.
 *
 * It never makes more workers than there are blocks, and on failure it leaves
 * no child, thread or mapping behind.
 */
#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "simulation.h"

enum { BLOCK = 256 };

struct work {
	uint64_t draws, seed, blocks;
	int workers;
};

static int plan_work(const struct simulation_input *in, int workers, struct work *work)
{
	if (in->draws > SIMULATION_DRAWS_MAX || workers < 1)
		return errno = EINVAL, -1;
	*work = (struct work){
		.draws = in->draws, .seed = in->seed, .blocks = (in->draws + BLOCK - 1) / BLOCK};
	work->workers = (uint64_t)workers <= work->blocks ? workers : (int)work->blocks;
	if (work->workers < 1)
		work->workers = 1;
	return 0;
}

/* Slice k of work->workers is the draws from slice_start(k) to slice_start(k + 1) - 1. */
static uint64_t slice_start(const struct work *work, int k)
{
	uint64_t start = work->blocks * (uint64_t)k / (uint64_t)work->workers * BLOCK;

	return start < work->draws ? start : work->draws;
}

/* `count` <= BLOCK draws, the first of them number `first`, into y[0 .. count - 1]. */
static void draw_block(uint64_t seed, uint64_t first, size_t count, double *y)
{
	const struct simulation_variable *x = simulation_variables;
	double z[SIMULATION_VARIABLES][BLOCK], mean = 0, scale[SIMULATION_VARIABLES];

	for (uint32_t v = 0; v < SIMULATION_VARIABLES; v++) {
		standard_normals(seed, v, first, count, z[v]);
		mean += x[v].weight * x[v].mean;
		scale[v] = x[v].weight * x[v].deviation;
	}
#pragma omp simd
	for (size_t i = 0; i < count; i++)
		y[i] = mean + scale[0] * z[0][i] + scale[1] * z[1][i] + scale[2] * z[2][i] +
		       scale[3] * z[3][i] + scale[4] * z[4][i];
}

/* The draws from .. end - 1; y[0] is that of number `from`. */
static void draw_range(const struct work *work, uint64_t from, uint64_t end, double *y)
{
	for (uint64_t first = from; first < end; first += BLOCK) {
		size_t count = end - first < BLOCK ? (size_t)(end - first) : BLOCK;
		draw_block(work->seed, first, count, y + (first - from));
	}
}

static void draw_slice(const struct work *work, int k, double *y)
{
	uint64_t from = slice_start(work, k);

	draw_range(work, from, slice_start(work, k + 1), y + from);
}

int simulation_serial(const struct simulation_input *in, struct simulation_output *out)
{
	struct work work;

	if (plan_work(in, 1, &work) != 0)
		return -1;
	draw_range(&work, 0, work.draws, out->y);
	return 0;
}

/* Threads: the caller takes slice 0, workers - 1 helpers one each of the others. */

struct helper {
	pthread_t thread;
	const struct work *work;
	int slice;
	double *y;
};

static void *help(void *argument)
{
	struct helper *helper = argument;

	draw_slice(helper->work, helper->slice, helper->y);
	return NULL;
}

int simulation_threads(const struct simulation_input *in, int workers, struct simulation_output *out)
{
	struct work work;
	struct helper *helpers;
	int started, error = 0;

	if (plan_work(in, workers, &work) != 0)
		return -1;
	helpers = malloc((size_t)work.workers * sizeof *helpers);
	if (helpers == NULL)
		return -1;
	for (started = 0; started < work.workers - 1; started++) {
		struct helper *helper = &helpers[started];
		*helper = (struct helper){.work = &work, .slice = started + 1, .y = out->y};
		error = pthread_create(&helper->thread, NULL, help, helper);
		if (error != 0)
			break;
	}
	if (error == 0)
		draw_slice(&work, 0, out->y);
	for (int i = 0; i < started; i++)
		pthread_join(helpers[i].thread, NULL);
	free(helpers);
	return error == 0 ? 0 : (errno = error, -1);
}

/* Fork: the same slices.  The parent draws slice 0 where it belongs; the others
 * come back through a mapping that stays shared across fork(), which costs a
 * page fault for every 4 KiB and one copy, a few percent of drawing them. */

/* Start a child for each slice but 0; returns how many were started, with errno set if
 * fewer. */
static int start_children(const struct work *work, double *shared, pid_t *children)
{
	uint64_t own = slice_start(work, 1);

	for (int k = 1; k < work->workers; k++) {
		pid_t pid = fork();
		if (pid < 0)
			return k - 1;
		if (pid == 0) {
			uint64_t from = slice_start(work, k);
			draw_range(work, from, slice_start(work, k + 1), shared + (from - own));
			/* _exit, not exit, which would print the parent's buffered output a
			 * second time. */
			_exit(0);
		}
		children[k - 1] = pid;
	}
	return work->workers - 1;
}

/* 0, or an errno if the child failed, so that its draws are lost. */
static int reap(pid_t pid)
{
	int status;

	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			return errno;
	return WIFEXITED(status) && WEXITSTATUS(status) == 0 ? 0 : EIO;
}

/* Returns 0 or what went wrong. */
static int fork_and_draw(const struct work *work, double *shared, pid_t *children, double *y)
{
	uint64_t own = slice_start(work, 1);
	int started = start_children(work, shared, children);
	int error = started < work->workers - 1 ? errno : 0;

	if (error == 0)
		draw_slice(work, 0, y);
	/* Reap all of them, even after a failure. */
	for (int i = 0; i < started; i++) {
		int failure = reap(children[i]);
		if (error == 0)
			error = failure;
		if (error != 0)
			continue;
		uint64_t from = slice_start(work, i + 1), end = slice_start(work, i + 2);
		memcpy(y + from, shared + (from - own), (end - from) * sizeof *y);
	}
	return error;
}

int simulation_fork(const struct simulation_input *in, int workers, struct simulation_output *out)
{
	struct work work;
	double *shared;
	pid_t *children;
	size_t bytes;
	int error;

	if (plan_work(in, workers, &work) != 0)
		return -1;
	if (work.workers == 1)
		return simulation_serial(in, out);
	bytes = (work.draws - slice_start(&work, 1)) * sizeof *shared;
	children = malloc((size_t)work.workers * sizeof *children);
	if (children == NULL)
		return -1;
	shared = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (shared == MAP_FAILED) {
		free(children);
		return -1;
	}
	error = fork_and_draw(&work, shared, children, out->y);
	munmap(shared, bytes);
	free(children);
	return error == 0 ? 0 : (errno = error, -1);
}

/* OpenMP: a static schedule gives each thread one run of blocks. */
int simulation_openmp(const struct simulation_input *in, int workers, struct simulation_output *out)
{
	struct work work;

	if (plan_work(in, workers, &work) != 0)
		return -1;
#pragma omp parallel for num_threads(work.workers) schedule(static)
	for (uint64_t block = 0; block < work.blocks; block++) {
		uint64_t first = block * BLOCK, left = work.draws - first;
		draw_block(work.seed, first, left < BLOCK ? (size_t)left : BLOCK, out->y + first);
	}
	return 0;
}
