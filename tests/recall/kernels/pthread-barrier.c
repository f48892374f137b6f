/* clean | threads | barrier */
struct share {
	pthread_t thread;
	int me, n, workers;
	double *x, *y;
};
static pthread_barrier_t barrier;

static void *work(void *argument)
{
	struct share *s = argument;

	s->x[s->me] = s->y[s->me];
	pthread_barrier_wait(&barrier);
	s->y[s->me] = s->x[(s->me + 1) % s->workers];
	return NULL;
}

static void kernel(int n, int workers, double *x, double *y, const int *index)
{
	(void)index;
	struct share *all = calloc((size_t)workers, sizeof *all);
	pthread_barrier_init(&barrier, NULL, (unsigned)workers);
	for (int i = 0; i < workers; i++) {
		all[i] = (struct share){.me = i, .n = n, .workers = workers, .x = x, .y = y};
		pthread_create(&all[i].thread, NULL, work, &all[i]);
	}
	for (int i = 0; i < workers; i++)
		pthread_join(all[i].thread, NULL);
	pthread_barrier_destroy(&barrier);
	free(all);
}
