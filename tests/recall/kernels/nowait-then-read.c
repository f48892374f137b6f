/* racy | openmp | nowait */
static void kernel(int n, int workers, double *x, double *y, const int *index)
{
	(void)workers;
	(void)index;
	double first = 0;
#pragma omp parallel
	{
#pragma omp for nowait
		for (int i = 0; i < n; i++)
			x[i] = 2 * y[i];
#pragma omp single
		first = x[n - 1] + x[0];
	}
	y[0] = first;
}
