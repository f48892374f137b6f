/* racy | openmp | missing reduction */
static void kernel(int n, int workers, double *x, double *y, const int *index)
{
	(void)workers;
	(void)y;
#pragma omp parallel for
	for (int i = 0; i < n; i++)
		x[index[i] % 8] += 1;
}
