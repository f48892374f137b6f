/* racy | openmp | missing lock */
static void kernel(int n, int workers, double *x, double *y, const int *index)
{
	(void)workers;
	(void)index;
	double sum = 0;
#pragma omp parallel for
	for (int i = 0; i < n; i++) {
#pragma omp atomic
		sum += y[i];
		if (sum < 0)
			x[i] = 0;
	}
	x[0] = sum;
}
