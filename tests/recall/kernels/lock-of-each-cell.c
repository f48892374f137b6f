/* clean | openmp | missing lock */
static void kernel(int n, int workers, double *x, double *y, const int *index)
{
	(void)workers;
	omp_lock_t lock[8];
	for (int i = 0; i < 8; i++)
		omp_init_lock(&lock[i]);
#pragma omp parallel for
	for (int i = 0; i < n; i++) {
		int cell = index[i] % 8;
		omp_set_lock(&lock[cell]);
		x[cell] += y[i];
		omp_unset_lock(&lock[cell]);
	}
	for (int i = 0; i < 8; i++)
		omp_destroy_lock(&lock[i]);
}
