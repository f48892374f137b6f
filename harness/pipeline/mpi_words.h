/* mpi_words.h - what ranks, and the simulator, have printed about calls that went wrong. */
#ifndef PARLAB_MPI_WORDS_H
#define PARLAB_MPI_WORDS_H

/* mpi_refusal: "rank 1: MPI_ERR_TRUNCATE: message truncated"; NULL: there is none.  The caller frees.
 * Any program can print the same, so no more than words may depend on it. */
char *mpi_refusal(const char *printed);
/* mpi_waits: "rank 0 waits in MPI_Recv (work_mpi.c:58), ranks 1, 2 in MPI_Barrier (work_mpi.c:80)": where ranks
 * of a simulation were that could not go on.  mpi_mismatch: "rank 1 called MPI_Reduce with root 0 where another
 * called MPI_Bcast with root 0".  NULL: nobody said so. */
char *mpi_waits(const char *printed);
char *mpi_mismatch(const char *printed);

#endif
