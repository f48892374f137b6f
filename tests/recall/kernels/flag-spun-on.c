/* racy | openmp | flag */
static void kernel(int n, int workers, double *x, double *y, const int *index)
{
	(void)n;
	(void)workers;
	(void)index;
	volatile int ready = 0;
	double value = 0;
#pragma omp parallel num_threads(2)
	{
		if (omp_get_thread_num() == 0) {
			value = y[0];
			ready = 1;
		} else if (omp_get_num_threads() == 2) {
			while (!ready)
				;
			x[0] = value;
		}
	}
}
