/* spin.c - the model solution: equal shares, no serial part. */
#include "spin.h"

int spin_serial(const struct spin_input *in, uint64_t *end)
{
	spin_lots(in, 0, SPIN_LOTS, end);
	return 0;
}

int spin_threads(const struct spin_input *in, int workers, uint64_t *end)
{
	return spin_shared(in, workers, &(struct spin_plan){0}, end);
}
