/* clean | openmp | tasks */
static void kernel(int n, int workers, double *x, double *y, const int *index)
{
	(void)workers;
	(void)index;
	double a = 0, b = 0;
#pragma omp parallel
#pragma omp single
	{
#pragma omp task shared(a) depend(out : a)
		a = y[0] + n;
#pragma omp task shared(a, b) depend(in : a) depend(out : b)
		b = a * 2;
#pragma omp task shared(b) depend(in : b)
		x[0] = b;
	}
}
