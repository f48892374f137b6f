/* racy | openmp | ordered */
static void kernel(int n, int workers, double *x, double *y, const int *index)
{
	(void)workers;
	(void)index;
	double sum = 0;
#pragma omp parallel for ordered schedule(dynamic, 1)
	for (int i = 0; i < n; i++) {
		x[i] = sum;
#pragma omp ordered
		sum += y[i];
	}
}
