/* expect: outside-clock */
/* spin.c - half a second of work in a constructor, before the clock starts. */
#include <time.h>

#include "spin.h"

__attribute__((constructor)) static void prepare(void)
{
	while (clock() < CLOCKS_PER_SEC / 2)
		;
}

int spin_serial(const struct spin_input *in, uint64_t *end)
{
	spin_lots(in, 0, SPIN_LOTS, end);
	return 0;
}

int spin_threads(const struct spin_input *in, int workers, uint64_t *end)
{
	return spin_shared(in, workers, &(struct spin_plan){0}, end);
}
