/* clean | openmp | tasks */
static double slow(const double *y, int n)
{
	double sum = 0;

	for (int i = 0; i < n; i++)
		sum += y[i];
	return sum;
}

static void kernel(int n, int workers, double *x, double *y, const int *index)
{
	(void)workers;
	(void)index;
	double a = 0;
#pragma omp parallel
#pragma omp single
	{
#pragma omp task shared(a)
		a = slow(y, n);
#pragma omp taskwait
		x[0] = a + 1;
	}
}
