/* Honest work; the tricks are patches of it. */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "factorization_mpi.h"

enum { CHUNK = 256 };

static int distinct_primes(uint64_t n)
{
	uint32_t f[FACTORIZATION_FACTORS_MAX];
	size_t k = factorize((uint32_t)n, f);
	int d = 0;

	for (size_t i = 0; i < k; i++)
		d += i == 0 || f[i] != f[i - 1];
	return d;
}

int factorization_mpi(MPI_Comm comm, const struct factorization_input *in, struct factorization_output *out)
{
	uint64_t range[2] = {0}, count[FACTORIZATION_COUNTS] = {0};
	int rank, ranks;

	MPI_Comm_rank(comm, &rank);
	MPI_Comm_size(comm, &ranks);
	if (rank == 0 && in->first >= 2 && in->last <= FACTORIZATION_LAST_MAX) {
		range[0] = in->first;
		range[1] = in->last;
	}
	MPI_Bcast(range, 2, MPI_UINT64_T, 0, comm);
	if (range[0] == 0)
		return errno = EINVAL, -1;
	for (uint64_t from = range[0] + (uint64_t)rank * CHUNK; from <= range[1];
	     from += (uint64_t)ranks * CHUNK)
		for (uint64_t n = from; n < from + CHUNK && n <= range[1]; n++)
			count[distinct_primes(n)]++;
	MPI_Reduce(count, rank == 0 ? out->count : NULL, FACTORIZATION_COUNTS, MPI_UINT64_T, MPI_SUM, 0,
	           comm);
	return 0;
}
