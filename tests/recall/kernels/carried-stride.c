/* racy | openmp | loop-carried dependence */
static void kernel(int n, int workers, double *x, double *y, const int *index)
{
	(void)workers;
	(void)y;
	(void)index;
#pragma omp parallel for schedule(dynamic, 7)
	for (int i = 5; i < n; i++)
		x[i] = x[i - 5] + 1;
}
