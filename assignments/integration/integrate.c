/* integrate.c - given: one estimate of an integral from n sorted random samples.
 *
 * Draws, sorts, adds up.
 *
 * Why it is fast.  The samples are uniform, so a sample's value tells its place, but for a few
 * places: a distribution sort puts each into one of n buckets, one sample in each on average,
 * in a time proportional to n (Knuth, The Art of Computer Programming, volume 3, section
 * 5.2.1).  What is out of order then is so only within a bucket.  A few rounds of exchanging
 * neighbours sort nearly all buckets; that takes no branch, which a processor could predict
 * wrongly.  Insertion sorts what is left.
 *
 * Drawing, exchanging and adding up are loops over independent numbers.  The compiler turns
 * them into vector instructions, and calls sin and exp of the C library's vector library,
 * libmvec; they are compiled for several processors, and the right ones found at run time.
 *
 * It keeps no state between calls and never allocates.  It is fast enough: the exercise is
 * to share its calls among workers, not to improve it.
 */
#include <math.h>
#include <stdbool.h>
#include <string.h>
#if defined(__x86_64__)
#include <immintrin.h>
#endif

#define R123_USE_SSE 0 /* a loop over plain C is as fast */
#include <Random123/philox.h>

#include "integration.h"

enum { EXCHANGES = 4, STRETCH = 64 };

#if defined(__x86_64__) && defined(__GLIBC__)
/* libmvec has these functions for 2, 4 and 8 numbers at once. */
#pragma omp declare simd notinbranch
double sin(double);
#pragma omp declare simd notinbranch
double exp(double);
#endif

/* n numbers, each uniform on [0, 1), and one more if n is odd: the generator (Philox 4x32-10;
 * Salmon and others, SC 2011) makes two at a time, of 53 bits each, as many as a double holds.
 * They will be sorted, so their order is of no importance. */
static void draw(uint64_t seed, uint32_t n, double *u)
{
	philox4x32_key_t key = {{(uint32_t)seed, (uint32_t)(seed >> 32)}};
	uint32_t half = (n + 1) / 2;

	for (uint32_t block = 0; block < half; block++) {
		philox4x32_ctr_t at = {{block, n, 0, 0}}, word = philox4x32(at, key);
		u[block] = (double)(int64_t)(((uint64_t)word.v[1] << 32 | word.v[0]) >> 11) * 0x1p-53;
		u[half + block] = (double)(int64_t)(((uint64_t)word.v[3] << 32 | word.v[2]) >> 11) * 0x1p-53;
	}
}

#if defined(__x86_64__)
#define FOR_AVX512 __attribute__((target("avx512f,avx512dq,avx512vl,avx512bw,fma")))
#define FOR_AVX2 __attribute__((target("avx2,fma")))

/* 8 words, each in the lower half of 64 bits; the upper half does not count. */
typedef uint64_t words __attribute__((vector_size(64)));
typedef int64_t wholes __attribute__((vector_size(64)));
typedef double reals __attribute__((vector_size(64)));

/* Products of 64 bits.  A compiler does not find this instruction by itself. */
FOR_AVX512 static inline words multiply(words a, uint32_t by)
{
	return (words)_mm512_mul_epu32((__m512i)a, _mm512_set1_epi64(by));
}

/* The same, 8 blocks at a time: in each round of Philox two of the four words are multiplied by
 * constants, the upper halves of the products are mixed with the other two and the key, and
 * the words change places.  `u` has room for 8 numbers more than n. */
FOR_AVX512 static void draw_avx512(uint64_t seed, uint32_t n, double *u)
{
	const words low = (words){0} + UINT32_MAX;
	uint32_t half = (n + 1) / 2;
	double second[half + 8];

	for (uint32_t block = 0; block < half; block += 8) {
		words a = (words){0, 1, 2, 3, 4, 5, 6, 7} + block, b = (words){0} + n, c = {0}, d = {0};
		uint32_t key = (uint32_t)seed, other = (uint32_t)(seed >> 32);
		for (int round = 0; round < 10; round++) {
			words p = multiply(a, 0xD2511F53), q = multiply(c, 0xCD9E8D57);
			a = q >> 32 ^ b ^ (uint64_t)key;
			b = q;
			c = p >> 32 ^ d ^ (uint64_t)other;
			d = p;
			key += 0x9E3779B9;
			other += 0xBB67AE85;
		}
		reals x = __builtin_convertvector((wholes)((b << 32 | (a & low)) >> 11), reals) * 0x1p-53;
		reals y = __builtin_convertvector((wholes)((d << 32 | (c & low)) >> 11), reals) * 0x1p-53;
		memcpy(u + block, &x, sizeof x);
		memcpy(second + block, &y, sizeof y);
	}
	memcpy(u + half, second, half * sizeof *u);
}
#endif

/* Turn counts into positions: of the first number in each bucket. */
static inline void accumulate(uint16_t *count, uint32_t buckets)
{
	uint16_t before = 0;

	for (uint32_t bucket = 0; bucket < buckets; bucket++) {
		uint16_t here = count[bucket];
		count[bucket] = before;
		before = (uint16_t)(before + here);
	}
}

/* What is put into its place is not the number but where it stands, in 2 bytes: these stay in
 * the level-1 cache while they are written in any order, and reading the numbers in any order
 * costs less than writing them.  The product is rounded, so there is a bucket number n too. */
static inline __attribute__((always_inline)) void distribute(const double *u, uint32_t n, double *sorted)
{
	uint16_t bucket[n], count[n + 1], from[n];

	memset(count, 0, sizeof count);
#pragma omp simd
	for (uint32_t i = 0; i < n; i++)
		bucket[i] = (uint16_t)(int32_t)(u[i] * n);
	for (uint32_t i = 0; i < n; i++)
		count[bucket[i]]++;
	accumulate(count, n + 1);
	for (uint32_t i = 0; i < n; i++)
		from[count[bucket[i]]++] = (uint16_t)i;
#pragma omp simd
	for (uint32_t i = 0; i < n; i++)
		sorted[i] = u[from[i]];
}

/* Put each two neighbours in order, in turn those at even and at odd places, from one array
 * into the other.  Any place keeps the smaller of itself and the next, or the larger of itself
 * and the one before: so the loop has no exchange, and no branch. */
static inline __attribute__((always_inline)) void exchange(double *x, double *spare, uint32_t n)
{
	for (uint32_t round = 0; round < EXCHANGES; round++) {
		double *from = round % 2 == 0 ? x : spare, *to = round % 2 == 0 ? spare : x;
		to[0] = from[0];
		to[n - 1] = from[n - 1];
#pragma omp simd
		for (uint32_t i = 1; i < n - 1; i++) {
			double before = from[i - 1], here = from[i], next = from[i + 1];
			double larger = before < here ? here : before, smaller = here < next ? here : next;
			to[i] = (i ^ round) & 1 ? larger : smaller;
		}
		if (round % 2 == 0 && from[0] > from[1])
			to[0] = from[1];
		if ((n ^ round) % 2 == 0 && from[n - 1] < from[n - 2])
			to[n - 1] = from[n - 2];
	}
}

/* Fast if every number is already near its place. */
static void insert(double *x, uint32_t from, uint32_t end)
{
	for (uint32_t i = from; i < end; i++) {
		double value = x[i];
		uint32_t to = i;
		for (; to > 0 && x[to - 1] > value; to--)
			x[to] = x[to - 1];
		x[to] = value;
	}
}

/* Sort what the exchanges have left, in few stretches anything. */
static inline __attribute__((always_inline)) void finish(double *x, uint32_t n)
{
	for (uint32_t from = 1; from < n; from += STRETCH) {
		uint32_t end = n - from < STRETCH ? n : from + STRETCH, wrong = 0;
#pragma omp simd reduction(+ : wrong)
		for (uint32_t i = from; i < end; i++)
			wrong += x[i - 1] > x[i];
		if (wrong > 0)
			insert(x, from, end);
	}
}

static inline __attribute__((always_inline)) double evaluate(uint32_t function, double x)
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

/* `function` is a constant where this is called, so that no choice is left in the loop. */
static inline __attribute__((always_inline)) double add_up(uint32_t function, double lower, double width,
                                                           const double *u, uint32_t n)
{
	double area = 0;

#pragma omp simd reduction(+ : area)
	for (uint32_t i = 1; i < n; i++) {
		double last = lower + width * u[i - 1], x = lower + width * u[i];
		area += (x - last) * evaluate(function, x);
	}
	return area;
}

static inline __attribute__((always_inline)) double sort_and_add(const struct integration_input *in,
                                                                 double *u, uint32_t n)
{
	double sorted[n], width = in->upper - in->lower;

	distribute(u, n, sorted);
	exchange(sorted, u, n);
	finish(sorted, n);
	switch (in->function) {
	case INTEGRATION_ARCTAN:
		return add_up(INTEGRATION_ARCTAN, in->lower, width, sorted, n);
	case INTEGRATION_SQUARE:
		return add_up(INTEGRATION_SQUARE, in->lower, width, sorted, n);
	case INTEGRATION_SINE:
		return add_up(INTEGRATION_SINE, in->lower, width, sorted, n);
	default:
		return add_up(INTEGRATION_BELL, in->lower, width, sorted, n);
	}
}

/* The same C code, compiled for several processors. */
#if defined(__x86_64__)
FOR_AVX512 static double integrate_avx512(const struct integration_input *in, uint32_t n)
{
	double u[n + 8];

	draw_avx512(in->seed, n, u);
	return sort_and_add(in, u, n);
}

FOR_AVX2 static double integrate_avx2(const struct integration_input *in, uint32_t n)
{
	double u[n + 1];

	draw(in->seed, n, u);
	return sort_and_add(in, u, n);
}
#endif

static double integrate_portable(const struct integration_input *in, uint32_t n)
{
	double u[n + 1];

	draw(in->seed, n, u);
	return sort_and_add(in, u, n);
}

double integrate_once(const struct integration_input *in, uint32_t n)
{
	if (n < 2 || n >= INTEGRATION_INTEGRALS_MAX)
		return 0;
#if defined(__x86_64__)
	if (__builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl") &&
	    __builtin_cpu_supports("avx512bw"))
		return integrate_avx512(in, n);
	if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"))
		return integrate_avx2(in, n);
#endif
	return integrate_portable(in, n);
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
