/* polygrid.c - the model solution: equal slices, four mechanisms.
 *
 * Why it is fast.  Horner's rule, ((a x + b) x + c) x + d, takes three multiplications and
 * three additions, and the loop along a row is written so that the compiler evaluates
 * several points at a time.
 *
 * What bounds it.  With a single frame, storing the results: 8 bytes leave the core for six
 * operations, two cores share the memory bandwidth, and a few more gain nothing at all.  With
 * many frames, arithmetic: all frames of a row are done while it is in the level-1 cache, and so
 * are the points, so a value goes to memory once for hundreds of operations.  The loops the
 * other way round, the frames outermost, would go through memory once for each frame.
 *
 * Chunks: every value costs the same, so one slice for each worker is fair.  Slices are cut
 * from the table as a whole and not by rows: so a table of one long row is shared, too.
 *
 * Locality: a slice is contiguous and begins on a cache line, so no line is
 * written by two workers; the points (400 bytes in the default) stay in the
 * innermost cache while a worker goes through its rows.
 *
 * Fork loses with a single frame.  A child's results are in pages that are new to it and to the
 * parent, and the parent's copy alone moves more memory than the whole serial computation.  With
 * many frames the same copy is a small part of the work.
 *
 * It never makes more workers than there are cache lines of results, and on
 * failure it leaves no child, thread or mapping behind.
 */
#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "polygrid.h"

enum { LINE = 64 / sizeof(double) }; /* values in a cache line */

/* Part of a row.  `restrict` is what lets the compiler take several points at
 * a time: without it, a store to value might change an x still to be read. */
static void evaluate_row(const double p[POLYGRID_PARAMETERS], const double *restrict x, size_t points,
                         double *restrict value)
{
	double a = p[0], b = p[1], c = p[2], d = p[3];

	for (size_t j = 0; j < points; j++)
		value[j] = ((a * x[j] + b) * x[j] + c) * x[j] + d;
}

/* The same in a further frame. */
static void raise_row(const double p[POLYGRID_PARAMETERS], const double *restrict x, size_t points,
                      double *restrict value)
{
	double a = p[0], b = p[1], c = p[2], d = p[3];

	for (size_t j = 0; j < points; j++) {
		double here = ((a * x[j] + b) * x[j] + c) * x[j] + d;
		value[j] = here > value[j] ? here : value[j];
	}
}

/* The values from .. end - 1 of the table, written to value[0] onwards. */
static void evaluate_range(const struct polygrid_input *in, size_t from, size_t end, double *value)
{
	while (from < end) {
		size_t r = from / in->points, j = from % in->points;
		size_t length = in->points - j < end - from ? in->points - j : end - from;
		evaluate_row(in->params[r], in->x + j, length, value);
		for (size_t t = 1; t < in->frames; t++)
			raise_row(in->params[r], in->x + t * in->points + j, length, value);
		value += length;
		from += length;
	}
}

static size_t value_count(const struct polygrid_input *in)
{
	return in->rows * in->points;
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

static void evaluate_slice(const struct polygrid_input *in, int workers, int k, double *value)
{
	size_t n = value_count(in), from = slice_start(n, workers, k), end = slice_start(n, workers, k + 1);

	evaluate_range(in, from, end, value + from);
}

int polygrid_serial(const struct polygrid_input *in, struct polygrid_output *out)
{
	evaluate_slice(in, 1, 0, out->value);
	return 0;
}

/* Threads: the caller takes slice 0, a helper each of the others. */

struct helper {
	pthread_t thread;
	const struct polygrid_input *in;
	double *value;
	int workers, slice;
};

static void *help(void *argument)
{
	const struct helper *helper = argument;

	evaluate_slice(helper->in, helper->workers, helper->slice, helper->value);
	return NULL;
}

int polygrid_threads(const struct polygrid_input *in, int workers, struct polygrid_output *out)
{
	struct helper *helpers;
	int started, error = 0;

	if (workers < 1)
		return errno = EINVAL, -1;
	workers = useful_workers(value_count(in), workers);
	helpers = calloc((size_t)workers, sizeof *helpers);
	if (helpers == NULL)
		return -1;
	for (started = 1; started < workers; started++) {
		struct helper *h = &helpers[started];
		*h = (struct helper){.in = in, .value = out->value, .workers = workers, .slice = started};
		error = pthread_create(&h->thread, NULL, help, h);
		if (error != 0)
			break;
	}
	if (error == 0)
		evaluate_slice(in, workers, 0, out->value);
	for (int k = 1; k < started; k++)
		pthread_join(helpers[k].thread, NULL);
	free(helpers);
	return error == 0 ? 0 : (errno = error, -1);
}

/* Fork: the caller takes slice 0, a child each of the others.  Children write
 * into a mapping that stays shared across fork(), and the parent copies. */

struct family {
	const struct polygrid_input *in;
	size_t values; /* in all */
	int workers;
	double *shared;  /* results of slices 1 and up; the first stands at index 0 */
	pid_t *children; /* [workers], from 1 */
};

static int start_children(const struct family *f)
{
	size_t first = slice_start(f->values, f->workers, 1);

	for (int k = 1; k < f->workers; k++) {
		size_t from = slice_start(f->values, f->workers, k),
		       end = slice_start(f->values, f->workers, k + 1);
		f->children[k] = fork();
		if (f->children[k] < 0)
			return k;
		if (f->children[k] == 0) {
			evaluate_range(f->in, from, end, f->shared + (from - first));
			/* _exit, not exit: what the parent has buffered for stdout is not ours to print. */
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
static int fork_and_evaluate(const struct family *f, double *value)
{
	size_t first = slice_start(f->values, f->workers, 1);
	int started = start_children(f), error = started < f->workers ? errno : 0;

	if (error == 0)
		evaluate_slice(f->in, f->workers, 0, value);
	/* Reap all of them, even after a failure. */
	for (int k = 1; k < started; k++) {
		size_t from = slice_start(f->values, f->workers, k),
		       end = slice_start(f->values, f->workers, k + 1);
		int failed = reap(f->children[k]);
		if (failed == 0 && error == 0)
			memcpy(value + from, f->shared + (from - first), (end - from) * sizeof *value);
		else if (error == 0)
			error = failed;
	}
	return error;
}

int polygrid_fork(const struct polygrid_input *in, int workers, struct polygrid_output *out)
{
	struct family f = {.in = in, .values = value_count(in)};
	size_t bytes;
	int error;

	if (workers < 1)
		return errno = EINVAL, -1;
	f.workers = useful_workers(f.values, workers);
	if (f.workers == 1)
		return polygrid_serial(in, out); /* no child, nothing to share */
	bytes = (f.values - slice_start(f.values, f.workers, 1)) * sizeof *f.shared;
	f.shared = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (f.shared == MAP_FAILED)
		return -1;
	f.children = calloc((size_t)f.workers, sizeof *f.children);
	error = f.children == NULL ? errno : fork_and_evaluate(&f, out->value);
	free(f.children);
	munmap(f.shared, bytes);
	return error == 0 ? 0 : (errno = error, -1);
}

/* OpenMP: one slice for each thread.  A loop over rows would be the plainer
 * way; this one also shares a table with fewer rows than threads. */
int polygrid_openmp(const struct polygrid_input *in, int workers, struct polygrid_output *out)
{
	if (workers < 1)
		return errno = EINVAL, -1;
	workers = useful_workers(value_count(in), workers);
#pragma omp parallel for num_threads(workers) schedule(static, 1)
	for (int k = 0; k < workers; k++)
		evaluate_slice(in, workers, k, out->value);
	return 0;
}
