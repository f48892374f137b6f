/* trick: correct results, with spans at the limits of 64-bit integers
 * would win: sums of times that overflow to the right value
 * expect: wrong answer
 * layer: oracle: every span is validated before use */
#include <stddef.h>

#include "pool.h"

static int leap(const struct pool_input *in, int workers, struct pool_output *out, uint64_t start,
                uint64_t end)
{
	for (size_t i = 0; i < in->tasks; i++) {
		out->result[i] = pool_task(in->cost_ns[i], in->value[i]);
		out->span[i] = (struct pool_span){(uint64_t)workers - 1, start, end};
		if (i % 2 == 1)
			out->span[i] = (struct pool_span){UINT64_MAX, end, start};
	}
	return 0;
}

int pool_fork(const struct pool_input *in, int workers, struct pool_output *out)
{
	return leap(in, workers, out, 0, UINT64_MAX);
}

int pool_threads(const struct pool_input *in, int workers, struct pool_output *out)
{
	return leap(in, workers, out, UINT64_MAX - 1, UINT64_MAX);
}
