/* racy | openmp | missing private */
static void kernel(int n, int workers, double *x, double *y, const int *index)
{
	(void)workers;
	(void)index;
	int j;
#pragma omp parallel for
	for (int i = 0; i < n / 8; i++)
		for (j = 0; j < 8; j++)
			x[8 * i + j] = y[8 * i + j];
}
