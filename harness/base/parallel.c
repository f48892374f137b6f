/* parallel.c - run tasks on a few threads.
 *
 * The calling thread is one of them, so one thread means that none is started.  If a thread
 * cannot be started, the others do its tasks.
 */
#include "parallel.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "base.h"

struct work {
	int (*task)(void *context, size_t index);
	void *context;
	size_t count;
	atomic_size_t next;
	atomic_bool failed;
	char **errors; /* for each task; NULL: it succeeded */
};

static void *take_tasks(void *argument)
{
	struct work *w = argument;

	while (!w->failed) {
		size_t i = atomic_fetch_add(&w->next, 1);
		if (i >= w->count)
			break;
		if (w->task(w->context, i) != 0) {
			w->errors[i] = xstrdup(error_text());
			w->failed = true;
		}
	}
	return NULL;
}

int parallel_run(int most_threads, size_t count, int (*task)(void *context, size_t index), void *context)
{
	size_t most = most_threads > 1 && count > 1
	                      ? ((size_t)most_threads < count ? (size_t)most_threads : count) - 1
	                      : 0,
	       started = 0;
	struct work w = {.task = task,
	                 .context = context,
	                 .count = count,
	                 .errors = xcalloc(count + 1, sizeof *w.errors)};
	pthread_t *threads = xcalloc(most + 1, sizeof *threads);
	int failed = 0;

	while (started < most && pthread_create(&threads[started], NULL, take_tasks, &w) == 0)
		started++;
	take_tasks(&w);
	while (started > 0)
		pthread_join(threads[--started], NULL);
	for (size_t i = 0; i < count; i++) {
		if (w.errors[i] && !failed)
			failed = error_set("%s", w.errors[i]);
		free(w.errors[i]);
	}
	free(w.errors);
	free(threads);
	return failed;
}
