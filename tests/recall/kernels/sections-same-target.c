/* racy | openmp | sections */
static void kernel(int n, int workers, double *x, double *y, const int *index)
{
	(void)workers;
	(void)index;
	double sum = 0;
#pragma omp parallel sections
	{
#pragma omp section
		for (int i = 0; i < n; i++)
			sum += x[i];
#pragma omp section
		for (int i = 0; i < n; i++)
			sum += y[i];
	}
	x[0] = sum;
}
