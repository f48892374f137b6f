/* trick: starts no worker and invents consistent times
 * would win: all points for no work
 * expect: wrong answer
 * layer: observation: time, CPU time and workers are measured from outside */
#include <stdint.h>
#include <time.h>

#include "scaling.h"

/* Burns alone for a moment, so that the numbers are not far off. */
static int invent(const struct scaling_input *in, struct scaling_output *out)
{
	struct timespec from, to;

	clock_gettime(CLOCK_MONOTONIC, &from);
	burn(in->iterations[0]);
	clock_gettime(CLOCK_MONOTONIC, &to);
	for (int i = 0; i < in->processes; i++) {
		out->cpu_s[i] =
			(double)(to.tv_sec - from.tv_sec) + 1e-9 * (double)(to.tv_nsec - from.tv_nsec);
		out->wall_s[i] = out->cpu_s[i];
	}
	out->ratio = 1;
	return 0;
}

int scaling_fork(const struct scaling_input *in, int workers, struct scaling_output *out)
{
	(void)workers;
	return invent(in, out);
}

int scaling_threads(const struct scaling_input *in, int workers, struct scaling_output *out)
{
	(void)workers;
	return invent(in, out);
}
