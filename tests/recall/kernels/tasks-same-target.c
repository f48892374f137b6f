/* racy | openmp | tasks */
static void kernel(int n, int workers, double *x, double *y, const int *index)
{
	(void)workers;
	(void)index;
	double sum = 0;
#pragma omp parallel
#pragma omp single
	for (int i = 0; i < n; i++)
#pragma omp task shared(sum) firstprivate(i)
		sum += y[i];
	x[0] = sum;
}
