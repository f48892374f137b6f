/* clean | openmp | loop-carried dependence */
static void kernel(int n, int workers, double *x, double *y, const int *index)
{
	(void)workers;
	(void)index;
	for (int sweep = 0; sweep < 3; sweep++) {
#pragma omp parallel for
		for (int i = 1; i < n - 1; i++)
			y[i] = (x[i - 1] + x[i + 1]) / 2;
#pragma omp parallel for
		for (int i = 1; i < n - 1; i++)
			x[i] = y[i];
	}
}
