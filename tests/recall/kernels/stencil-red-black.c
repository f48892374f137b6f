/* clean | openmp | loop-carried dependence */
static void kernel(int n, int workers, double *x, double *y, const int *index)
{
	(void)workers;
	(void)y;
	(void)index;
	for (int colour = 0; colour < 2; colour++)
#pragma omp parallel for
		for (int i = 1 + colour; i < n - 1; i += 2)
			x[i] = (x[i - 1] + x[i + 1]) / 2;
}
