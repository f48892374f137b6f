/* racy | openmp | tasks */
static void kernel(int n, int workers, double *x, double *y, const int *index)
{
	(void)workers;
	(void)index;
	int i = 0;
#pragma omp parallel
#pragma omp single
	for (i = 0; i < n; i++)
#pragma omp task shared(i)
		x[n - 1] = y[i < n ? i : 0];
}
