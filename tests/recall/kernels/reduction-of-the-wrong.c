/* racy | openmp | missing reduction */
static void kernel(int n, int workers, double *x, double *y, const int *index)
{
	(void)workers;
	(void)index;
	double sum = 0, squares = 0;
#pragma omp parallel for reduction(+ : sum)
	for (int i = 0; i < n; i++) {
		sum += y[i];
		squares += y[i] * y[i];
	}
	x[0] = sum + squares;
}
