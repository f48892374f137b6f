/* simulation_mpi.c - the model solution in mpi mode.
 *
 * Equal slices, as in the other modes (simulation.c): the generator has no state, so a rank needs
 * to know nothing but the seed and where its slice begins.  Sent are 24 bytes to each rank and
 * 8 bytes for each draw back.  The way back is what limits the speedup: it is a copy into
 * memory that both ranks see, and another out of it, while nobody draws.
 *
 * Rank 0 draws its own slice straight into y; the others need memory for theirs, and if one of
 * them has none, all must know, or the others would wait for it.
 */
#include <errno.h>
#include <stdlib.h>

#include "simulation_mpi.h"

enum { BLOCK = 256 };

/* Slice k of `ranks`, in whole blocks: from slice_start(k) to slice_start(k + 1) - 1. */
static uint64_t slice_start(uint64_t draws, int ranks, int k)
{
	uint64_t blocks = (draws + BLOCK - 1) / BLOCK, start = blocks * (uint64_t)k / (uint64_t)ranks * BLOCK;

	return start < draws ? start : draws;
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

static void draw_range(uint64_t seed, uint64_t from, uint64_t end, double *y)
{
	for (uint64_t first = from; first < end; first += BLOCK) {
		size_t count = end - first < BLOCK ? (size_t)(end - first) : BLOCK;
		draw_block(seed, first, count, y + (first - from));
	}
}

/* All slices into y, in rank 0, which has its own there already. */
static void collect(MPI_Comm comm, uint64_t draws, const double *mine, int count, double *y, int *counts,
                    int *starts)
{
	int rank, ranks;

	MPI_Comm_rank(comm, &rank);
	MPI_Comm_size(comm, &ranks);
	for (int k = 0; rank == 0 && k < ranks; k++) {
		starts[k] = (int)slice_start(draws, ranks, k);
		counts[k] = (int)slice_start(draws, ranks, k + 1) - starts[k];
	}
	if (rank == 0)
		MPI_Gatherv(MPI_IN_PLACE, 0, MPI_DOUBLE, y, counts, starts, MPI_DOUBLE, 0, comm);
	else
		MPI_Gatherv(mine, count, MPI_DOUBLE, NULL, NULL, NULL, MPI_DOUBLE, 0, comm);
}

/* In rank 0 `memory` is for the numbers and places of all slices, elsewhere for the slice. */
static void *allocate(int rank, int ranks, uint64_t count)
{
	return malloc(rank == 0 ? 2 * (size_t)ranks * sizeof(int) : (size_t)(count + 1) * sizeof(double));
}

int simulation_mpi(MPI_Comm comm, const struct simulation_input *in, struct simulation_output *out)
{
	uint64_t sent[3] = {0}; /* is it legal, draws, seed */
	int rank, ranks, ready, all_ready;

	MPI_Comm_rank(comm, &rank);
	MPI_Comm_size(comm, &ranks);
	if (rank == 0 && in->draws <= SIMULATION_DRAWS_MAX) {
		sent[0] = 1;
		sent[1] = in->draws;
		sent[2] = in->seed;
	}
	MPI_Bcast(sent, 3, MPI_UINT64_T, 0, comm);
	if (!sent[0])
		return errno = EINVAL, -1;
	uint64_t from = slice_start(sent[1], ranks, rank), end = slice_start(sent[1], ranks, rank + 1);
	void *memory = allocate(rank, ranks, end - from);
	ready = memory != NULL;
	MPI_Allreduce(&ready, &all_ready, 1, MPI_INT, MPI_LAND, comm);
	if (!all_ready) {
		free(memory);
		return errno = ENOMEM, -1;
	}
	draw_range(sent[2], from, end, rank == 0 ? out->y : memory);
	collect(comm, sent[1], memory, (int)(end - from), rank == 0 ? out->y : NULL, memory,
	        rank == 0 ? (int *)memory + ranks : NULL);
	free(memory);
	return 0;
}
