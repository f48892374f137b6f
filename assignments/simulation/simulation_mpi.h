/* simulation_mpi.h - the contract of mpi mode: the same draws, made by the ranks of a communicator.
 *
 * Every rank of `comm` calls the function.  How many ranks there are, comm says; each of them
 * is one worker, and they all share in the work.
 *
 * `in` and `out` are those of rank 0.  In every other rank both are NULL: what a rank
 * needs to know is sent to it, and the draws that it has made it sends back.
 *
 * Range, shape, tolerance and errors are those of simulation.h.  For an input outside the limits
 * every rank returns -1 with errno EINVAL, also those that have not seen the input.  Errors of MPI
 * calls need no care: they end the program.
 *
 * Use comm, not MPI_COMM_WORLD.  Neither MPI_Init nor MPI_Finalize is yours to call.  The function
 * may be called many times in one process: leave no message unreceived, and free what you make.
 */
#ifndef SIMULATION_MPI_H
#define SIMULATION_MPI_H

#include <mpi.h>

#include "simulation.h"

/* What you write. */
int simulation_mpi(MPI_Comm comm, const struct simulation_input *in, struct simulation_output *out);

#endif
