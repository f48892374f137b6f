/* clean | openmp | flag */
static void kernel(int n, int workers, double *x, double *y, const int *index)
{
	(void)n;
	(void)workers;
	(void)index;
	int ready = 0;
	double value = 0;
#pragma omp parallel num_threads(2)
	{
		if (omp_get_thread_num() == 0) {
			value = y[0];
			__atomic_store_n(&ready, 1, __ATOMIC_RELEASE);
		} else if (omp_get_num_threads() == 2) {
			while (!__atomic_load_n(&ready, __ATOMIC_ACQUIRE))
				;
			x[0] = value;
		}
	}
}
