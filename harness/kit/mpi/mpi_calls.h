/* mpi_calls.h - which MPI call of the student's a rank is in: included before the student's file for mpi
 * mode when that is built for the simulator.
 *
 * The simulator knows at once when no rank can go on, and ends; then every rank that is still in a
 * call says where.  Only calls that can wait for another rank are noted.
 */
#ifndef PARLAB_MPI_CALLS_H
#define PARLAB_MPI_CALLS_H

#include <mpi.h>

/* kit_call_enter: this rank makes a call; kit_call_leave: it has come back with `result`, which is
 * returned. */
void kit_call_enter(const char *call, const char *file, int line);
int kit_call_leave(int result);

#define KIT_CALL(call, ...) (kit_call_enter(#call, __FILE__, __LINE__), kit_call_leave(P##call(__VA_ARGS__)))

#define MPI_Send(...) KIT_CALL(MPI_Send, __VA_ARGS__)
#define MPI_Ssend(...) KIT_CALL(MPI_Ssend, __VA_ARGS__)
#define MPI_Recv(...) KIT_CALL(MPI_Recv, __VA_ARGS__)
#define MPI_Sendrecv(...) KIT_CALL(MPI_Sendrecv, __VA_ARGS__)
#define MPI_Sendrecv_replace(...) KIT_CALL(MPI_Sendrecv_replace, __VA_ARGS__)
#define MPI_Probe(...) KIT_CALL(MPI_Probe, __VA_ARGS__)
#define MPI_Wait(...) KIT_CALL(MPI_Wait, __VA_ARGS__)
#define MPI_Waitall(...) KIT_CALL(MPI_Waitall, __VA_ARGS__)
#define MPI_Waitany(...) KIT_CALL(MPI_Waitany, __VA_ARGS__)
#define MPI_Waitsome(...) KIT_CALL(MPI_Waitsome, __VA_ARGS__)
#define MPI_Barrier(...) KIT_CALL(MPI_Barrier, __VA_ARGS__)
#define MPI_Bcast(...) KIT_CALL(MPI_Bcast, __VA_ARGS__)
#define MPI_Gather(...) KIT_CALL(MPI_Gather, __VA_ARGS__)
#define MPI_Gatherv(...) KIT_CALL(MPI_Gatherv, __VA_ARGS__)
#define MPI_Scatter(...) KIT_CALL(MPI_Scatter, __VA_ARGS__)
#define MPI_Scatterv(...) KIT_CALL(MPI_Scatterv, __VA_ARGS__)
#define MPI_Allgather(...) KIT_CALL(MPI_Allgather, __VA_ARGS__)
#define MPI_Allgatherv(...) KIT_CALL(MPI_Allgatherv, __VA_ARGS__)
#define MPI_Alltoall(...) KIT_CALL(MPI_Alltoall, __VA_ARGS__)
#define MPI_Alltoallv(...) KIT_CALL(MPI_Alltoallv, __VA_ARGS__)
#define MPI_Reduce(...) KIT_CALL(MPI_Reduce, __VA_ARGS__)
#define MPI_Allreduce(...) KIT_CALL(MPI_Allreduce, __VA_ARGS__)
#define MPI_Reduce_scatter(...) KIT_CALL(MPI_Reduce_scatter, __VA_ARGS__)
#define MPI_Scan(...) KIT_CALL(MPI_Scan, __VA_ARGS__)
#define MPI_Exscan(...) KIT_CALL(MPI_Exscan, __VA_ARGS__)
#define MPI_Comm_dup(...) KIT_CALL(MPI_Comm_dup, __VA_ARGS__)
#define MPI_Comm_split(...) KIT_CALL(MPI_Comm_split, __VA_ARGS__)
#define MPI_Win_create(...) KIT_CALL(MPI_Win_create, __VA_ARGS__)
#define MPI_Win_allocate(...) KIT_CALL(MPI_Win_allocate, __VA_ARGS__)
#define MPI_Win_fence(...) KIT_CALL(MPI_Win_fence, __VA_ARGS__)
#define MPI_Win_lock(...) KIT_CALL(MPI_Win_lock, __VA_ARGS__)
#define MPI_Win_free(...) KIT_CALL(MPI_Win_free, __VA_ARGS__)

#endif
