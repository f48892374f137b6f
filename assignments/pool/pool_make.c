/* pool_make.c - given: the tasks, for driver and grader alike.
 *
 * Numbers come from Philox (Salmon and others, "Parallel random numbers: as easy as 1, 2,
 * 3", 2011), keyed by seed and task, so that a task does not depend on who makes it, or in
 * which order.  It does no task and starts no worker.
 */
#include <Random123/philox.h>

#include "pool.h"

static double unit(uint32_t bits)
{
	return bits * 0x1p-32; /* 0 <= . < 1 */
}

static double share_of_longest(enum pool_kind kind, size_t i, size_t tasks, double drawn)
{
	switch (kind) {
	case POOL_RISING:
		return ((double)i + drawn) / (double)tasks;
	case POOL_FRONT:
		return i < tasks / 4 ? 1 : 1. / 40;
	default:
		return drawn;
	}
}

void pool_make(enum pool_kind kind, uint64_t longest_ns, uint64_t seed, size_t tasks, uint64_t *cost_ns,
               int64_t *value)
{
	philox4x32_key_t key = {{(uint32_t)seed, (uint32_t)(seed >> 32)}};

	for (size_t i = 0; i < tasks; i++) {
		philox4x32_ctr_t counter = {{(uint32_t)i, (uint32_t)((uint64_t)i >> 32), 0, 0}};
		philox4x32_ctr_t drawn = philox4x32(counter, key);
		cost_ns[i] =
			(uint64_t)(share_of_longest(kind, i, tasks, unit(drawn.v[0])) * (double)longest_ns);
		value[i] = (int64_t)drawn.v[1] - INT64_C(0x80000000);
	}
}
