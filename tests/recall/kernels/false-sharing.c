/* clean | openmp | neighbours */
static void kernel(int n, int workers, double *x, double *y, const int *index)
{
	(void)index;
	double *count = calloc((size_t)workers + 1, sizeof *count);
#pragma omp parallel
	{
		int me = omp_get_thread_num();
#pragma omp for
		for (int i = 0; i < n; i++)
			count[me] += y[i];
	}
	x[0] = count[0];
	free(count);
}
