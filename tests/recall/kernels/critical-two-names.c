/* racy | openmp | missing lock */
static void kernel(int n, int workers, double *x, double *y, const int *index)
{
	(void)n;
	(void)workers;
	(void)index;
	double sum = 0;
#pragma omp parallel
	{
		if (omp_get_thread_num() % 2 == 0) {
#pragma omp critical(even)
			sum += y[0];
		} else {
#pragma omp critical(odd)
			sum += y[1];
		}
	}
	x[0] = sum;
}
