/* clean | openmp | missing private */
static double kept;
#pragma omp threadprivate(kept)

static void kernel(int n, int workers, double *x, double *y, const int *index)
{
	(void)workers;
	(void)index;
#pragma omp parallel for
	for (int i = 0; i < n; i++) {
		kept = 2 * y[i];
		x[i] = kept;
	}
}
