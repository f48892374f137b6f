/* clean | openmp | missing reduction */
static void kernel(int n, int workers, double *x, double *y, const int *index)
{
	(void)workers;
	(void)y;
	double count[8] = {0};
#pragma omp parallel for reduction(+ : count)
	for (int i = 0; i < n; i++)
		count[index[i] % 8] += 1;
	x[0] = count[0];
}
