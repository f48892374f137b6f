/* tile.c - given: 4 x 4 elements of a product of matrices of digits.
 *
 * Why 4 x 4.  A single element needs two loads for each multiplication; here
 * eight loads serve sixteen, and the sixteen sums stay in registers from the
 * first p to the last.
 *
 * Why 8 bits.  The narrower the numbers, the more of them an instruction multiplies, and
 * the more of them fit into a cache.  Digits fit into 8 bits.  AVX-512 VNNI multiplies 64
 * pairs of bytes at once, and adds each four products to a 32-bit sum; AVX2 multiplies 32
 * pairs, and adds each two to a 16-bit number, which holds 202 such sums of at most 2 * 81.
 * Which of them this processor has is found out at run time.  Elsewhere the digits are
 * widened to 16 bits, for which a compiler finds an instruction on most processors.
 *
 * It knows nothing about whole matrices: the caller decides what is copied, what stays in a
 * cache and who computes which tile.
 */
#include <string.h>

#include "matmul.h"

enum { ROWS = MATMUL_TILE_ROWS, COLUMNS = MATMUL_TILE_COLUMNS };

static void add_products(size_t from, size_t end, const uint8_t *rows, const uint8_t *columns, size_t stride,
                         int32_t sum[ROWS][COLUMNS])
{
	for (size_t p = from; p < end; p++)
		for (size_t r = 0; r < ROWS; r++)
			for (size_t s = 0; s < COLUMNS; s++)
				sum[r][s] += rows[r * stride + p] * columns[s * stride + p];
}

#if defined(__x86_64__)
#include <immintrin.h>

#define FOR_AVX512 __attribute__((target("avx2,avx512f,avx512bw,avx512vnni")))
#define FOR_AVX2 __attribute__((target("avx2")))

/* The sums of the 8 numbers in each of a, b, c and d. */
FOR_AVX2 static inline __m128i sum_each(__m256i a, __m256i b, __m256i c, __m256i d)
{
	__m256i all = _mm256_hadd_epi32(_mm256_hadd_epi32(a, b), _mm256_hadd_epi32(c, d));

	return _mm_add_epi32(_mm256_castsi256_si128(all), _mm256_extracti128_si256(all, 1));
}

FOR_AVX512 static inline __m256i add_halves(__m512i v)
{
	return _mm256_add_epi32(_mm512_castsi512_si256(v), _mm512_extracti64x4_epi64(v, 1));
}

/* k is a multiple of 64. */
FOR_AVX512 static void tile_avx512(size_t k, const uint8_t *rows, const uint8_t *columns, size_t stride,
                                   int32_t sum[ROWS][COLUMNS])
{
	__m512i total[ROWS][COLUMNS], column[COLUMNS];

	for (size_t r = 0; r < ROWS; r++)
		for (size_t s = 0; s < COLUMNS; s++)
			total[r][s] = _mm512_setzero_si512();
	for (size_t p = 0; p < k; p += 64) {
		for (size_t s = 0; s < COLUMNS; s++)
			column[s] = _mm512_loadu_si512(columns + s * stride + p);
		for (size_t r = 0; r < ROWS; r++) {
			__m512i row = _mm512_loadu_si512(rows + r * stride + p);
			for (size_t s = 0; s < COLUMNS; s++)
				total[r][s] = _mm512_dpbusd_epi32(total[r][s], row, column[s]);
		}
	}
	for (size_t r = 0; r < ROWS; r++)
		_mm_storeu_si128((__m128i *)sum[r],
		                 sum_each(add_halves(total[r][0]), add_halves(total[r][1]),
		                          add_halves(total[r][2]), add_halves(total[r][3])));
}

/* Two rows at a time: there are half as many registers.  k is a multiple of 32. */
FOR_AVX2 static void half_tile_avx2(size_t k, const uint8_t *rows, const uint8_t *columns, size_t stride,
                                    int32_t sum[][COLUMNS])
{
	enum { FLUSH = 128 * 32 }; /* before a 16-bit number could overflow */
	__m256i total[2][COLUMNS], part[2][COLUMNS];

	memset(total, 0, sizeof total);
	for (size_t p = 0; p < k;) {
		size_t end = k - p < FLUSH ? k : p + FLUSH;
		memset(part, 0, sizeof part);
		for (; p < end; p += 32)
			for (size_t r = 0; r < 2; r++) {
				__m256i row = _mm256_loadu_si256((const __m256i *)(rows + r * stride + p));
				for (size_t s = 0; s < COLUMNS; s++)
					part[r][s] = _mm256_add_epi16(
						part[r][s],
						_mm256_maddubs_epi16(
							row,
							_mm256_loadu_si256((
								const __m256i *)(columns + s * stride + p))));
			}
		for (size_t r = 0; r < 2; r++)
			for (size_t s = 0; s < COLUMNS; s++)
				total[r][s] = _mm256_add_epi32(
					total[r][s], _mm256_madd_epi16(part[r][s], _mm256_set1_epi16(1)));
	}
	for (size_t r = 0; r < 2; r++)
		_mm_storeu_si128((__m128i *)sum[r],
		                 sum_each(total[r][0], total[r][1], total[r][2], total[r][3]));
}

FOR_AVX2 static void tile_avx2(size_t k, const uint8_t *rows, const uint8_t *columns, size_t stride,
                               int32_t sum[ROWS][COLUMNS])
{
	half_tile_avx2(k, rows, columns, stride, sum);
	half_tile_avx2(k, rows + 2 * stride, columns, stride, sum + 2);
}
#endif

enum { CHUNK = 256 };

static void widen(const uint8_t *from, size_t stride, int16_t to[][CHUNK])
{
	for (size_t r = 0; r < 4; r++)
		for (size_t p = 0; p < CHUNK; p++)
			to[r][p] = from[r * stride + p];
}

/* One row with four columns, so that each number of the row is loaded once for all. */
static void add_row(const int16_t *row, int16_t column[COLUMNS][CHUNK], int32_t sum[COLUMNS])
{
	int32_t a = 0, b = 0, c = 0, d = 0;

	for (size_t p = 0; p < CHUNK; p++) {
		a += row[p] * column[0][p];
		b += row[p] * column[1][p];
		c += row[p] * column[2][p];
		d += row[p] * column[3][p];
	}
	sum[0] += a;
	sum[1] += b;
	sum[2] += c;
	sum[3] += d;
}

/* k is a multiple of CHUNK. */
static void tile_portable(size_t k, const uint8_t *rows, const uint8_t *columns, size_t stride,
                          int32_t sum[ROWS][COLUMNS])
{
	int16_t row[ROWS][CHUNK], column[COLUMNS][CHUNK];

	memset(sum, 0, ROWS * sizeof *sum);
	for (size_t p = 0; p < k; p += CHUNK) {
		widen(rows + p, stride, row);
		widen(columns + p, stride, column);
		for (size_t r = 0; r < ROWS; r++)
			add_row(row[r], column, sum[r]);
	}
}

void matmul_tile(size_t k, const uint8_t *rows, const uint8_t *columns, size_t stride,
                 int32_t sum[ROWS][COLUMNS])
{
	size_t whole;

#if defined(__x86_64__)
	if (__builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vnni")) {
		whole = k / 64 * 64;
		tile_avx512(whole, rows, columns, stride, sum);
	} else if (__builtin_cpu_supports("avx2")) {
		whole = k / 32 * 32;
		tile_avx2(whole, rows, columns, stride, sum);
	} else
#endif
	{
		whole = k / CHUNK * CHUNK;
		tile_portable(whole, rows, columns, stride, sum);
	}
	add_products(whole, k, rows, columns, stride, sum);
}
