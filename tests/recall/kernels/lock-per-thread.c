/* racy | openmp | missing lock */
static void kernel(int n, int workers, double *x, double *y, const int *index)
{
	(void)workers;
	(void)index;
	double sum = 0;
#pragma omp parallel
	{
		omp_lock_t own;
		omp_init_lock(&own);
#pragma omp for
		for (int i = 0; i < n; i++) {
			omp_set_lock(&own);
			sum += y[i];
			omp_unset_lock(&own);
		}
		omp_destroy_lock(&own);
	}
	x[0] = sum;
}
