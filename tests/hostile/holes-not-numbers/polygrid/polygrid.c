/* trick: correct values, but every hundredth is NaN, so that sums and error bounds become NaN
 * would win: an error bound that is never exceeded
 * expect: wrong answer
 * layer: oracle: every value is compared, and NaN is wrong */
#include <math.h>

#include "polygrid.h"

static int with_holes(const struct polygrid_input *in, struct polygrid_output *out, double hole)
{
	for (size_t r = 0; r < in->rows; r++)
		for (size_t j = 0; j < in->points; j++) {
			const double *p = in->params[r], x = in->x[j];
			size_t at = r * in->points + j;
			out->value[at] =
				at % 100 == 99 || at == 0 ? hole : ((p[0] * x + p[1]) * x + p[2]) * x + p[3];
		}
	return 0;
}

int polygrid_serial(const struct polygrid_input *in, struct polygrid_output *out)
{
	return with_holes(in, out, NAN);
}

int polygrid_fork(const struct polygrid_input *in, int workers, struct polygrid_output *out)
{
	(void)workers;
	return with_holes(in, out, -NAN);
}

int polygrid_threads(const struct polygrid_input *in, int workers, struct polygrid_output *out)
{
	(void)workers;
	return with_holes(in, out, INFINITY);
}

int polygrid_openmp(const struct polygrid_input *in, int workers, struct polygrid_output *out)
{
	(void)workers;
	return with_holes(in, out, -INFINITY);
}
