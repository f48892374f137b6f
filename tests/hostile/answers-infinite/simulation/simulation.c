/* trick: returns infinities and NaN, in the hope that an error bound becomes infinite
 * would win: all points for no work
 * expect: wrong answer
 * layer: oracle: comparisons treat NaN as wrong */
#include <errno.h>
#include <math.h>

#include "simulation.h"

static int fill(const struct simulation_input *in, struct simulation_output *out, double with)
{
	for (uint64_t i = 0; i < in->draws; i++)
		out->y[i] = with;
	return 0;
}

int simulation_serial(const struct simulation_input *in, struct simulation_output *out)
{
	return fill(in, out, NAN);
}

int simulation_fork(const struct simulation_input *in, int workers, struct simulation_output *out)
{
	(void)workers;
	return fill(in, out, INFINITY);
}

int simulation_threads(const struct simulation_input *in, int workers, struct simulation_output *out)
{
	(void)workers;
	return fill(in, out, -INFINITY);
}

int simulation_openmp(const struct simulation_input *in, int workers, struct simulation_output *out)
{
	(void)workers;
	return fill(in, out, 1e308);
}
