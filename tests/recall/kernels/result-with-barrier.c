/* clean | openmp | barrier */
static void kernel(int n, int workers, double *x, double *y, const int *index)
{
	(void)n;
	(void)workers;
	(void)index;
#pragma omp parallel
	{
		int me = omp_get_thread_num(), all = omp_get_num_threads();
		x[me] = y[me];
#pragma omp barrier
		y[me] = x[(me + 1) % all];
	}
}
