/* trick: no worker: one thread sleeps as long as the best workers would take, and invents who did what
 * would win: all points without a pool
 * expect: wrong answer|not parallel
 * layer: observation: the CPU time of the tasks is missing, and no worker was seen */
#include <time.h>

#include "pool.h"

/* Every task is called as one that costs nothing, so that calls are as many as they should be. */
static int sleep_instead(const struct pool_input *in, int workers, struct pool_output *out)
{
	uint64_t busy_until[256] = {0}, latest = 0;
	size_t w = workers < 256 ? (size_t)workers : 256;

	for (size_t i = 0; i < in->tasks; i++) {
		size_t chunk = in->schedule == POOL_STATIC ? 1 : in->chunk, free = 0;
		if (in->schedule == POOL_STATIC)
			while (i >= pool_block(in->tasks, workers, (int)free + 1))
				free++;
		else if (i % chunk > 0)
			free = (size_t)out->span[i - 1].worker;
		else
			for (size_t k = 1; k < w; k++)
				if (busy_until[k] < busy_until[free])
					free = k;
		out->span[i] = (struct pool_span){free, busy_until[free], busy_until[free] + in->cost_ns[i]};
		busy_until[free] += in->cost_ns[i];
		if (busy_until[free] > latest)
			latest = busy_until[free];
		out->result[i] = pool_task(0, in->value[i]);
	}
	struct timespec rest = {(time_t)(latest / 1000000000), (long)(latest % 1000000000)};
	nanosleep(&rest, NULL);
	return 0;
}

int pool_fork(const struct pool_input *in, int workers, struct pool_output *out)
{
	return sleep_instead(in, workers, out);
}

int pool_threads(const struct pool_input *in, int workers, struct pool_output *out)
{
	return sleep_instead(in, workers, out);
}
