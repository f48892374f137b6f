/* lots.c - given: the recurrence, and threads that share the lots as planned. */
#include <errno.h>
#include <pthread.h>
#include <stdlib.h>

#include "spin.h"

struct worker {
	pthread_t thread;
	const struct spin_input *in;
	int first, last;
	uint64_t *end;
};

void spin_lots(const struct spin_input *in, int first, int last, uint64_t *end)
{
	for (int lot = first; lot < last; lot++) {
		uint64_t x = in->start[lot];
		for (uint64_t i = 0; i < in->steps; i++) {
			x = x * SPIN_A + SPIN_C;
			__asm__ volatile("" : "+r"(x));   /* or the compiler might take two steps at once */
		}
		end[lot] = x;
	}
}

static void *work(void *argument)
{
	struct worker *w = argument;

	spin_lots(w->in, w->first, w->last, w->end);
	return NULL;
}

/* Where worker i begins: the first has its own share, the others what is left, equally. */
static int border(int lots, int workers, int skew, int i)
{
	int first = workers > 1 ? lots * (100 + skew) / (100 * workers) : lots;

	if (i == 0)
		return 0;
	return i == workers ? lots : first + (int)((long long)(lots - first) * (i - 1) / (workers - 1));
}

int spin_shared(const struct spin_input *in, int workers, const struct spin_plan *plan, uint64_t *end)
{
	struct worker *all = calloc((size_t)workers, sizeof *all);
	int shared = SPIN_LOTS - plan->alone, started = 0, problem = 0;

	if (!all)
		return -1;
	spin_lots(in, 0, plan->alone, end);
	for (int i = 0; i < workers; i++) {
		all[i].in = in;
		all[i].first = plan->alone + border(shared, workers, plan->skew, i);
		all[i].last = plan->alone + border(shared, workers, plan->skew, i + 1);
		all[i].end = end;
	}
	/* All that is wasted comes before the first start, so that no worker runs beside it. */
	for (int i = 0; i < workers * plan->spawn; i++)
		spin_lots(in, i % SPIN_LOTS, i % SPIN_LOTS + 1, end);
	while (started + 1 < workers && !problem) {
		problem = pthread_create(&all[started + 1].thread, NULL, work, &all[started + 1]);
		started += !problem;
	}
	if (!problem)
		work(&all[0]);
	for (int i = 1; i <= started; i++)
		pthread_join(all[i].thread, NULL);
	free(all);
	errno = problem;
	return problem ? -1 : 0;
}
