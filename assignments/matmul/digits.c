/* digits.c - given: the random digits that matrices are filled with.
 *
 * Counter-based (Philox; Salmon et al., "Parallel random numbers: as easy as 1, 2, 3",
 * 2011): digit i is computed from i itself, so workers share no state.  Each call of the
 * generator gives eight 16-bit numbers, and each becomes a digit by scaling; that favours
 * some digits by less than one part in 6000, which is negligible here.
 */
#include <Random123/philox.h>

#include "matmul.h"

enum { DIGITS_PER_CALL = 8 };

void matmul_digits(uint64_t seed, uint32_t matrix, size_t count, int32_t *digits)
{
	philox4x32_key_t key = {{(uint32_t)seed, (uint32_t)(seed >> 32)}};

	for (size_t from = 0; from < count; from += DIGITS_PER_CALL) {
		uint64_t block = from / DIGITS_PER_CALL;
		philox4x32_ctr_t counter = {{(uint32_t)block, (uint32_t)(block >> 32), matrix, 0}};
		philox4x32_ctr_t random = philox4x32(counter, key);
		size_t length = count - from < DIGITS_PER_CALL ? count - from : DIGITS_PER_CALL;

		for (size_t i = 0; i < length; i++) {
			uint32_t half = random.v[i / 2] >> (i % 2 * 16) & 0xffff;
			digits[from + i] = (int32_t)(half * 10 >> 16);
		}
	}
}
