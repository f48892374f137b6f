/* clean | openmp | tasks */
static void kernel(int n, int workers, double *x, double *y, const int *index)
{
	(void)workers;
	(void)index;
#pragma omp parallel
#pragma omp single
	for (int i = 0; i < n; i++)
#pragma omp task firstprivate(i)
		x[i] = 2 * y[i];
}
