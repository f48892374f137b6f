/* matmul.h - the contract: C = A B, exactly, for matrices of one-digit numbers.
 *
 *	C[i][j] = sum over p from 0 to k - 1 of A[i][p] * B[p][j]
 *
 * Shapes: A has m rows and k columns, B has k and n, C has m and n.  All three
 * are row-major and without gaps: A[i][p] is a[i * k + p], B[p][j] is
 * b[p * n + j], C[i][j] is c[i * n + j].  Each of m, k and n may be 0.  With
 * m = 0 or n = 0 there is nothing to write; with k = 0 every element of C is
 * a sum without terms, and is 0.
 *
 * Range: every element of A and B is from 0 to 9, and k <= MATMUL_K_MAX, so an
 * element of C is at most 81 * MATMUL_K_MAX = 1358954496, which a 32-bit sum
 * holds.  Sums of whole numbers are exact in any order: there is no tolerance,
 * and the result does not depend on the number of workers.
 *
 * All m * n elements of c must be written; their contents before the call are arbitrary.
 *
 * Every function returns 0, or -1 with errno set: EINVAL if workers < 1 or k >
 * MATMUL_K_MAX, otherwise the errno of the call that failed (EAGAIN from fork
 * or pthread_create, ENOMEM, ...).  After -1 the contents of c do not matter,
 * but nothing may be left behind: no child unreaped, no thread running, no
 * memory or file kept.
 *
 * `in` and what it points to are read-only.  c is plain private memory: in
 * fork mode a child writes to its own copy, which the parent never sees.
 *
 * workers >= 1 is how many threads or processes are to compute at the same
 * time.  The caller may be one of them, or only coordinate.  There may be more
 * workers than rows.
 *
 * Source: the product of two random 1000 x 1000 matrices, split by rows among
 * jobs, from a lesson on parallel computing in Python.
 */
#ifndef MATMUL_H
#define MATMUL_H

#include <stddef.h>
#include <stdint.h>

enum { MATMUL_K_MAX = 1 << 24, MATMUL_TILE_ROWS = 4, MATMUL_TILE_COLUMNS = 4 };

struct matmul_input {
	size_t m, k, n;
	const int32_t *a; /* [m][k] */
	const int32_t *b; /* [k][n] */
};

struct matmul_output {
	int64_t *c; /* [m][n] */
};

/* What you write. */
int matmul_serial(const struct matmul_input *in, struct matmul_output *out);
int matmul_fork(const struct matmul_input *in, int workers, struct matmul_output *out);
int matmul_threads(const struct matmul_input *in, int workers, struct matmul_output *out);
int matmul_openmp(const struct matmul_input *in, int workers, struct matmul_output *out);

/* Given, in tile.c: a small part of the product, 4 x 4 elements of C at once,
 *
 *	sum[r][s] = sum over p from 0 to k - 1 of rows[r * stride + p] * columns[s * stride + p]
 *
 * `rows` is 4 rows of A and `columns` is 4 columns of B, each stored one after the other in
 * memory as bytes, `stride` >= k bytes from the start of one to the start of the next; all
 * of them are digits from 0 to 9.  k up to MATMUL_K_MAX, also 0.  It always reads all 4 rows
 * and 4 columns: if A or B ends earlier, pad your copy with zeros.  It is fastest if k is a
 * multiple of 64 (again, pad with zeros).  Touches nothing but sum, so any number of threads
 * may call it. */
void matmul_tile(size_t k, const uint8_t *rows, const uint8_t *columns, size_t stride,
                 int32_t sum[MATMUL_TILE_ROWS][MATMUL_TILE_COLUMNS]);

/* Given, in digits.c: `count` random digits from 0 to 9.  Digit i depends on
 * seed, matrix and i alone, and on no other digit. */
void matmul_digits(uint64_t seed, uint32_t matrix, size_t count, int32_t *digits);

#endif
