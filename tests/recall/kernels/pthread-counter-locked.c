/* clean | threads | missing lock */
struct share {
	pthread_t thread;
	int me, n, workers;
	double *x, *y;
};
static double sum;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static void *work(void *argument)
{
	struct share *s = argument;

	for (int i = s->me; i < s->n; i += s->workers) {
		pthread_mutex_lock(&lock);
		sum += s->y[i];
		pthread_mutex_unlock(&lock);
	}
	return NULL;
}

static void kernel(int n, int workers, double *x, double *y, const int *index)
{
	(void)index;
	struct share *all = calloc((size_t)workers, sizeof *all);
	sum = 0;
	for (int i = 0; i < workers; i++) {
		all[i] = (struct share){.me = i, .n = n, .workers = workers, .x = x, .y = y};
		pthread_create(&all[i].thread, NULL, work, &all[i]);
	}
	for (int i = 0; i < workers; i++)
		pthread_join(all[i].thread, NULL);
	x[0] = sum;
	free(all);
}
