/* burn.c - given: keeps a CPU busy.
 *
 * Steps of a linear congruential generator (Knuth, The Art of Computer Programming, volume
 * 2, section 3.3.4, table 1), each of which depends on the one before, so that neither the
 * compiler nor the processor can take a shortcut.  It uses no memory and no system call, so
 * two workers compete only for CPUs.
 */
#include "scaling.h"

uint64_t burn(uint64_t iterations)
{
	uint64_t x = 1;

	for (uint64_t i = 0; i < iterations; i++)
		x = x * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return x;
}
