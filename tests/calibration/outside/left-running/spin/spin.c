/* expect: outside-clock */
/* spin.c - the first call starts a thread that never ends. */
#include <pthread.h>
#include <stdatomic.h>

#include "spin.h"

static atomic_ulong turns;

static void *go_on(void *argument)
{
	(void)argument;
	for (;;)
		atomic_fetch_add_explicit(&turns, 1, memory_order_relaxed);
	return NULL;
}

int spin_serial(const struct spin_input *in, uint64_t *end)
{
	spin_lots(in, 0, SPIN_LOTS, end);
	return 0;
}

int spin_threads(const struct spin_input *in, int workers, uint64_t *end)
{
	static pthread_t thread;
	static int started;

	if (!started)
		started = pthread_create(&thread, NULL, go_on, NULL) == 0;
	return spin_shared(in, workers, &(struct spin_plan){0}, end);
}
