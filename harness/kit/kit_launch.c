/* kit_launch.c - start the ranks of mpi mode with Open MPI's mpirun.
 *
 * Every program of the kit can do this: the one without Open MPI, which people call, hands mpi
 * mode over to the program PROGRAM-mpi beside it.  It starts ranks on this machine only: through
 * shared memory, more than there are CPUs if asked to, and not bound by mpirun (ranks bind
 * themselves, mpi/kit_mpi.c).  On several machines use mpirun or srun.
 */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "kit.h"

enum { ARGUMENTS_MOST = 64 };

/* A value that is set already stays. */
static const char *const settings[][2] = {
	{"OMPI_MCA_plm", "isolated"},                         /* this machine only */
	{"OMPI_MCA_btl", "self,vader"},                       /* messages through shared memory ... */
	{"OMPI_MCA_btl_vader_single_copy_mechanism", "none"}, /* ... and not by process_vm_readv() */
	{"OMPI_MCA_pml", "ob1"},
	{"OMPI_MCA_mpi_yield_when_idle", "1"},       /* who waits leaves its CPU to others */
	{"OMPI_MCA_odls_base_sigkill_timeout", "0"}, /* when one rank fails, end the others at once */
	{"OMPI_MCA_opal_signal", ""},                /* no addresses are printed when a rank crashes */
	/* A program by hand may run as whoever started it, as in every other mode. */
	{"OMPI_ALLOW_RUN_AS_ROOT", "1"},
	{"OMPI_ALLOW_RUN_AS_ROOT_CONFIRM", "1"},
};

/* In a box there is no /sys, about which hwloc would complain. */
static void set_environment(void)
{
	for (size_t i = 0; i < sizeof settings / sizeof settings[0]; i++)
		setenv(settings[i][0], settings[i][1], 0);
	if (access("/sys/devices/system/cpu", F_OK) != 0)
		setenv("HWLOC_COMPONENTS", "-linux,x86", 0);
}

int kit_is_rank(void)
{
	return getenv("OMPI_COMM_WORLD_SIZE") != NULL || getenv("PMI_RANK") != NULL ||
	       getenv("PMIX_RANK") != NULL;
}

void kit_launch(int ranks, const char *program, char *const *arguments)
{
	char number[16];
	const char *argv[ARGUMENTS_MOST] = {"mpirun",    "-np",  number, "--oversubscribe",
	                                    "--bind-to", "none", program};
	size_t count = 7;

	snprintf(number, sizeof number, "%d", ranks);
	for (; *arguments != NULL; arguments++) {
		if (count == ARGUMENTS_MOST - 1) {
			errno = E2BIG;
			return;
		}
		argv[count++] = *arguments;
	}
	set_environment();
	fflush(stdout);
	/* Debian's name for it, whichever MPI provides mpirun. */
	execvp("mpirun.openmpi", (char *const *)argv);
	execvp("mpirun", (char *const *)argv);
}

void kit_become_ranks(int ranks, char **argv)
{
	char program[PATH_MAX];
	ssize_t length = readlink("/proc/self/exe", program, sizeof program - sizeof "-mpi");

	if (length < 0)
		return;
	memcpy(program + length, "-mpi", sizeof "-mpi");
	if (access(program, X_OK) != 0)
		return;
	if (kit_is_rank())
		execv(program, argv);
	else
		kit_launch(ranks, program, argv + 1);
}
