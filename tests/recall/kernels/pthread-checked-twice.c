/* racy | threads | flag */
struct share {
	pthread_t thread;
	int me, n, workers;
	double *x, *y;
};
static double *volatile table;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static void *work(void *argument)
{
	struct share *s = argument;

	if (!table) {
		pthread_mutex_lock(&lock);
		if (!table)
			table = s->y;
		pthread_mutex_unlock(&lock);
	}
	s->x[s->me] = table[0];
	return NULL;
}

static void kernel(int n, int workers, double *x, double *y, const int *index)
{
	(void)index;
	struct share *all = calloc((size_t)workers, sizeof *all);
	table = NULL;
	for (int i = 0; i < workers; i++) {
		all[i] = (struct share){.me = i, .n = n, .workers = workers, .x = x, .y = y};
		pthread_create(&all[i].thread, NULL, work, &all[i]);
	}
	for (int i = 0; i < workers; i++)
		pthread_join(all[i].thread, NULL);
	free(all);
}
