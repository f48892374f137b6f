/* clean | openmp | loop-carried dependence */
static void kernel(int n, int workers, double *x, double *y, const int *index)
{
	(void)workers;
	(void)index;
#pragma omp parallel for
	for (int i = 0; i < n / 2; i++)
		x[i] = x[i + n / 2] + y[i];
}
