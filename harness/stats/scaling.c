/* scaling.c - models of how a speedup depends on the number of workers.
 *
 * Closed formulas only.  Whether there are enough points for a model, and how
 * far it may be drawn, is decided where charts are made.
 */
#include "stats.h"

/* Karp & Flatt 1990, equation 2: the serial fraction that Amdahl's law would
 * need to explain this speedup.  Growing with `workers` it betrays overhead,
 * constant it is a true serial part, negative it means superlinear speedup. */
double stats_karp_flatt(double speedup, int workers)
{
	double p = workers;
	return (1 / speedup - 1 / p) / (1 - 1 / p);
}

/* Amdahl 1967: fixed work. */
double stats_amdahl(double serial_fraction, double workers)
{
	return 1 / (serial_fraction + (1 - serial_fraction) / workers);
}

/* Gustafson 1988: work that grows with the workers; serial_fraction is that of
 * the parallel run. */
double stats_gustafson(double serial_fraction, double workers)
{
	return workers + (1 - workers) * serial_fraction;
}

struct stats_break_even stats_break_even(const struct stats_interval *speedup, size_t count)
{
	struct stats_break_even result = {.from = count};

	while (result.from > 0 && speedup[result.from - 1].low > 1)
		result.from--;
	for (size_t i = 0; i < count; i++)
		if (speedup[i].high < 1)
			result.after = i + 1;
	return result;
}
