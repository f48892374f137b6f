/* trick: times that are negative, infinite or NaN
 * would win: a comparison that never fails
 * expect: wrong answer
 * layer: oracle: comparisons treat NaN as wrong */
#include <math.h>

#include "scaling.h"

static int fill(const struct scaling_input *in, struct scaling_output *out, double wall, double cpu,
                double ratio)
{
	for (int i = 0; i < in->processes; i++) {
		out->wall_s[i] = wall;
		out->cpu_s[i] = cpu;
	}
	out->ratio = ratio;
	return 0;
}

int scaling_fork(const struct scaling_input *in, int workers, struct scaling_output *out)
{
	(void)workers;
	return fill(in, out, in->processes % 2 ? INFINITY : 1e308, in->processes % 2 ? -1e308 : 1e308, NAN);
}

int scaling_threads(const struct scaling_input *in, int workers, struct scaling_output *out)
{
	(void)workers;
	return fill(in, out, in->processes % 2 ? NAN : -0.0, NAN, INFINITY);
}
