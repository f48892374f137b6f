/* racy | openmp | indirect access */
static void kernel(int n, int workers, double *x, double *y, const int *index)
{
	(void)workers;
	(void)index;
#pragma omp parallel for
	for (int i = 0; i < n; i++)
		x[i == n - 1 ? 0 : i] = y[i];
}
