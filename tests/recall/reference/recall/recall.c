/* recall.c - no kernel at all: nothing races. */
#include "recall.h"

int recall_threads(const struct recall_input *in, int workers, double *x)
{
	(void)workers;
	x[0] = in->n;
	return 0;
}

int recall_openmp(const struct recall_input *in, int workers, double *x)
{
	(void)workers;
	x[0] = in->n;
	return 0;
}
