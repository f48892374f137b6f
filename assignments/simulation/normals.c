/* normals.c - given: standard normal numbers with random access.
 *
 * A counter-based generator (Salmon, Moraes, Dror and Shaw, "Parallel random numbers: as
 * easy as 1, 2, 3", SC 2011): Philox 4x32-10 turns a counter and a key into 128 random
 * bits, as a cipher would, without any state.  The key is the seed; the counter is (pair,
 * variable).  The bits make two uniform numbers, and these make a pair of independent
 * normal ones (Box and Muller, Annals of Mathematical Statistics 29, 1958).
 *
 * Why it is fast.  No pair depends on another, so the processor can compute 2, 4 or 8 of
 * them with each instruction.  Each step (bits, radius, sine, cosine, product) is a short
 * loop of its own over a block of pairs, which stays in the level-1 cache; the compiler
 * turns most of them into vector instructions, and calls log, sin and cos of the C library's
 * vector library, libmvec.  That needs the manifest's flag -fno-math-errno, since a vector
 * of square roots cannot set errno.  Pairs are always computed in whole vectors of LANES, so
 * a number is the same whatever else is asked for.
 *
 * It keeps no state between calls and never allocates.
 */
#include <math.h>
#include <stdbool.h>
#include <string.h>
#if defined(__x86_64__)
#include <immintrin.h>
#endif

#define R123_USE_SSE 0 /* a loop over plain C is as fast */
#include <Random123/philox.h>

#include "simulation.h"

const struct simulation_variable simulation_variables[SIMULATION_VARIABLES] = {
	{1, 15, 2}, {1, 3, 5}, {2, 10, 1}, {0.5, 8, 8}, {1, 0, 1},
};

enum { PAIRS = 128, LANES = 8 };

#if defined(__x86_64__) && defined(__GLIBC__)
/* libmvec has these functions for 2, 4 and 8 numbers at once. */
#pragma omp declare simd notinbranch
double log(double);
#pragma omp declare simd notinbranch
double sin(double);
#pragma omp declare simd notinbranch
double cos(double);
#endif

/* A part of a stream: pairs number first, first + 1, ... of (seed, variable). */
struct stretch {
	uint64_t seed, first;
	uint32_t variable;
	int pairs; /* <= PAIRS, a multiple of LANES */
};

/* 53 random bits are as many as a double holds.  The radius comes from a number in (0, 1], so
 * that its logarithm is finite; the angle from one in [0, 1). */
static void draw(const struct stretch *of, double *radius, double *angle)
{
	philox4x32_key_t key = {{(uint32_t)of->seed, (uint32_t)(of->seed >> 32)}};

	for (int i = 0; i < of->pairs; i++) {
		uint64_t number = of->first + (uint64_t)i;
		philox4x32_ctr_t at = {{(uint32_t)number, (uint32_t)(number >> 32), of->variable, 0}};
		philox4x32_ctr_t word = philox4x32(at, key);
		int64_t first = (int64_t)(((uint64_t)word.v[1] << 32 | word.v[0]) >> 11);
		int64_t second = (int64_t)(((uint64_t)word.v[3] << 32 | word.v[2]) >> 11);
		radius[i] = (double)(first + 1) * 0x1p-53;
		angle[i] = (double)second * 0x1p-53;
	}
}

#if defined(__x86_64__)
#define FOR_AVX512 __attribute__((target("avx512f,avx512dq,avx512vl,fma")))
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

/* The same, 8 pairs at a time: in each round of Philox two of the four words are multiplied by
 * constants, the upper halves of the products are mixed with the other two and the key, and
 * the words change places. */
FOR_AVX512 static void draw_avx512(const struct stretch *of, double *radius, double *angle)
{
	const words low = (words){0} + UINT32_MAX;

	for (int i = 0; i < of->pairs; i += LANES) {
		words number = (words){0, 1, 2, 3, 4, 5, 6, 7} + of->first + (uint64_t)i;
		words a = number, b = number >> 32, c = (words){0} + of->variable, d = {0};
		uint32_t key = (uint32_t)of->seed, other = (uint32_t)(of->seed >> 32);
		for (int round = 0; round < 10; round++) {
			words p = multiply(a, 0xD2511F53), q = multiply(c, 0xCD9E8D57);
			a = q >> 32 ^ b ^ (uint64_t)key;
			b = q;
			c = p >> 32 ^ d ^ (uint64_t)other;
			d = p;
			key += 0x9E3779B9;
			other += 0xBB67AE85;
		}
		wholes first = (wholes)((b << 32 | (a & low)) >> 11),
		       second = (wholes)((d << 32 | (c & low)) >> 11);
		reals x = __builtin_convertvector(first + 1, reals) * 0x1p-53;
		reals y = __builtin_convertvector(second, reals) * 0x1p-53;
		memcpy(radius + i, &x, sizeof x);
		memcpy(angle + i, &y, sizeof y);
	}
}
#endif

/* z[2 i] and z[2 i + 1] become the pair number first + i. */
static inline __attribute__((always_inline)) void make_pairs(const struct stretch *of, double *radius,
                                                             const double *angle, double *z)
{
	double sine[PAIRS], cosine[PAIRS];

#pragma omp simd
	for (int i = 0; i < of->pairs; i++)
		radius[i] = sqrt(-2 * log(radius[i]));
#pragma omp simd
	for (int i = 0; i < of->pairs; i++)
		sine[i] = sin(2 * M_PI * angle[i]);
#pragma omp simd
	for (int i = 0; i < of->pairs; i++)
		cosine[i] = cos(2 * M_PI * angle[i]);
#pragma omp simd
	for (int i = 0; i < of->pairs; i++) {
		z[2 * i] = radius[i] * cosine[i];
		z[2 * i + 1] = radius[i] * sine[i];
	}
}

/* The same C code, compiled for several processors. */
#if defined(__x86_64__)
FOR_AVX512 static void pairs_avx512(const struct stretch *of, double *z)
{
	double radius[PAIRS], angle[PAIRS];

	draw_avx512(of, radius, angle);
	make_pairs(of, radius, angle, z);
}

FOR_AVX2 static void pairs_avx2(const struct stretch *of, double *z)
{
	double radius[PAIRS], angle[PAIRS];

	draw(of, radius, angle);
	make_pairs(of, radius, angle, z);
}
#endif

static void pairs_portable(const struct stretch *of, double *z)
{
	double radius[PAIRS], angle[PAIRS];

	draw(of, radius, angle);
	make_pairs(of, radius, angle, z);
}

static void compute_pairs(const struct stretch *of, double *z)
{
#if defined(__x86_64__)
	if (__builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl")) {
		pairs_avx512(of, z);
		return;
	}
	if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) {
		pairs_avx2(of, z);
		return;
	}
#endif
	pairs_portable(of, z);
}

void standard_normals(uint64_t seed, uint32_t variable, uint64_t first, size_t count, double *z)
{
	struct stretch of = {seed, first / 2, variable, PAIRS};
	size_t skip = first % 2; /* the first half of a pair is not wanted */

	while (count > 0) {
		double whole[2 * PAIRS];
		bool fits = skip == 0 && count >= 2 * PAIRS;
		size_t wanted = count < 2 * PAIRS - skip ? count : 2 * PAIRS - skip;
		size_t vectors = ((wanted + skip + 1) / 2 + LANES - 1) / LANES;

		of.pairs = (int)vectors * LANES;
		compute_pairs(&of, fits ? z : whole);
		if (!fits)
			memcpy(z, whole + skip, wanted * sizeof *z);
		of.first += PAIRS;
		z += wanted;
		count -= wanted;
		skip = 0;
	}
}
