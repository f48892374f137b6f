/* racy | openmp | missing private */
static double twice(double v)
{
	static double kept;

	kept = 2 * v;
	return kept;
}

static void kernel(int n, int workers, double *x, double *y, const int *index)
{
	(void)workers;
	(void)index;
#pragma omp parallel for
	for (int i = 0; i < n; i++)
		x[i] = twice(y[i]);
}
