/* driver_mpi.c - given: converts between named arrays (kit/bundle.h) and factorization_mpi.h. */
#include <errno.h>

#include "factorization_mpi.h"
#include "kit_mpi.h"

int kit_mpi_call(MPI_Comm comm, const struct bundle *input, struct bundle *answer)
{
	struct factorization_input in;
	struct factorization_output *out;

	if (input == NULL)
		return factorization_mpi(comm, NULL, NULL);
	in = (struct factorization_input){bundle_uint(input, "first"), bundle_uint(input, "last")};
	out = bundle_array(answer, "count", BUNDLE_U64, FACTORIZATION_COUNTS);
	if (in.first == 0 || out == NULL)
		MPI_Abort(comm, EPROTO);
	return factorization_mpi(comm, &in, out);
}
