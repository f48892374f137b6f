/* clean | threads | flag */
struct share {
	pthread_t thread;
	const int *index;
	double *x;
	double *total;
	atomic_int *ready;
	int from, end, number;
};

/* The first worker writes the total, and says so; the others wait for that. */
static void *work(void *argument)
{
	struct share *s = argument;

	if (s->number == 0) {
		for (int i = 0; i < s->end; i++)
			*s->total += s->index[i];
		atomic_store_explicit(s->ready, 1, memory_order_release);
	}
	while (!atomic_load_explicit(s->ready, memory_order_acquire))
		sched_yield();
	for (int i = s->from; i < s->end; i++)
		s->x[i] = *s->total + i;
	return NULL;
}

static void kernel(int n, int workers, double *x, double *y, const int *index)
{
	struct share share[64];
	double total = 0;
	atomic_int ready = 0;

	(void)y;
	for (int w = 0; w < workers; w++) {
		share[w] = (struct share){.index = index,
		                          .x = x,
		                          .total = &total,
		                          .ready = &ready,
		                          .from = n / workers * w,
		                          .end = n / workers * (w + 1),
		                          .number = w};
		if (pthread_create(&share[w].thread, NULL, work, &share[w]) != 0)
			abort();
	}
	for (int w = 0; w < workers; w++)
		pthread_join(share[w].thread, NULL);
}
