/* racy | openmp | missing reduction */
static void kernel(int n, int workers, double *x, double *y, const int *index)
{
	(void)workers;
	(void)index;
	double most = -1;
#pragma omp parallel for
	for (int i = 0; i < n; i++)
		if (y[i] > most)
			most = y[i];
	x[0] = most;
}
