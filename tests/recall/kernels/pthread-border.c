/* racy | threads | neighbours */
struct share {
	pthread_t thread;
	int me, n, workers;
	double *x, *y;
};

static void *work(void *argument)
{
	struct share *s = argument;

	int from = (int)((long)s->n * s->me / s->workers), to = (int)((long)s->n * (s->me + 1) / s->workers);

	for (int i = from; i <= to && i < s->n; i++)
		s->x[i] += s->y[i];
	return NULL;
}

static void kernel(int n, int workers, double *x, double *y, const int *index)
{
	(void)index;
	struct share *all = calloc((size_t)workers, sizeof *all);
	for (int i = 0; i < workers; i++) {
		all[i] = (struct share){.me = i, .n = n, .workers = workers, .x = x, .y = y};
		pthread_create(&all[i].thread, NULL, work, &all[i]);
	}
	for (int i = 0; i < workers; i++)
		pthread_join(all[i].thread, NULL);
	free(all);
}
