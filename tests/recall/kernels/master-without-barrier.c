/* racy | openmp | master */
static void kernel(int n, int workers, double *x, double *y, const int *index)
{
	(void)workers;
	(void)index;
	double factor = 0;
#pragma omp parallel
	{
#pragma omp master
		factor = y[0] + 2;
#pragma omp for
		for (int i = 0; i < n; i++)
			x[i] = factor * y[i];
	}
}
