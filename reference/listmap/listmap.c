/* listmap.c - the model solution: equal slices, four mechanisms.
 *
 * Why it is as fast as it gets.  Every element costs the same, so one slice for each worker
 * is fair, and small chunks would only add overhead.  An element is 8 bytes read, 8 written
 * and one multiplication: memory traffic takes the time, and two cores are less than twice
 * as fast because they share the memory bandwidth.
 *
 * Locality: a slice is contiguous and begins on a cache line, so no line is
 * written by two workers and the processor's prefetcher sees one stream for
 * each array.
 *
 * Fork cannot win.  A child's results are in pages that are new to it and to the parent,
 * and the parent's copy alone moves as much memory as the whole serial loop.  It is
 * included for comparison.
 *
 * It never makes more workers than there are cache lines of work, and on
 * failure it leaves no child, thread or mapping behind.
 */
#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "listmap.h"

enum { LINE = 64 / sizeof(double) }; /* elements in a cache line */

/* `restrict` is what lets the compiler double several elements at a time:
 * without it, a store to y might change an x that is still to be read. */
static void double_range(const double *restrict x, double *restrict y, size_t n)
{
	for (size_t i = 0; i < n; i++)
		y[i] = 2 * x[i];
}

/* Workers that find at least one cache line to write; the caller is always one. */
static int useful_workers(size_t n, int workers)
{
	size_t lines = n / LINE + (n % LINE > 0);

	if ((size_t)workers <= lines)
		return workers;
	return lines > 0 ? (int)lines : 1;
}

/* Where slice k of `workers` begins; slice `workers` begins at n.  Whole lines
 * are dealt out, the first slices taking one more where they do not divide. */
static size_t slice_start(size_t n, int workers, int k)
{
	size_t lines = n / LINE + (n % LINE > 0), each = lines / (size_t)workers,
	       more = lines % (size_t)workers;
	size_t line = (size_t)k * each + ((size_t)k < more ? (size_t)k : more);

	return line * LINE < n ? line * LINE : n;
}

static void double_slice(const struct listmap_input *in, int workers, int k, double *y)
{
	size_t from = slice_start(in->n, workers, k), end = slice_start(in->n, workers, k + 1);

	if (from < end)
		double_range(in->x + from, y + from, end - from);
}

int listmap_serial(const struct listmap_input *in, struct listmap_output *out)
{
	double_slice(in, 1, 0, out->y);
	return 0;
}

/* Threads: the caller takes slice 0, a helper each of the others. */

struct helper {
	pthread_t thread;
	const struct listmap_input *in;
	double *y;
	int workers, slice;
};

static void *help(void *argument)
{
	const struct helper *helper = argument;

	double_slice(helper->in, helper->workers, helper->slice, helper->y);
	return NULL;
}

int listmap_threads(const struct listmap_input *in, int workers, struct listmap_output *out)
{
	struct helper *helpers;
	int started, error = 0;

	if (workers < 1)
		return errno = EINVAL, -1;
	workers = useful_workers(in->n, workers);
	helpers = calloc((size_t)workers, sizeof *helpers);
	if (helpers == NULL)
		return -1;
	for (started = 1; started < workers; started++) {
		struct helper *h = &helpers[started];
		*h = (struct helper){.in = in, .y = out->y, .workers = workers, .slice = started};
		error = pthread_create(&h->thread, NULL, help, h);
		if (error != 0)
			break;
	}
	if (error == 0)
		double_slice(in, workers, 0, out->y);
	for (int k = 1; k < started; k++)
		pthread_join(helpers[k].thread, NULL);
	free(helpers);
	return error == 0 ? 0 : (errno = error, -1);
}

/* Fork: the caller takes slice 0, a child each of the others.  Children write
 * into a mapping that stays shared across fork(), and the parent copies. */

struct family {
	const struct listmap_input *in;
	int workers;
	double *shared;  /* results of slices 1 and up; the first stands at index 0 */
	pid_t *children; /* [workers], from 1 */
};

static int start_children(const struct family *f)
{
	size_t first = slice_start(f->in->n, f->workers, 1);

	for (int k = 1; k < f->workers; k++) {
		size_t from = slice_start(f->in->n, f->workers, k),
		       end = slice_start(f->in->n, f->workers, k + 1);
		f->children[k] = fork();
		if (f->children[k] < 0)
			return k;
		if (f->children[k] == 0) {
			double_range(f->in->x + from, f->shared + (from - first), end - from);
			/* _exit, not exit, which would print the parent's buffered output a
			 * second time. */
			_exit(0);
		}
	}
	return f->workers;
}

/* 0, or an errno if the child failed, so that its part is lost. */
static int reap(pid_t pid)
{
	int status;

	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			return errno;
	return WIFEXITED(status) && WEXITSTATUS(status) == 0 ? 0 : EIO;
}

/* Returns 0 or what went wrong. */
static int fork_and_double(const struct family *f, double *y)
{
	size_t first = slice_start(f->in->n, f->workers, 1);
	int started = start_children(f), error = started < f->workers ? errno : 0;

	if (error == 0)
		double_slice(f->in, f->workers, 0, y);
	/* Reap all of them, even after a failure. */
	for (int k = 1; k < started; k++) {
		size_t from = slice_start(f->in->n, f->workers, k),
		       end = slice_start(f->in->n, f->workers, k + 1);
		int failed = reap(f->children[k]);
		if (failed == 0 && error == 0)
			memcpy(y + from, f->shared + (from - first), (end - from) * sizeof *y);
		else if (error == 0)
			error = failed;
	}
	return error;
}

int listmap_fork(const struct listmap_input *in, int workers, struct listmap_output *out)
{
	struct family f = {.in = in};
	size_t bytes;
	int error;

	if (workers < 1)
		return errno = EINVAL, -1;
	f.workers = useful_workers(in->n, workers);
	if (f.workers == 1)
		return listmap_serial(in, out); /* no child, nothing to share */
	bytes = (in->n - slice_start(in->n, f.workers, 1)) * sizeof *f.shared;
	f.shared = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (f.shared == MAP_FAILED)
		return -1;
	f.children = calloc((size_t)f.workers, sizeof *f.children);
	error = f.children == NULL ? errno : fork_and_double(&f, out->y);
	free(f.children);
	munmap(f.shared, bytes);
	return error == 0 ? 0 : (errno = error, -1);
}

/* OpenMP: schedule(static) is one contiguous slice for each thread, and `simd`
 * promises that the arrays do not overlap. */
int listmap_openmp(const struct listmap_input *in, int workers, struct listmap_output *out)
{
	const double *x = in->x;
	double *y = out->y;

	if (workers < 1)
		return errno = EINVAL, -1;
	workers = useful_workers(in->n, workers);
#pragma omp parallel for simd num_threads(workers) schedule(static)
	for (size_t i = 0; i < in->n; i++)
		y[i] = 2 * x[i];
	return 0;
}
