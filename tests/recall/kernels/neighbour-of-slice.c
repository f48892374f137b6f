/* racy | openmp | neighbours */
static void kernel(int n, int workers, double *x, double *y, const int *index)
{
	(void)workers;
	(void)index;
#pragma omp parallel
	{
		int me = omp_get_thread_num(), all = omp_get_num_threads();
		int from = (int)((long)n * me / all), to = (int)((long)n * (me + 1) / all);
		for (int i = from; i <= to && i < n; i++)
			x[i] += y[i];
	}
}
