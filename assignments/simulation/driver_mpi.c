/* driver_mpi.c - given: converts between named arrays (kit/bundle.h) and simulation_mpi.h. */
#include <errno.h>

#include "kit_mpi.h"
#include "simulation_mpi.h"

int kit_mpi_call(MPI_Comm comm, const struct bundle *input, struct bundle *answer)
{
	struct simulation_input in;
	struct simulation_output out;

	if (input == NULL)
		return simulation_mpi(comm, NULL, NULL);
	in = (struct simulation_input){bundle_uint(input, "draws"), bundle_uint(input, "seed")};
	/* Too many draws are refused by the function, before it writes any. */
	uint64_t room = in.draws <= SIMULATION_DRAWS_MAX ? in.draws : bundle_count(answer, "y");
	out = (struct simulation_output){bundle_array(answer, "y", BUNDLE_F64, room)};
	if (bundle_find(input, "draws") == NULL || out.y == NULL)
		MPI_Abort(comm, EPROTO);
	return simulation_mpi(comm, &in, &out);
}
