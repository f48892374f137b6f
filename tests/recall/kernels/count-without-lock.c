/* racy | openmp | missing lock */
static void kernel(int n, int workers, double *x, double *y, const int *index)
{
	(void)workers;
	(void)y;
	int found = 0;
#pragma omp parallel for
	for (int i = 0; i < n; i++)
		if (index[i] % 3 == 0)
			x[found++] = i;
}
