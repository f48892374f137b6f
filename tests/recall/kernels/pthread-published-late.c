/* racy | threads | flag */
struct share {
	pthread_t thread;
	int me, n, workers;
	double *x, *y;
};
static volatile int done;

static void *work(void *argument)
{
	struct share *s = argument;

	if (s->me == 0) {
		for (int i = 0; i < s->n; i++)
			s->x[i] = s->y[i];
		done = 1;
	} else {
		for (int look = 0; look < 1000000 && !done; look++)
			;
		s->y[s->me] = s->x[s->me];
	}
	return NULL;
}

static void kernel(int n, int workers, double *x, double *y, const int *index)
{
	(void)index;
	struct share *all = calloc((size_t)workers, sizeof *all);
	done = 0;
	for (int i = 0; i < workers; i++) {
		all[i] = (struct share){.me = i, .n = n, .workers = workers, .x = x, .y = y};
		pthread_create(&all[i].thread, NULL, work, &all[i]);
	}
	for (int i = 0; i < workers; i++)
		pthread_join(all[i].thread, NULL);
	free(all);
}
