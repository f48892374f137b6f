/* racy | openmp | loop-carried dependence */
static void kernel(int n, int workers, double *x, double *y, const int *index)
{
	(void)workers;
	(void)index;
#pragma omp parallel for schedule(static, 1)
	for (int i = 1; i < n; i++)
		x[i - 1] = x[i] + y[i];
}
