/* racy | openmp | loop-carried dependence */
static void kernel(int n, int workers, double *x, double *y, const int *index)
{
	(void)workers;
	(void)index;
#pragma omp parallel for
	for (int i = 0; i < n - 1; i++)
		x[i + 1] = 0.5 * x[i] + y[i];
}
