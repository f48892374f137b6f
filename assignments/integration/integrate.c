/* integrate.c - given: one estimate of an integral from n sorted random samples.
 *
 * Draws, sorts, adds up.  The samples are sorted as the whole numbers they are
 * made from, before they are scaled to the interval: that keeps the order and
 * lets a radix sort do the work in a time proportional to n (Knuth, The Art of
 * Computer Programming, volume 3, section 5.2.5).
 *
 * It keeps no state between calls and never allocates.  It is fast enough: the exercise is
 * to share its calls among workers, not to improve it.
 */
#include <math.h>
#include <string.h>

#define R123_USE_SSE 0 /* without the compiler's vector intrinsics, which take long to compile */
#include <Random123/philox.h>

#include "integration.h"

enum {
	KEY_BITS = 53, /* as many as a double holds */
	DIGIT_BITS_MOST = 10,
};

/* n keys, each uniform on 0 ..  2^53 - 1, and one more if n is odd: the generator makes two
 * at a time. */
static void draw(uint64_t seed, uint32_t n, uint64_t *keys)
{
	philox4x32_key_t key = {{(uint32_t)seed, (uint32_t)(seed >> 32)}};

	for (uint32_t block = 0; 2 * block < n; block++) {
		philox4x32_ctr_t at = {{block, n, 0, 0}}, word = philox4x32(at, key);
		keys[2 * block] = ((uint64_t)word.v[1] << 32 | word.v[0]) >> (64 - KEY_BITS);
		keys[2 * block + 1] = ((uint64_t)word.v[3] << 32 | word.v[2]) >> (64 - KEY_BITS);
	}
}

/* Fast if every key is already near its place. */
static void insertion_sort(uint64_t *keys, uint32_t n)
{
	for (uint32_t i = 1; i < n; i++) {
		uint64_t key = keys[i];
		uint32_t to = i;
		for (; to > 0 && keys[to - 1] > key; to--)
			keys[to] = keys[to - 1];
		keys[to] = key;
	}
}

/* Turn counts into positions: of the first key with each digit. */
static void accumulate(uint32_t *count, uint32_t digits)
{
	uint32_t before = 0;

	for (uint32_t digit = 0; digit < digits; digit++) {
		uint32_t here = count[digit];
		count[digit] = before;
		before += here;
	}
}

/* Two passes over the two leading digits, the lower one first.  The digits are chosen so
 * wide that there are at least 16 n values of the pair; so hardly any two keys agree in
 * both, and the insertion sort has little to do. */
static void sort_keys(uint64_t *keys, uint64_t *spare, uint32_t n)
{
	uint32_t low[1 << DIGIT_BITS_MOST] = {0}, high[1 << DIGIT_BITS_MOST] = {0};
	int bits = 2;

	while (bits < DIGIT_BITS_MOST && (UINT32_C(1) << 2 * bits) < 16 * n)
		bits++;
	int low_shift = KEY_BITS - 2 * bits, high_shift = KEY_BITS - bits;
	uint64_t mask = (UINT64_C(1) << bits) - 1;

	for (uint32_t i = 0; i < n; i++) {
		low[keys[i] >> low_shift & mask]++;
		high[keys[i] >> high_shift]++;
	}
	accumulate(low, UINT32_C(1) << bits);
	accumulate(high, UINT32_C(1) << bits);
	for (uint32_t i = 0; i < n; i++)
		spare[low[keys[i] >> low_shift & mask]++] = keys[i];
	for (uint32_t i = 0; i < n; i++)
		keys[high[spare[i] >> high_shift]++] = spare[i];
	insertion_sort(keys, n);
}

static inline double evaluate(uint32_t function, double x)
{
	switch (function) {
	case INTEGRATION_ARCTAN:
		return 1 / (1 + x * x);
	case INTEGRATION_SQUARE:
		return x * x;
	case INTEGRATION_SINE:
		return sin(x);
	default:
		return exp(-x * x);
	}
}

double integrate_once(const struct integration_input *in, uint32_t n)
{
	double scale = (in->upper - in->lower) * 0x1p-53, area = 0, last;

	if (n < 2 || n >= INTEGRATION_INTEGRALS_MAX)
		return 0;
	uint64_t keys[n + 1], spare[n];
	draw(in->seed, n, keys);
	sort_keys(keys, spare, n);
	last = in->lower + scale * (double)(int64_t)keys[0];
	for (uint32_t i = 1; i < n; i++) {
		double x = in->lower + scale * (double)(int64_t)keys[i];
		area += (x - last) * evaluate(in->function, x);
		last = x;
	}
	return area;
}

double integration_exact(const struct integration_input *in)
{
	double a = in->lower, b = in->upper;

	switch (in->function) {
	case INTEGRATION_ARCTAN:
		return atan(b) - atan(a);
	case INTEGRATION_SQUARE:
		return (b * b * b - a * a * a) / 3;
	case INTEGRATION_SINE:
		return cos(a) - cos(b);
	default:
		return (erf(b) - erf(a)) / M_2_SQRTPI;
	}
}
