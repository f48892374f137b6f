/* sweep.c - the model solution: longest first, each to a free worker.
 *
 * Why it is fast.  The calls are independent and take milliseconds to seconds,
 * so sharing them costs nothing; what can be lost is the end, when one worker
 * still trains and the others have nothing left to do.  If the configuration
 * that takes longest is begun last, that wait is almost as long as it takes.
 * Begun first, it is filled up by the short ones: the workers end within one
 * short call of each other.  (Graham, "Bounds on multiprocessing timing
 * anomalies", 1969: longest first is never more than a third above the best
 * possible, first come first served may take twice as long.)
 *
 * How long a call takes need not be measured: it grows with epochs times
 * weights, and only the order matters.
 *
 * Chunking: one configuration at a time; an atomic addition for each is
 * nothing against a millisecond.  Locality: train_and_score keeps all that it
 * needs in a few hundred kilobytes of its own; only the series is shared, and
 * read.  Results of different workers lie side by side in memory, but each is
 * written once.
 *
 * It never makes more workers than there are configurations, and on failure it
 * leaves no child, thread or mapping behind.
 */
#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "sweep.h"

enum { CACHE_LINE = 64 };

struct task {
	size_t index;  /* of the configuration */
	uint64_t cost; /* in units that do not matter */
};

/* What is to be done, longest first. */
struct work {
	const struct sweep_input *in;
	int workers;
	struct task *tasks; /* [in->configurations] */
};

static uint64_t cost_of(const struct sweep_configuration *c)
{
	uint64_t weights = 0, inputs = 3;

	for (int l = 0; l < c->layers && l < SWEEP_LAYERS_MAX; l++) {
		weights += inputs * (uint64_t)c->width[l];
		inputs = (uint64_t)c->width[l];
	}
	return (uint64_t)c->epochs * (weights + inputs * 3);
}

/* Longest first; of equals the one asked for first, so that the order is always the same. */
static int compare_tasks(const void *a, const void *b)
{
	const struct task *left = a, *right = b;

	if (left->cost != right->cost)
		return left->cost > right->cost ? -1 : 1;
	return left->index < right->index ? -1 : left->index > right->index;
}

static int begin_work(const struct sweep_input *in, int workers, struct work *work)
{
	if (workers < 1)
		return errno = EINVAL, -1;
	work->in = in;
	work->workers = (size_t)workers < in->configurations ? workers : (int)in->configurations;
	if (work->workers < 1)
		work->workers = 1;
	work->tasks = malloc((in->configurations + 1) * sizeof *work->tasks);
	if (work->tasks == NULL)
		return -1;
	for (size_t i = 0; i < in->configurations; i++)
		work->tasks[i] = (struct task){i, cost_of(&in->configuration[i])};
	qsort(work->tasks, in->configurations, sizeof *work->tasks, compare_tasks);
	return 0;
}

/* Frees, and turns what went wrong (0: nothing) into a function's result. */
static int end_work(struct work *work, int error)
{
	free(work->tasks);
	return error == 0 ? 0 : (errno = error, -1);
}

static int train_task(const struct work *work, size_t task, double *rmse)
{
	size_t index = work->tasks[task].index;

	return train_and_score(&work->in->configuration[index], work->in->series, &rmse[index]) == 0 ? 0
	                                                                                             : errno;
}

/* No task is left for anybody who asks from now on. */
static void call_off(const struct work *work, atomic_size_t *next)
{
	atomic_store_explicit(next, work->in->configurations, memory_order_relaxed);
}

/* Take tasks until none is left; 0 or what went wrong.  Relaxed order is enough:
 * the counter hands out numbers and protects no memory; join and waitpid order
 * the results. */
static int take_tasks(const struct work *work, atomic_size_t *next, double *rmse)
{
	for (;;) {
		size_t task = atomic_fetch_add_explicit(next, 1, memory_order_relaxed);
		if (task >= work->in->configurations)
			return 0;
		int error = train_task(work, task, rmse);
		if (error != 0) {
			call_off(work, next);
			return error;
		}
	}
}

int sweep_serial(const struct sweep_input *in, struct sweep_output *out)
{
	for (size_t i = 0; i < in->configurations; i++)
		if (train_and_score(&in->configuration[i], in->series, &out->rmse[i]) != 0)
			return -1;
	return 0;
}

/* Threads: the caller and workers - 1 helpers. */

struct team {
	const struct work *work;
	double *rmse;
	atomic_size_t next;
};

struct helper {
	pthread_t thread;
	struct team *team;
	int error;
};

static void *help(void *argument)
{
	struct helper *helper = argument;

	helper->error = take_tasks(helper->team->work, &helper->team->next, helper->team->rmse);
	return NULL;
}

static int run_team(struct team *team, struct helper *helpers, int wanted)
{
	int started = 0, error = 0, own;

	while (started < wanted && error == 0) {
		helpers[started].team = team;
		error = pthread_create(&helpers[started].thread, NULL, help, &helpers[started]);
		started += error == 0;
	}
	if (error != 0)
		call_off(team->work, &team->next);
	own = take_tasks(team->work, &team->next, team->rmse);
	error = error != 0 ? error : own;
	for (int i = 0; i < started; i++) {
		pthread_join(helpers[i].thread, NULL);
		error = error != 0 ? error : helpers[i].error;
	}
	return error;
}

int sweep_threads(const struct sweep_input *in, int workers, struct sweep_output *out)
{
	struct work work;
	struct team team = {.work = &work, .rmse = out->rmse, .next = 0};
	struct helper *helpers;
	int error;

	if (begin_work(in, workers, &work) != 0)
		return -1;
	helpers = calloc((size_t)work.workers, sizeof *helpers);
	error = helpers != NULL ? run_team(&team, helpers, work.workers - 1) : errno;
	free(helpers);
	return end_work(&work, error);
}

/* Fork: the caller and workers - 1 children.  The counter and the results live
 * in a mapping that stays shared across fork(). */

struct shared {
	_Alignas(CACHE_LINE) atomic_size_t next;
	_Alignas(CACHE_LINE) double rmse[]; /* [configurations] */
};

/* Start `wanted` children; returns how many came, fewer with errno set. */
static int start_children(const struct work *work, struct shared *shared, pid_t *children, int wanted)
{
	for (int i = 0; i < wanted; i++) {
		children[i] = fork();
		if (children[i] < 0)
			return i;
		if (children[i] == 0)
			/* _exit, not exit: what the parent has buffered for stdout is not ours to print. */
			_exit(take_tasks(work, &shared->next, shared->rmse));
	}
	return wanted;
}

/* 0 or what went wrong: a child's exit status is the errno of what failed in it. */
static int reap(pid_t pid)
{
	int status;

	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			return errno;
	return WIFEXITED(status) ? WEXITSTATUS(status) : EIO;
}

static int run_children(const struct work *work, struct shared *shared, pid_t *children)
{
	int wanted = work->workers - 1, error = 0, own;
	int started = start_children(work, shared, children, wanted);

	if (started < wanted) {
		error = errno;
		call_off(work, &shared->next);
	}
	own = take_tasks(work, &shared->next, shared->rmse);
	error = error != 0 ? error : own;
	/* Reap all of them, even after a failure: nobody else will. */
	for (int i = 0; i < started; i++) {
		int theirs = reap(children[i]);
		error = error != 0 ? error : theirs;
	}
	return error;
}

static int share_and_run(const struct work *work, pid_t *children, struct sweep_output *out)
{
	size_t bytes = sizeof(struct shared) + work->in->configurations * sizeof *out->rmse;
	struct shared *shared = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	int error;

	if (shared == MAP_FAILED)
		return errno;
	error = run_children(work, shared, children); /* fresh pages are zeros, and so is the counter */
	for (size_t i = 0; i < work->in->configurations; i++)
		out->rmse[i] = shared->rmse[i];
	munmap(shared, bytes);
	return error;
}

int sweep_fork(const struct sweep_input *in, int workers, struct sweep_output *out)
{
	struct work work;
	pid_t *children;
	int error;

	if (begin_work(in, workers, &work) != 0)
		return -1;
	children = malloc((size_t)work.workers * sizeof *children);
	error = children != NULL ? share_and_run(&work, children, out) : errno;
	free(children);
	return end_work(&work, error);
}

/* OpenMP: dynamic,1 hands out one task at a time, in the order of the loop. */
int sweep_openmp(const struct sweep_input *in, int workers, struct sweep_output *out)
{
	struct work work;
	atomic_int error = 0;

	if (begin_work(in, workers, &work) != 0)
		return -1;
#pragma omp parallel for num_threads(work.workers) schedule(dynamic, 1)
	for (size_t task = 0; task < in->configurations; task++) {
		/* A loop of OpenMP cannot be left; after a failure the rest is skipped. */
		int failed = atomic_load(&error) == 0 ? train_task(&work, task, out->rmse) : 0;
		if (failed != 0)
			atomic_store(&error, failed);
	}
	return end_work(&work, atomic_load(&error));
}
