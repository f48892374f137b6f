/* clean | openmp | missing private */
static void kernel(int n, int workers, double *x, double *y, const int *index)
{
	(void)workers;
	(void)index;
	double t;
#pragma omp parallel for private(t)
	for (int i = 0; i < n; i++) {
		t = y[i] * 2;
		x[i] = t + 1;
	}
}
