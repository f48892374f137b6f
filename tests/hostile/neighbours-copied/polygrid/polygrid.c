/* trick: computes every second value and copies its neighbour
 * would win: all points for half the work
 * expect: wrong answer
 * layer: oracle: every value is compared */
#include <stddef.h>

#include "polygrid.h"

static int copy_neighbours(const struct polygrid_input *in, struct polygrid_output *out)
{
	for (size_t r = 0; r < in->rows; r++)
		for (size_t j = 0; j < in->points; j += 2) {
			const double *p = in->params[r], x = in->x[j];
			double value = ((p[0] * x + p[1]) * x + p[2]) * x + p[3];
			out->value[r * in->points + j] = value;
			if (j + 1 < in->points)
				out->value[r * in->points + j + 1] = value;
		}
	return 0;
}

int polygrid_serial(const struct polygrid_input *in, struct polygrid_output *out)
{
	return copy_neighbours(in, out);
}

int polygrid_fork(const struct polygrid_input *in, int workers, struct polygrid_output *out)
{
	(void)workers;
	return copy_neighbours(in, out);
}

int polygrid_threads(const struct polygrid_input *in, int workers, struct polygrid_output *out)
{
	(void)workers;
	return copy_neighbours(in, out);
}

int polygrid_openmp(const struct polygrid_input *in, int workers, struct polygrid_output *out)
{
	(void)workers;
	return copy_neighbours(in, out);
}
