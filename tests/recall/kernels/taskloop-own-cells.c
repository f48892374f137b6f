/* clean | openmp | tasks */
static void kernel(int n, int workers, double *x, double *y, const int *index)
{
	(void)workers;
	(void)index;
#pragma omp parallel
#pragma omp single
#pragma omp taskloop
	for (int i = 0; i < n; i++)
		x[i] = 2 * y[i];
}
