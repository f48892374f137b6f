/* clean | openmp | missing lock */
static void kernel(int n, int workers, double *x, double *y, const int *index)
{
	(void)workers;
	(void)index;
	double sum = 0;
	omp_lock_t lock;
	omp_init_lock(&lock);
#pragma omp parallel for
	for (int i = 0; i < n; i++) {
		omp_set_lock(&lock);
		sum += y[i];
		omp_unset_lock(&lock);
	}
	omp_destroy_lock(&lock);
	x[0] = sum;
}
