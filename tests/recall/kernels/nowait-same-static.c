/* clean | openmp | nowait */
static void kernel(int n, int workers, double *x, double *y, const int *index)
{
	(void)workers;
	(void)index;
#pragma omp parallel
	{
#pragma omp for schedule(static) nowait
		for (int i = 0; i < n; i++)
			x[i] = 2 * y[i];
#pragma omp for schedule(static)
		for (int i = 0; i < n; i++)
			x[i] += 1;
	}
}
