/* trick: redirects its answer pointer to other memory, and to NULL
 * would win: all points for no work
 * expect: wrong answer
 * layer: session: the copy of the file is judged, whatever the pointers are */
#include <stdint.h>

#include "listmap.h"

static int point(const struct listmap_input *in, struct listmap_output *out, const double *at)
{
	(void)in;
	out->y = (double *)(uintptr_t)at;
	return 0;
}

int listmap_serial(const struct listmap_input *in, struct listmap_output *out)
{
	return point(in, out, in->x);
}

int listmap_fork(const struct listmap_input *in, int workers, struct listmap_output *out)
{
	(void)workers;
	return point(in, out, NULL);
}

int listmap_threads(const struct listmap_input *in, int workers, struct listmap_output *out)
{
	(void)workers;
	return point(in, out, (const double *)out);
}

int listmap_openmp(const struct listmap_input *in, int workers, struct listmap_output *out)
{
	(void)workers;
	return point(in, out, out->y + in->n);
}
