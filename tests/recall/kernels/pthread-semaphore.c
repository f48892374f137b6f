/* clean | threads | flag */
struct share {
	pthread_t thread;
	int me, n, workers;
	double *x, *y;
};
static double sum;
static sem_t turn;

static void *work(void *argument)
{
	struct share *s = argument;

	sem_wait(&turn);
	sum += s->y[s->me];
	sem_post(&turn);
	return NULL;
}

static void kernel(int n, int workers, double *x, double *y, const int *index)
{
	(void)index;
	struct share *all = calloc((size_t)workers, sizeof *all);
	sum = 0;
	sem_init(&turn, 0, 1);
	for (int i = 0; i < workers; i++) {
		all[i] = (struct share){.me = i, .n = n, .workers = workers, .x = x, .y = y};
		pthread_create(&all[i].thread, NULL, work, &all[i]);
	}
	for (int i = 0; i < workers; i++)
		pthread_join(all[i].thread, NULL);
	sem_destroy(&turn);
	x[0] = sum;
	free(all);
}
