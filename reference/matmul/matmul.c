/* matmul.c - the model solution: pack, then multiply by blocks of rows.
 *
 * Why it is fast.  The work is m k n multiplications, but only (m + n) k numbers are needed
 * for it, so the speed depends on how often each is loaded from memory.  First both
 * matrices are packed: copied into bytes, A by rows and B by columns, as
 * matmul_tile wants them.  The copies are a quarter as large as the originals, and every later
 * access is sequential.  With bytes the processor's dot products are the bound: four times as
 * many multiplications as in single precision.
 *
 * Locality.  The product is added up in layers of 4096 terms.  In one layer the
 * four columns of a tile are 16 KiB and stay in the first-level cache while all
 * rows of a block pass by; these are 256 KiB and stay in the second-level cache
 * from one four columns to the next.  So a column comes from memory once for a
 * block of rows, not once for each pair of them, and whole rows need not fit
 * anywhere: the speed is the same for k = 1000 and k = 100000.
 *
 * Chunking.  All rows cost the same, so equal slices would do on a quiet machine.  The
 * blocks are small (at most 64 rows, and 8 for each worker if there are enough rows), and
 * free workers take them: that costs one atomic addition for each, and a worker whose core
 * is shared with another program takes fewer.
 *
 * Packing is shared among the workers too.  It is a tenth of the time of one
 * worker; left to one of them, it would be more than half the time of sixteen
 * (Amdahl).  B is transposed eight terms at a time: the compiler makes vector code of
 * putting eight rows of it into 64-bit words, and each word is stored at once.  All of it must be done before the first tile, hence two phases.
 *
 * It never makes more workers than there are blocks of rows, and on failure it
 * leaves no child, thread or mapping behind.
 */
#include <endian.h>
#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "matmul.h"

enum {
	ROWS_MOST = 64, /* of a block */
	BLOCKS_PER_WORKER = 8,
	LAYER = 4096, /* terms */
	PACK_COLUMNS = 64,
	PACK_DEPTH = 8, /* terms packed at a time: as many as there are bytes in a word */
	CACHE_LINE = 64,
	HUGE_PAGE = 2 << 20,
};

struct work {
	const struct matmul_input *in;
	size_t stride; /* of the packed rows and columns, in elements: k, filled up with zeros */
	size_t block;  /* rows */
	size_t row_blocks, column_blocks;
	int workers;
	uint8_t *rows, *columns; /* packed */
	void *mapping;
	size_t mapped;
};

static size_t round_up(size_t value, size_t multiple)
{
	return (value + multiple - 1) / multiple * multiple;
}

static size_t bytes_of_vectors(const struct work *work, size_t vectors, size_t multiple)
{
	return round_up(vectors, multiple) * work->stride;
}

static size_t clamp(size_t value, size_t least, size_t most)
{
	return value < least ? least : value > most ? most : value;
}

/* Decide on sizes, and map memory for the packed matrices and `extra` bytes behind them.
 * It begins as zeros, so the padding need not be written. `sharing` is MAP_PRIVATE or
 * MAP_SHARED. */
static int begin_work(const struct matmul_input *in, int workers, int sharing, size_t extra,
                      struct work *work)
{
	size_t row_bytes, column_bytes, fair;

	if (workers < 1 || in->k > MATMUL_K_MAX)
		return errno = EINVAL, -1;
	*work = (struct work){.in = in, .stride = round_up(in->k, CACHE_LINE)};
	fair = in->m / ((size_t)workers * BLOCKS_PER_WORKER);
	work->block = clamp(fair / MATMUL_TILE_ROWS * MATMUL_TILE_ROWS, MATMUL_TILE_ROWS, ROWS_MOST);
	work->row_blocks = round_up(in->m, work->block) / work->block;
	work->column_blocks = round_up(in->n, PACK_COLUMNS) / PACK_COLUMNS;
	work->workers = (int)clamp((size_t)workers, 1, work->row_blocks + (work->row_blocks == 0));
	row_bytes = bytes_of_vectors(work, in->m, MATMUL_TILE_ROWS);
	column_bytes = bytes_of_vectors(work, in->n, MATMUL_TILE_COLUMNS);
	work->mapped = row_bytes + column_bytes + extra + CACHE_LINE; /* never 0, which mmap refuses */
	/* Where the system grants huge pages, there is one page fault for 2 MiB instead of 512. */
	if (work->mapped >= HUGE_PAGE / 2)
		work->mapped = round_up(work->mapped, HUGE_PAGE) + HUGE_PAGE;
	work->mapping = mmap(NULL, work->mapped, PROT_READ | PROT_WRITE, sharing | MAP_ANONYMOUS, -1, 0);
	if (work->mapping == MAP_FAILED)
		return -1;
	madvise(work->mapping, work->mapped, MADV_HUGEPAGE); /* only a hint */
	work->rows = work->mapping;
	if (work->mapped > HUGE_PAGE)
		work->rows += round_up((uintptr_t)work->rows, HUGE_PAGE) - (uintptr_t)work->rows;
	work->columns = work->rows + row_bytes;
	return 0;
}

static void *extra_memory(const struct work *work)
{
	return work->columns + bytes_of_vectors(work, work->in->n, MATMUL_TILE_COLUMNS);
}

/* Keeps errno, so that it can be called on the way out of a failure. */
static void end_work(struct work *work)
{
	int error = errno;

	munmap(work->mapping, work->mapped);
	errno = error;
}

static size_t least(size_t a, size_t b)
{
	return a < b ? a : b;
}

/* First phase: unit u packs a block of rows, or, beyond those, a block of columns. */

static void pack_rows(const struct work *work, size_t from, size_t end)
{
	const struct matmul_input *in = work->in;

	for (size_t i = from; i < end; i++)
		for (size_t p = 0; p < in->k; p++)
			work->rows[i * work->stride + p] = (uint8_t)in->a[i * in->k + p];
}

/* Terms from .. from + 7 (fewer at the end) of `count` columns, the first of them number j. */
static void pack_words(const struct work *work, size_t from, size_t j, size_t count)
{
	const struct matmul_input *in = work->in;
	size_t terms = least(PACK_DEPTH, in->k - from);
	uint64_t word[PACK_COLUMNS] = {0};

	for (size_t p = 0; p < terms; p++)
		for (size_t s = 0; s < count; s++)
			word[s] |= (uint64_t)in->b[(from + p) * in->n + j + s] << 8 * p;
	for (size_t s = 0; s < count; s++) {
		uint64_t bytes = htole64(word[s]);
		memcpy(&work->columns[(j + s) * work->stride + from], &bytes, sizeof bytes);
	}
}

static void pack(const struct work *work, size_t unit, int64_t *c)
{
	const struct matmul_input *in = work->in;

	(void)c;
	if (unit < work->row_blocks) {
		pack_rows(work, unit * work->block, least((unit + 1) * work->block, in->m));
	} else {
		size_t from = (unit - work->row_blocks) * PACK_COLUMNS;
		for (size_t p = 0; p < in->k; p += PACK_DEPTH)
			pack_words(work, p, from, least(PACK_COLUMNS, in->n - from));
	}
}

/* Second phase: unit u is a block of rows of C. */

/* Set (first layer) or add to (others) `count` neighbouring elements of C. */
static void add_sums(const int32_t *sum, size_t count, bool first, int64_t *c)
{
	for (size_t s = 0; s < count; s++)
		c[s] = (first ? 0 : c[s]) + sum[s];
}

static void multiply_tile(const struct work *work, size_t layer, size_t i, size_t j, int64_t *c)
{
	const struct matmul_input *in = work->in;
	const uint8_t *rows = work->rows + i * work->stride + layer;
	const uint8_t *columns = work->columns + j * work->stride + layer;
	int32_t sum[MATMUL_TILE_ROWS][MATMUL_TILE_COLUMNS];

	matmul_tile(least(LAYER, work->stride - layer), rows, columns, work->stride, sum);
	for (size_t r = 0; r < MATMUL_TILE_ROWS && i + r < in->m; r++) {
		int64_t *to = &c[(i + r) * in->n + j];
		if (j + MATMUL_TILE_COLUMNS <= in->n) /* a constant number: no loop is left of it */
			add_sums(sum[r], MATMUL_TILE_COLUMNS, layer == 0, to);
		else
			add_sums(sum[r], in->n - j, layer == 0, to);
	}
}

static void multiply(const struct work *work, size_t unit, int64_t *c)
{
	size_t from = unit * work->block, end = least(from + work->block, work->in->m), layer = 0;

	/* At least one layer: with k = 0 it is an empty one, and sets every element to 0. */
	do {
		for (size_t j = 0; j < work->in->n; j += MATMUL_TILE_COLUMNS)
			for (size_t i = from; i < end; i += MATMUL_TILE_ROWS)
				multiply_tile(work, layer, i, j, c);
		layer += LAYER;
	} while (layer < work->stride);
}

/* A phase: independent units of work, taken by free workers. */

typedef void step_function(const struct work *work, size_t unit, int64_t *c);

struct phase {
	const struct work *work;
	step_function *step;
	size_t units;
	int64_t *c;
};

static struct phase packing(const struct work *work)
{
	return (struct phase){work, pack, work->row_blocks + work->column_blocks, NULL};
}

static struct phase multiplying(const struct work *work, int64_t *c)
{
	return (struct phase){work, multiply, work->row_blocks, c};
}

/* Relaxed order is enough: the counter hands out units and protects no memory; join and
 * waitpid order the results. `done`, if not NULL, records which units were done here. */
static void take_units(const struct phase *phase, atomic_size_t *next, bool *done)
{
	for (;;) {
		size_t unit = atomic_fetch_add_explicit(next, 1, memory_order_relaxed);
		if (unit >= phase->units)
			return;
		phase->step(phase->work, unit, phase->c);
		if (done != NULL)
			done[unit] = true;
	}
}

/* From now on no more units are handed out. */
static void call_off(const struct phase *phase, atomic_size_t *next)
{
	atomic_store_explicit(next, phase->units, memory_order_relaxed);
}

int matmul_serial(const struct matmul_input *in, struct matmul_output *out)
{
	struct work work;
	struct phase pack_phase, multiply_phase;
	atomic_size_t pack_next = 0, multiply_next = 0;

	if (begin_work(in, 1, MAP_PRIVATE, 0, &work) != 0)
		return -1;
	pack_phase = packing(&work);
	multiply_phase = multiplying(&work, out->c);
	take_units(&pack_phase, &pack_next, NULL);
	take_units(&multiply_phase, &multiply_next, NULL);
	end_work(&work);
	return 0;
}

/* Threads: the caller and workers - 1 helpers, anew for each phase.  Making them
 * costs 20 microseconds; joining them is the barrier. */

struct team {
	struct phase phase;
	/* Written by all workers, so on a different cache line from data that all workers
	 * read. */
	_Alignas(CACHE_LINE) atomic_size_t next;
};

static void *help(void *argument)
{
	struct team *team = argument;

	take_units(&team->phase, &team->next, NULL);
	return NULL;
}

static int run_threads(struct phase phase, pthread_t *helpers)
{
	struct team team = {.phase = phase, .next = 0};
	int wanted = phase.work->workers - 1, started, error = 0;

	for (started = 0; started < wanted && error == 0; started += error == 0)
		error = pthread_create(&helpers[started], NULL, help, &team);
	if (error != 0)
		call_off(&team.phase, &team.next);
	take_units(&team.phase, &team.next, NULL);
	for (int i = 0; i < started; i++)
		pthread_join(helpers[i], NULL);
	return error == 0 ? 0 : (errno = error, -1);
}

int matmul_threads(const struct matmul_input *in, int workers, struct matmul_output *out)
{
	struct work work;
	pthread_t *helpers;
	int status = -1;

	if (begin_work(in, workers, MAP_PRIVATE, 0, &work) != 0)
		return -1;
	helpers = malloc((size_t)work.workers * sizeof *helpers);
	if (helpers != NULL && run_threads(packing(&work), helpers) == 0)
		status = run_threads(multiplying(&work, out->c), helpers);
	end_work(&work);
	free(helpers);
	return status;
}

/* Fork: the caller and workers - 1 children, anew for each phase.  The packed
 * matrices are in a mapping that stays shared, and so is a C for the children's
 * rows.  The caller writes its own rows to their final place at once; only
 * those of the children are copied. */

struct shared {
	_Alignas(CACHE_LINE) atomic_size_t next;
	bool by_child[]; /* [row blocks] */
};

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

/* Start `wanted` children; returns how many were started, with errno set if fewer. */
static int start_children(const struct phase *phase, struct shared *shared, bool *done, pid_t *children,
                          int wanted)
{
	for (int i = 0; i < wanted; i++) {
		children[i] = fork();
		if (children[i] < 0)
			return i;
		if (children[i] == 0) {
			take_units(phase, &shared->next, done);
			/* _exit, not exit, which would print the parent's buffered output a
			 * second time. */
			_exit(0);
		}
	}
	return wanted;
}

/* The same phase, but with another place for the children's results, who also
 * leave word in `done` (if not NULL) which units those are. */
static int run_children(struct phase own, struct phase theirs, struct shared *shared, bool *done,
                        pid_t *children)
{
	int wanted = own.work->workers - 1, started, error = 0;

	atomic_init(&shared->next, 0);
	started = start_children(&theirs, shared, done, children, wanted);
	if (started < wanted) {
		error = errno;
		call_off(&own, &shared->next);
	}
	take_units(&own, &shared->next, NULL);
	/* Reap all of them, even after a failure. */
	for (int i = 0; i < started; i++)
		if (reap(children[i]) != 0 && error == 0)
			error = errno;
	return error == 0 ? 0 : (errno = error, -1);
}

static void copy_rows(const struct work *work, const bool *by_child, const int64_t *from, int64_t *to)
{
	size_t n = work->in->n;

	for (size_t unit = 0; unit < work->row_blocks; unit++) {
		size_t first = unit * work->block, end = least(first + work->block, work->in->m);
		if (by_child[unit])
			memcpy(to + first * n, from + first * n, (end - first) * n * sizeof *to);
	}
}

static int fork_both(struct work *work, struct matmul_output *out, pid_t *children)
{
	/* C comes last, behind a list with room for as many blocks as there are rows. */
	struct shared *shared = extra_memory(work);
	int64_t *c = (int64_t *)((char *)shared + round_up(sizeof *shared + work->in->m, CACHE_LINE));

	if (run_children(packing(work), packing(work), shared, NULL, children) != 0 ||
	    run_children(multiplying(work, out->c), multiplying(work, c), shared, shared->by_child,
	                 children) != 0)
		return -1;
	copy_rows(work, shared->by_child, c, out->c);
	return 0;
}

int matmul_fork(const struct matmul_input *in, int workers, struct matmul_output *out)
{
	size_t extra = round_up(sizeof(struct shared) + in->m, CACHE_LINE) + in->m * in->n * sizeof(int64_t);
	struct work work;
	pid_t *children;
	int status = -1;

	if (begin_work(in, workers, MAP_SHARED, extra, &work) != 0)
		return -1;
	children = malloc((size_t)work.workers * sizeof *children);
	if (children != NULL)
		status = fork_both(&work, out, children);
	end_work(&work);
	free(children);
	return status;
}

/* OpenMP: the runtime hands out the units, and the end of a loop is a barrier. */
int matmul_openmp(const struct matmul_input *in, int workers, struct matmul_output *out)
{
	struct work work;

	if (begin_work(in, workers, MAP_PRIVATE, 0, &work) != 0)
		return -1;
#pragma omp parallel num_threads(work.workers)
	{
#pragma omp for schedule(dynamic)
		for (size_t unit = 0; unit < work.row_blocks + work.column_blocks; unit++)
			pack(&work, unit, NULL);
#pragma omp for schedule(dynamic)
		for (size_t unit = 0; unit < work.row_blocks; unit++)
			multiply(&work, unit, out->c);
	}
	end_work(&work);
	return 0;
}
