/* racy | threads | arguments */
struct share {
	pthread_t thread;
	int me, n, workers;
	double *x, *y;
};
static struct share one;

static void *work(void *argument)
{
	struct share *s = argument;

	s->x[s->me] = s->y[s->me];
	return NULL;
}

static void kernel(int n, int workers, double *x, double *y, const int *index)
{
	(void)index;
	struct share *all = calloc((size_t)workers, sizeof *all);
	for (int i = 0; i < workers; i++) {
		all[i] = (struct share){.me = i, .n = n, .workers = workers, .x = x, .y = y};
		one = all[i];
		pthread_create(&all[i].thread, NULL, work, &one);
	}
	for (int i = 0; i < workers; i++)
		pthread_join(all[i].thread, NULL);
	free(all);
}
