/* normals.c - given: standard normal numbers with random access.
 *
 * A counter-based generator (Salmon, Moraes, Dror and Shaw, "Parallel random numbers: as
 * easy as 1, 2, 3", SC 2011): Philox 4x32-10 turns a counter and a key into 128 random
 * bits, as a cipher would, without any state.  The key is the seed; the counter is (pair,
 * variable).  The bits make two uniform numbers, and these make a pair of independent
 * normal ones (Box and Muller, Annals of Mathematical Statistics 29, 1958).
 *
 * It keeps no state between calls and never allocates.
 */
#include <math.h>

#define R123_USE_SSE 0 /* without the compiler's vector intrinsics, which take long to compile */
#include <Random123/philox.h>

#include "simulation.h"

const struct simulation_variable simulation_variables[SIMULATION_VARIABLES] = {
	{1, 15, 2}, {1, 3, 5}, {2, 10, 1}, {0.5, 8, 8}, {1, 0, 1},
};

struct pair {
	double even, odd;
};

/* 53 random bits are as many as a double holds.  The radius comes from a number
 * in (0, 1], so that its logarithm is finite; the angle from one in [0, 1). */
static struct pair normal_pair(philox4x32_key_t key, uint32_t variable, uint64_t number)
{
	philox4x32_ctr_t at = {{(uint32_t)number, (uint32_t)(number >> 32), variable, 0}};
	philox4x32_ctr_t word = philox4x32(at, key);
	int64_t first = (int64_t)(((uint64_t)word.v[1] << 32 | word.v[0]) >> 11);
	int64_t second = (int64_t)(((uint64_t)word.v[3] << 32 | word.v[2]) >> 11);
	double radius = sqrt(-2 * log((double)(first + 1) * 0x1p-53));
	double angle = 2 * M_PI * ((double)second * 0x1p-53);
	double sine, cosine;

	sincos(angle, &sine, &cosine);
	return (struct pair){radius * cosine, radius * sine};
}

void standard_normals(uint64_t seed, uint32_t variable, uint64_t first, size_t count, double *z)
{
	philox4x32_key_t key = {{(uint32_t)seed, (uint32_t)(seed >> 32)}};
	uint64_t number = first / 2;
	size_t i = 0;

	if (count == 0)
		return;
	if (first % 2 == 1)
		z[i++] = normal_pair(key, variable, number++).odd;
	for (; i + 1 < count; i += 2) {
		struct pair pair = normal_pair(key, variable, number++);
		z[i] = pair.even;
		z[i + 1] = pair.odd;
	}
	if (i < count)
		z[i] = normal_pair(key, variable, number).even;
}
