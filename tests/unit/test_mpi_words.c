/* objects: pipeline/mpi_words base/base */
/* test_mpi_words.c - what ranks and the simulator print becomes words for a student. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../harness/pipeline/mpi_words.h"

static void equal(char *words, const char *expected)
{
	if (expected)
		cr_expect_str_eq(words ? words : "(nothing)", expected);
	else
		cr_expect_null(words, "%s", words);
	free(words);
}

Test(mpi_words, a_refused_call)
{
	equal(mpi_refusal("1 2 3\nrank 1: MPI_ERR_TRUNCATE: message truncated\r\nmore"),
	      "rank 1: MPI_ERR_TRUNCATE: message truncated");
	equal(mpi_refusal("rank 1: MPI_SUCCESS\nrank x: MPI_ERR_TAG\n"), NULL);
	equal(mpi_refusal(""), NULL);
}

Test(mpi_words, where_ranks_wait)
{
	equal(mpi_waits("[0.0] Oops! Deadlock detected\nrank 0 waits in MPI_Recv (a_mpi.c:5)\n"),
	      "rank 0 waits in MPI_Recv (a_mpi.c:5)");
	equal(mpi_waits("rank 0 waits in A\nrank 1 waits in B\nrank 2 waits in A\n"),
	      "ranks 0, 2 wait in A, rank 1 in B");
	equal(mpi_waits(
		      "rank 0 waits in A\nrank 1 waits in A\nrank 2 waits in A\nrank 3 waits in A\nrank 4 waits in A\n"),
	      "ranks 0, 1, 2, 3, ... (5 in all) wait in A");
	equal(mpi_waits("rank waits in A\n"), NULL);
}

/* More places than are shown, and a place without an end. */
Test(mpi_words, hostile_places)
{
	char text[4096] = "";
	size_t used = 0;

	for (int i = 0; i < 20; i++)
		used += (size_t)snprintf(text + used, sizeof text - used, "rank %d waits in place %d\n", i,
		                         i);
	memset(text + used, 'x', sizeof text - used - 1);
	memcpy(text + used, "rank 99 waits in ", 17);
	char *words = mpi_waits(text);
	cr_assert_not_null(words);
	cr_expect_not_null(strstr(words, "rank 7 in place 7"));
	cr_expect_null(strstr(words, "place 8"));
	free(words);
}

Test(mpi_words, collectives_that_differ)
{
	equal(mpi_mismatch(
		      "[w] Collective operation mismatch. For process 2, expected PMPI_Bcast with root 0, got "
		      "PMPI_Reduce with op MPI_SUM and root 0\nmore"),
	      "rank 1 called MPI_Reduce with op MPI_SUM and root 0 where another called MPI_Bcast with root 0");
	equal(mpi_mismatch("Collective operation mismatch. For process x"), NULL);
}
