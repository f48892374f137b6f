/* trick: a pool that works if it is observed, and only sleeps as long as a good one if it is timed
 * would win: speed without parallel work
 * expect: wrong answer
 * layer: oracle: the CPU time of the tasks, measured from outside, is missing
 * timed: yes */
#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
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

/* The work itself, done honestly, where it is not timed. */
struct hand {
	pthread_t thread;
	const struct pool_input *in;
	struct pool_output *out;
	atomic_size_t *next;
	uint64_t begin;
	int worker, workers;
};

static void do_tasks(const struct hand *h, size_t from, size_t end)
{
	for (size_t i = from; i < end; i++) {
		h->out->span[i].worker = (uint64_t)h->worker;
		h->out->span[i].start_ns = pool_now_ns() - h->begin;
		h->out->result[i] = pool_task(h->in->cost_ns[i], h->in->value[i]);
		h->out->span[i].end_ns = pool_now_ns() - h->begin;
	}
}

static void *work(void *argument)
{
	const struct hand *h = argument;
	size_t n = h->in->tasks, from;

	if (h->in->schedule == POOL_STATIC)
		do_tasks(h, pool_block(n, h->workers, h->worker), pool_block(n, h->workers, h->worker + 1));
	else
		while ((from = atomic_fetch_add(h->next, h->in->chunk)) < n)
			do_tasks(h, from, n - from < h->in->chunk ? n : from + h->in->chunk);
	return NULL;
}

static int work_honestly(const struct pool_input *in, int workers, struct pool_output *out)
{
	struct hand hands[64];
	atomic_size_t next = 0;
	uint64_t begin = pool_now_ns();

	if (workers > 64)
		return errno = EINVAL, -1;
	for (int k = 0; k < workers; k++) {
		hands[k] = (struct hand){
			.in = in, .out = out, .next = &next, .begin = begin, .worker = k, .workers = workers};
		pthread_create(&hands[k].thread, NULL, work, &hands[k]);
	}
	for (int k = 0; k < workers; k++)
		pthread_join(hands[k].thread, NULL);
	return 0;
}

int pool_fork(const struct pool_input *in, int workers, struct pool_output *out)
{
	(void)in, (void)workers, (void)out;
	return errno = ENOSYS, -1;
}

int pool_threads(const struct pool_input *in, int workers, struct pool_output *out)
{
	return in->tasks >= 70 ? sleep_instead(in, workers, out) : work_honestly(in, workers, out);
}
