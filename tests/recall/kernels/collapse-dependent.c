/* racy | openmp | loop-carried dependence */
static void kernel(int n, int workers, double *x, double *y, const int *index)
{
	(void)workers;
	(void)index;
	int rows = n / 16;
#pragma omp parallel for collapse(2)
	for (int i = 0; i < rows; i++)
		for (int j = 1; j < 16; j++)
			x[16 * i + j] = x[16 * i + j - 1] + y[16 * i + j];
}
