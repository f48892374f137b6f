/* factorization_mpi.h - the contract of mpi mode: the same histogram, counted by the ranks of a
 * communicator.
 *
 * Every rank of `comm` calls the function.  How many ranks there are, comm says; each of them
 * is one worker, and they all share in the work.
 *
 * `in` and `out` are those of rank 0.  In every other rank both are NULL: what a rank
 * needs to know is sent to it, and what it has found out it sends back.
 *
 * Range, shape and errors are those of factorization.h.  For a range outside the limits every
 * rank returns -1 with errno EINVAL, also those that have not seen the range.  Errors of MPI
 * calls need no care: they end the program.
 *
 * Use comm, not MPI_COMM_WORLD.  Neither MPI_Init nor MPI_Finalize is yours to call.  The function
 * may be called many times in one process: leave no message unreceived, and free what you make
 * (windows, communicators, types).
 */
#ifndef FACTORIZATION_MPI_H
#define FACTORIZATION_MPI_H

#include <mpi.h>

#include "factorization.h"

/* What you write. */
int factorization_mpi(MPI_Comm comm, const struct factorization_input *in, struct factorization_output *out);

#endif
