/* trick: returns root mean square errors that are NaN, infinite, negative or tiny
 * would win: a comparison that never fails
 * expect: wrong answer
 * layer: oracle: the result must be bit-identical */
#include <math.h>

#include "sweep.h"

static int fill(const struct sweep_input *in, struct sweep_output *out, double with)
{
	for (size_t i = 0; i < in->configurations; i++)
		out->rmse[i] = i % 3 == 2 ? -with : with;
	return 0;
}

int sweep_serial(const struct sweep_input *in, struct sweep_output *out)
{
	return fill(in, out, NAN);
}

int sweep_fork(const struct sweep_input *in, int workers, struct sweep_output *out)
{
	(void)workers;
	return fill(in, out, INFINITY);
}

int sweep_threads(const struct sweep_input *in, int workers, struct sweep_output *out)
{
	(void)workers;
	return fill(in, out, -0.0);
}

int sweep_openmp(const struct sweep_input *in, int workers, struct sweep_output *out)
{
	(void)workers;
	return fill(in, out, 4.9e-324);
}
