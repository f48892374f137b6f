/* trick: parameters and losses that are infinite, NaN or huge
 * would win: a distance that is NaN, and so not too large
 * expect: wrong answer
 * layer: oracle: comparisons treat NaN as wrong */
#include <float.h>
#include <math.h>

#include "mlp.h"

static int fill(const struct mlp_input *in, struct mlp_output *out, float parameter, double loss)
{
	for (size_t i = 0; i < mlp_parameter_count(in->hidden); i++)
		out->parameters[i] = i % 2 ? -parameter : parameter;
	for (size_t e = 0; e < in->epochs; e++)
		out->loss[e] = loss;
	return 0;
}

int mlp_serial(const struct mlp_input *in, struct mlp_output *out)
{
	return fill(in, out, NAN, NAN);
}

int mlp_fork(const struct mlp_input *in, int workers, struct mlp_output *out)
{
	(void)workers;
	return fill(in, out, INFINITY, INFINITY);
}

int mlp_threads(const struct mlp_input *in, int workers, struct mlp_output *out)
{
	(void)workers;
	return fill(in, out, FLT_MAX, DBL_MAX);
}

int mlp_openmp(const struct mlp_input *in, int workers, struct mlp_output *out)
{
	(void)workers;
	return fill(in, out, FLT_MIN / 2, -INFINITY);
}
