/* racy | openmp | indirect access */
static void kernel(int n, int workers, double *x, double *y, const int *index)
{
	(void)workers;
#pragma omp parallel for
	for (int i = 0; i < n; i++)
		x[index[i] % (n / 4)] += y[i];
}
