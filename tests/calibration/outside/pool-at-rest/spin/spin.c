/* expect: not outside-clock */
/* spin.c - OpenMP keeps its threads after a parallel region; they sleep, which is allowed. */
#include "spin.h"

int spin_serial(const struct spin_input *in, uint64_t *end)
{
	spin_lots(in, 0, SPIN_LOTS, end);
	return 0;
}

int spin_threads(const struct spin_input *in, int workers, uint64_t *end)
{
#pragma omp parallel for num_threads(workers) schedule(static)
	for (int lot = 0; lot < SPIN_LOTS; lot++)
		spin_lots(in, lot, lot + 1, end);
	return 0;
}
