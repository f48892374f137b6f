/* mpi_calls.c - where a rank is, if it never comes back (mpi_calls.h).
 *
 * The simulator loads the program once for each rank, so every rank has variables of its own, and
 * the function below runs once for each when the simulator ends.
 */
#include <stdio.h>
#include <string.h>

#include "kit_mpi.h"
#include "mpi_calls.h"

static int rank = -1;

static struct {
	const char *call, *file; /* NULL: in none */
	int line;
} now;

void kit_call_rank(int number)
{
	rank = number;
}

void kit_call_enter(const char *call, const char *file, int line)
{
	now.file = file;
	now.line = line;
	now.call = call;
}

int kit_call_leave(int result)
{
	now.call = NULL;
	return result;
}

#ifdef PARLAB_SIMULATED
static __attribute__((destructor)) void tell(void)
{
	const char *slash = now.call ? strrchr(now.file, '/') : NULL;

	if (now.call == NULL)
		return;
	fprintf(stderr, "rank %d waits in %s (%s:%d)\n", rank, now.call, slash ? slash + 1 : now.file,
	        now.line);
	fflush(stderr);
}
#endif
