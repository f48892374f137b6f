/* clean | openmp | missing reduction */
static void kernel(int n, int workers, double *x, double *y, const int *index)
{
	(void)workers;
	(void)index;
	double most = -1;
#pragma omp parallel for reduction(max : most)
	for (int i = 0; i < n; i++)
		most = y[i] > most ? y[i] : most;
	x[0] = most;
}
