/* trick: maps the input over the answer, and the answer over the input
 * would win: all points for no work
 * expect: wrong answer|crashed
 * layer: session: the file is judged, not the mapping */
#include <stdint.h>
#include <sys/mman.h>

#include "listmap.h"

enum { INPUT = 4, ANSWER = 5, PAGE = 4096 };

static int lay_over(const struct listmap_input *in, struct listmap_output *out)
{
	size_t bytes = in->n * sizeof *out->y / PAGE * PAGE;
	char *page = (char *)((uintptr_t)out->y / PAGE * PAGE);

	if (bytes == 0)
		return 0;
	mmap(page, bytes, PROT_READ, MAP_SHARED | MAP_FIXED, INPUT, PAGE);
	/* and the other way round: the answer's file in the place of the input */
	mmap((char *)((uintptr_t)in->x / PAGE * PAGE), bytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_FIXED,
	     ANSWER, PAGE);
	return 0;
}

int listmap_serial(const struct listmap_input *in, struct listmap_output *out)
{
	return lay_over(in, out);
}

int listmap_fork(const struct listmap_input *in, int workers, struct listmap_output *out)
{
	(void)workers;
	return lay_over(in, out);
}

int listmap_threads(const struct listmap_input *in, int workers, struct listmap_output *out)
{
	(void)workers;
	return lay_over(in, out);
}

int listmap_openmp(const struct listmap_input *in, int workers, struct listmap_output *out)
{
	(void)workers;
	return lay_over(in, out);
}
