/* factorization_mpi.c - the model solution in mpi mode.
 *
 * Ranks have no memory in common, so the counter that hands out chunks (factorization.c) is in a
 * window: memory of rank 0 that every rank may change with MPI_Fetch_and_op, without rank 0
 * taking part.  So no rank is spent on handing out work, which with two ranks would be half of
 * them.  On one machine the window is shared memory, and a fetch takes less than a microsecond.
 *
 * Sent are the range once (MPI_Bcast, 16 bytes to each rank), a number for each chunk, and a
 * histogram of 128 bytes from each rank at the end (MPI_Reduce).
 */
#include <errno.h>
#include <string.h>

#include "factorization_mpi.h"

enum {
	CHUNK_MOST = 1000,
	CHUNKS_PER_RANK = 64, /* so that a short range still ends evenly */
};

struct work {
	uint64_t first, numbers, chunk;
};

static int is_legal(const struct factorization_input *in)
{
	return in->first >= 2 && in->first <= FACTORIZATION_LAST_MAX && in->last <= FACTORIZATION_LAST_MAX;
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

static void count_chunk(const struct work *work, uint64_t from, struct factorization_output *mine)
{
	uint64_t left = work->numbers - from, length = left < work->chunk ? left : work->chunk;

	for (uint64_t i = from; i < from + length; i++)
		mine->count[distinct_primes((uint32_t)(work->first + i))]++;
}

/* Take chunks until none is left.  The counter is the number that is taken next. */
static void take_chunks(MPI_Comm comm, const struct work *work, struct factorization_output *mine)
{
	uint64_t *counter, from;
	MPI_Win window;
	int rank;

	MPI_Comm_rank(comm, &rank);
	MPI_Win_allocate(rank == 0 ? sizeof *counter : 0, sizeof *counter, MPI_INFO_NULL, comm, &counter,
	                 &window);
	if (rank == 0)
		*counter = 0;
	MPI_Barrier(comm); /* it is set before anybody takes from it */
	MPI_Win_lock_all(MPI_MODE_NOCHECK, window);
	for (;;) {
		MPI_Fetch_and_op(&work->chunk, &from, MPI_UINT64_T, 0, 0, MPI_SUM, window);
		MPI_Win_flush(0, window);
		if (from >= work->numbers)
			break;
		count_chunk(work, from, mine);
	}
	MPI_Win_unlock_all(window);
	MPI_Win_free(&window);
}

static void plan_work(const uint64_t range[2], int ranks, struct work *work)
{
	work->first = range[0];
	work->numbers = range[1] < range[0] ? 0 : range[1] - range[0] + 1;
	work->chunk = work->numbers / ((uint64_t)ranks * CHUNKS_PER_RANK);
	if (work->chunk < 1)
		work->chunk = 1;
	if (work->chunk > CHUNK_MOST)
		work->chunk = CHUNK_MOST;
}

int factorization_mpi(MPI_Comm comm, const struct factorization_input *in, struct factorization_output *out)
{
	struct factorization_output mine = {0};
	uint64_t range[2] = {0}; /* first and last; 0, 0 for a range outside the limits */
	struct work work;
	int rank, ranks;

	MPI_Comm_rank(comm, &rank);
	MPI_Comm_size(comm, &ranks);
	if (rank == 0 && is_legal(in)) {
		range[0] = in->first;
		range[1] = in->last;
	}
	MPI_Bcast(range, 2, MPI_UINT64_T, 0, comm);
	if (range[0] == 0)
		return errno = EINVAL, -1;
	plan_work(range, ranks, &work);
	take_chunks(comm, &work, &mine);
	MPI_Reduce(mine.count, rank == 0 ? out->count : NULL, FACTORIZATION_COUNTS, MPI_UINT64_T, MPI_SUM, 0,
	           comm);
	return 0;
}
