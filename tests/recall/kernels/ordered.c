/* clean | openmp | ordered */
static void kernel(int n, int workers, double *x, double *y, const int *index)
{
	(void)workers;
	(void)index;
	double sum = 0;
#pragma omp parallel for ordered
	for (int i = 0; i < n; i++) {
		double t = 2 * y[i];
#pragma omp ordered
		sum += t;
	}
	x[0] = sum;
}
