/* trick: returns NaN everywhere, in the hope that no comparison fails
 * would win: all points for no work
 * expect: wrong answer
 * layer: oracle: comparisons treat NaN as wrong */
#include <errno.h>
#include <math.h>

#include "integration.h"

static int fill(const struct integration_input *in, struct integration_output *out, double with)
{
	for (uint32_t n = 0; n < in->integrals; n++)
		out->area[n] = with;
	return 0;
}

int integration_serial(const struct integration_input *in, struct integration_output *out)
{
	return fill(in, out, NAN);
}

int integration_fork(const struct integration_input *in, int workers, struct integration_output *out)
{
	(void)workers;
	return fill(in, out, -NAN);
}

int integration_threads(const struct integration_input *in, int workers, struct integration_output *out)
{
	(void)workers;
	return fill(in, out, INFINITY);
}

int integration_openmp(const struct integration_input *in, int workers, struct integration_output *out)
{
	(void)workers;
	return fill(in, out, -INFINITY);
}
