/* clean | threads | flag */
struct share {
	pthread_t thread;
	int me, n, workers;
	double *x, *y;
};
static bool ready;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;

static void *work(void *argument)
{
	struct share *s = argument;

	pthread_mutex_lock(&lock);
	if (s->me == 0) {
		ready = true;
		pthread_cond_broadcast(&changed);
	}
	while (!ready)
		pthread_cond_wait(&changed, &lock);
	pthread_mutex_unlock(&lock);
	s->x[s->me] = s->y[s->me];
	return NULL;
}

static void kernel(int n, int workers, double *x, double *y, const int *index)
{
	(void)index;
	struct share *all = calloc((size_t)workers, sizeof *all);
	ready = false;
	for (int i = 0; i < workers; i++) {
		all[i] = (struct share){.me = i, .n = n, .workers = workers, .x = x, .y = y};
		pthread_create(&all[i].thread, NULL, work, &all[i]);
	}
	for (int i = 0; i < workers; i++)
		pthread_join(all[i].thread, NULL);
	free(all);
}
