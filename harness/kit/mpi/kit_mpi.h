/* kit_mpi.h - the interface between an exercise's driver_mpi.c and the kit.
 *
 * driver_mpi.c is driver.c's part for mpi mode, in a file of its own: everything else can be
 * built where Open MPI is not installed.
 */
#ifndef PARLAB_KIT_MPI_H
#define PARLAB_KIT_MPI_H

#include <mpi.h>

#include "kit.h"

/* Defined by driver_mpi.c: call the student's function in this rank; returns what it returned.
 * Input and answer are those of rank 0, NULL in the others.  If rank 0 lacks an array, it ends all
 * ranks (MPI_Abort). */
int kit_mpi_call(MPI_Comm comm, const struct bundle *input, struct bundle *answer);

/* kit_call_rank (mpi_calls.c): which rank this is, for the words about a call that never returned. */
void kit_call_rank(int rank);

/* handover.c: between the first process of a box and rank 0.
 *
 * kit_hand_over: have mpirun start `ranks` ranks of this program with the argument --rank, and hand
 * parlab's descriptors over to the first that asks for them, which is rank 0; returns how mpirun
 * ended, as an exit code.  mpirun closes all other descriptors in the processes that it starts.
 * kit_take_over: get them, in rank 0; 0, or -1 with errno. */
int kit_hand_over(int ranks);
int kit_take_over(void);

#endif
