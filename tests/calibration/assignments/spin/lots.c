/* lots.c - given: the recurrence, and threads that share the lots as planned.
 *
 * Every worker is pinned to its own CPU.  Some kernels start a new thread on its creator's CPU
 * and move it only at a later tick (1 to 8 ms of 70 were observed on a virtual machine, mostly
 * after a serial part).  Students' programs have that cost, too.  But it is unpredictable, so it
 * must not occur in work whose speedup is to be known. */
#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <stdbool.h>
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
			__asm__ volatile("" : "+r"(x)); /* prevents the compiler from combining steps */
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

/* The first lot of worker i: the first worker's share has the skew, the others share equally. */
static int border(int lots, int workers, int skew, int i)
{
	int first = workers > 1 ? lots * (100 + skew) / (100 * workers) : lots;

	if (i == 0)
		return 0;
	return i == workers ? lots : first + (int)((long long)(lots - first) * (i - 1) / (workers - 1));
}

/* Selects the i-th CPU in `all`; false if there are too few. */
static bool own_cpu(const cpu_set_t *all, int i, cpu_set_t *own)
{
	CPU_ZERO(own);
	for (int cpu = 0; cpu < CPU_SETSIZE; cpu++)
		if (CPU_ISSET(cpu, all) && i-- == 0) {
			CPU_SET(cpu, own);
			return true;
		}
	return false;
}

static int start(struct worker *w, const cpu_set_t *own)
{
	pthread_attr_t attributes;
	int problem = pthread_attr_init(&attributes);

	if (problem)
		return problem;
	if (own)
		problem = pthread_attr_setaffinity_np(&attributes, sizeof *own, own);
	if (!problem)
		problem = pthread_create(&w->thread, &attributes, work, w);
	pthread_attr_destroy(&attributes);
	return problem;
}

int spin_shared(const struct spin_input *in, int workers, const struct spin_plan *plan, uint64_t *end)
{
	struct worker *all = calloc((size_t)workers, sizeof *all);
	int shared = SPIN_LOTS - plan->alone, started = 0, problem = 0;
	cpu_set_t cpus, own;

	if (!all)
		return -1;
	if (sched_getaffinity(0, sizeof cpus, &cpus) != 0)
		CPU_ZERO(&cpus);
	bool bound = CPU_COUNT(&cpus) >= workers && own_cpu(&cpus, 0, &own) &&
	             sched_setaffinity(0, sizeof own, &own) == 0;
	spin_lots(in, 0, plan->alone, end);
	for (int i = 0; i < workers; i++) {
		all[i].in = in;
		all[i].first = plan->alone + border(shared, workers, plan->skew, i);
		all[i].last = plan->alone + border(shared, workers, plan->skew, i + 1);
		all[i].end = end;
	}
	/* Lots are wasted before the first worker starts, so that no worker runs meanwhile. */
	for (int i = 0; i < workers * plan->spawn; i++)
		spin_lots(in, i % SPIN_LOTS, i % SPIN_LOTS + 1, end);
	while (started + 1 < workers && !problem) {
		problem = start(&all[started + 1], bound && own_cpu(&cpus, started + 1, &own) ? &own : NULL);
		started += !problem;
	}
	if (!problem)
		work(&all[0]);
	for (int i = 1; i <= started; i++)
		pthread_join(all[i].thread, NULL);
	if (bound)
		sched_setaffinity(0, sizeof cpus, &cpus);
	free(all);
	errno = problem;
	return problem ? -1 : 0;
}
