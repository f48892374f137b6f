/* tile.c - given: 2 x 4 elements of a product of matrices.
 *
 * Why 2 x 4.  A single element needs two loads for each multiplication; here
 * six loads serve eight, and the eight sums stay in registers from the first
 * p to the last.
 *
 * Why 16 bits.  Processors have an instruction that multiplies 16-bit numbers and adds
 * neighbouring products into 32-bit sums, 16 or 32 of them at once, and a compiler uses it
 * for these loops.  That needs contiguous rows of A and columns of B.
 *
 * It knows nothing about whole matrices: the caller decides what is copied, what stays in a
 * cache and who computes which tile.
 */
#include "matmul.h"

void matmul_tile(size_t k, const int16_t *rows, const int16_t *columns, size_t stride,
                 int32_t sum[MATMUL_TILE_ROWS][MATMUL_TILE_COLUMNS])
{
	const int16_t *x = rows, *y = rows + stride;
	const int16_t *a = columns, *b = a + stride, *c = b + stride, *d = c + stride;
	int32_t xa = 0, xb = 0, xc = 0, xd = 0, ya = 0, yb = 0, yc = 0, yd = 0;

	for (size_t p = 0; p < k; p++) {
		xa += x[p] * a[p];
		xb += x[p] * b[p];
		xc += x[p] * c[p];
		xd += x[p] * d[p];
		ya += y[p] * a[p];
		yb += y[p] * b[p];
		yc += y[p] * c[p];
		yd += y[p] * d[p];
	}
	sum[0][0] = xa;
	sum[0][1] = xb;
	sum[0][2] = xc;
	sum[0][3] = xd;
	sum[1][0] = ya;
	sum[1][1] = yb;
	sum[1][2] = yc;
	sum[1][3] = yd;
}
