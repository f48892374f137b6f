/* racy | openmp | missing private */
static void kernel(int n, int workers, double *x, double *y, const int *index)
{
	(void)workers;
	(void)index;
	double last = 0;
#pragma omp parallel for
	for (int i = 0; i < n; i++)
		last = y[i];
	x[0] = last;
}
