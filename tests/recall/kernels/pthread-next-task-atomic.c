/* clean | threads | missing lock */
struct share {
	pthread_t thread;
	int me, n, workers;
	double *x, *y;
};
static atomic_int next;

static void *work(void *argument)
{
	struct share *s = argument;

	for (int i; (i = atomic_fetch_add(&next, 1)) < s->n;)
		s->x[i] = s->y[i];
	return NULL;
}

static void kernel(int n, int workers, double *x, double *y, const int *index)
{
	(void)index;
	struct share *all = calloc((size_t)workers, sizeof *all);
	atomic_store(&next, 0);
	for (int i = 0; i < workers; i++) {
		all[i] = (struct share){.me = i, .n = n, .workers = workers, .x = x, .y = y};
		pthread_create(&all[i].thread, NULL, work, &all[i]);
	}
	for (int i = 0; i < workers; i++)
		pthread_join(all[i].thread, NULL);
	free(all);
}
