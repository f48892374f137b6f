/* kit_mpi.c - main() of the program that is linked with Open MPI: mpi mode, in every rank.
 *
 * Rank 0 does what the one process of another mode does: by hand it reads the command line and
 * prints the result (kit_cli.c); under parlab it speaks the protocol (kit_driver.c).  Only rank 0 has
 * input and answer.  For each call it wakes the other ranks; then all call the student's function
 * with a communicator of their own.  A call has ended when it has returned in every rank.
 *
 * While ranks wait for a call they sleep most of the time: an MPI call that waits would use all
 * of a CPU.
 *
 * Built with PARLAB_SIMULATED it runs in SimGrid's simulator instead: all ranks in one process, which
 * has parlab's descriptors from the start.
 */
#include <errno.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "kit_mpi.h"

enum { WAIT_NS = 100000 };
enum order { ORDER_QUIT, ORDER_CALL };

/* `ours` is for the kit, so that no message of a student's is taken for one of ours. */
static struct {
	int rank, count;
	MPI_Comm ours, theirs;
} world;

struct ending {
	int returned, error;
};

/* Rank 0 tells the others what to do; they wait for it. */
static enum order pass_order(int order)
{
	MPI_Request request;
	int arrived = 0;

	MPI_Ibcast(&order, 1, MPI_INT, 0, world.ours, &request);
#ifdef PARLAB_SIMULATED /* who only waits is not taken for somebody who could still go on */
	MPI_Wait(&request, MPI_STATUS_IGNORE);
	(void)arrived;
#else
	while (MPI_Test(&request, &arrived, MPI_STATUS_IGNORE) == MPI_SUCCESS && !arrived)
		if (world.rank != 0)
			nanosleep(&(struct timespec){.tv_nsec = WAIT_NS}, NULL);
#endif
	return (enum order)order;
}

/* Call it in this rank, and wait in rank 0 until it has returned in all.  There `all` has how it
 * ended in each. */
static void call_here(const struct bundle *input, struct bundle *answer, struct ending *all)
{
	struct ending here;

	kit_fill_stack();
	errno = 0;
	here.returned = kit_mpi_call(world.theirs, input, answer);
	here.error = here.returned == 0 ? 0 : errno;
	MPI_Gather(&here, 2, MPI_INT, all, 2, MPI_INT, 0, world.ours);
}

/* In rank 0.  Returns 0 if it returned 0 in all ranks, or what it returned in the first other. */
static int call_ranks(enum mode mode, int workers, const struct bundle *input, struct bundle *answer)
{
	struct ending *all = calloc((size_t)world.count, sizeof *all), first = {0};

	if (all == NULL || mode != MODE_MPI || workers != world.count) {
		free(all);
		errno = EPROTO;
		return -1;
	}
	pass_order(ORDER_CALL);
	call_here(input, answer, all);
	for (int i = world.count - 1; i >= 0; i--)
		if (all[i].returned != 0)
			first = all[i];
	free(all);
	errno = first.error;
	return first.returned;
}

/* MPI refuses a call.  Open MPI's own handler sends its words through mpirun, which may end first. */
static void refuse(MPI_Comm *comm, int *error, ...)
{
	char words[MPI_MAX_ERROR_STRING];
	int length, rank = world.rank;

	(void)comm;
	if (MPI_Error_string(*error, words, &length) == MPI_SUCCESS)
		fprintf(stderr, "rank %d: %.*s\n", rank, length, words);
	abort();
}

/* Communicators that are made of others take it over. */
static void handle_errors(void)
{
	MPI_Errhandler handler;

	MPI_Comm_create_errhandler(refuse, &handler);
	MPI_Comm_set_errhandler(MPI_COMM_WORLD, handler);
	MPI_Comm_set_errhandler(MPI_COMM_SELF, handler);
}

/* A CPU for each rank, if there are as many. */
static void bind_to_cpu(void)
{
	cpu_set_t all, one;
	int nth = 0;

	if (sched_getaffinity(0, sizeof all, &all) != 0 || CPU_COUNT(&all) != world.count)
		return;
	CPU_ZERO(&one);
	for (int cpu = 0; cpu < CPU_SETSIZE; cpu++)
		if (CPU_ISSET(cpu, &all) && nth++ == world.rank)
			CPU_SET(cpu, &one);
	sched_setaffinity(0, sizeof one, &one);
}

static void join_world(void)
{
	MPI_Init(NULL, NULL);
	MPI_Comm_rank(MPI_COMM_WORLD, &world.rank);
	kit_call_rank(world.rank);
	MPI_Comm_size(MPI_COMM_WORLD, &world.count);
	handle_errors();
	MPI_Comm_dup(MPI_COMM_WORLD, &world.ours);
	MPI_Comm_dup(MPI_COMM_WORLD, &world.theirs);
	bind_to_cpu();
	MPI_Barrier(world.ours);
}

int main(int argc, char **argv)
{
	struct kit_ranks ranks = {.call = call_ranks};
	const char *number = getenv("OMPI_COMM_WORLD_RANK");
	int status = 0, driven = argc == 2 && strcmp(argv[1], "--rank") == 0;

	if (argc == 3 && strcmp(argv[1], "--driver") == 0)
		return kit_hand_over(atoi(argv[2]));
	/* Descriptors 3 to 5 are free only before MPI opens some. */
	if (driven && number != NULL && strcmp(number, "0") == 0 && kit_take_over() != 0)
		return 2;
	if (driven)
		unsetenv("PARLAB_HANDOVER");
	join_world();
	ranks.count = world.count;
	if (world.rank != 0) {
		kit_fill_heap();
		while (pass_order(ORDER_QUIT) == ORDER_CALL)
			call_here(NULL, NULL, NULL);
	} else {
		status = driven ? kit_driver(call_ranks) : kit_cli(argc, argv, &ranks);
		pass_order(ORDER_QUIT);
	}
	MPI_Finalize();
	return status;
}
