/* mpi_words.c - what ranks, and the simulator, have printed about calls that went wrong (mpi_words.h).
 *
 * Lines of the kit's (kit/mpi/kit_mpi.c, kit/mpi/mpi_calls.c) and one of SimGrid's are looked for;
 * everything else is passed over.
 */
#include "mpi_words.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../base/base.h"

char *mpi_refusal(const char *printed)
{
	unsigned rank;
	int before = 0;

	for (const char *line = printed; *line; line += strcspn(line, "\n"), line += *line == '\n')
		if (sscanf(line, "rank %u: MPI_ERR_%n", &rank, &before) == 1 && before > 0)
			return xstrndup(line, strcspn(line, "\r\n"));
	return NULL;
}

/* Ranks at one place. */
enum { PLACES_MOST = 8, PLACE_BYTES = 160, RANKS_SHOWN = 4 };
struct waiting {
	char at[PLACE_BYTES]; /* "MPI_Recv (work_mpi.c:58)" */
	unsigned ranks[RANKS_SHOWN], count;
};

static void add_waiting(struct waiting *places, size_t *count, const char *at, unsigned rank)
{
	size_t i = 0;

	while (i < *count && strcmp(places[i].at, at) != 0)
		i++;
	if (i == PLACES_MOST)
		return;
	if (i == *count) {
		places[i] = (struct waiting){.count = 0};
		memcpy(places[i].at, at, strlen(at) + 1);
		++*count;
	}
	if (places[i].count < RANKS_SHOWN)
		places[i].ranks[places[i].count] = rank;
	places[i].count++;
}

static void put_waiting(FILE *to, const struct waiting *w, bool first)
{
	fprintf(to, "%s%s", first ? "" : ", ", w->count == 1 ? "rank " : "ranks ");
	for (unsigned i = 0; i < w->count && i < RANKS_SHOWN; i++)
		fprintf(to, "%s%u", i ? ", " : "", w->ranks[i]);
	if (w->count > RANKS_SHOWN)
		fprintf(to, ", ... (%u in all)", w->count);
	fprintf(to, "%s in %s", !first ? "" : w->count == 1 ? " waits" : " wait", w->at);
}

char *mpi_waits(const char *printed)
{
	struct waiting places[PLACES_MOST];
	size_t count = 0;
	struct text text;
	unsigned rank;
	char at[PLACE_BYTES];

	for (const char *line = printed; *line; line += strcspn(line, "\n"), line += *line == '\n')
		if (sscanf(line, "rank %u waits in %159[^\r\n]", &rank, at) == 2)
			add_waiting(places, &count, at, rank);
	if (count == 0)
		return NULL;
	FILE *to = text_open(&text);
	for (size_t i = 0; i < count; i++)
		put_waiting(to, &places[i], i == 0);
	return text_close(&text);
}

/* SimGrid counts processes from 1, and names the functions by their other names, PMPI_... */
char *mpi_mismatch(const char *printed)
{
	static const char begins[] = "Collective operation mismatch. For process ";
	const char *found = strstr(printed, begins);
	char expected[PLACE_BYTES], got[PLACE_BYTES];
	unsigned process;

	if (!found || sscanf(found + strlen(begins), "%u, expected P%159[^,\r\n], got P%159[^\r\n]", &process,
	                     expected, got) != 3)
		return NULL;
	return xasprintf("rank %u called %s where another called %s", process - 1, got, expected);
}
