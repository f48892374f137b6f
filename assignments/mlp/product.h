/* product.h - given: a product of matrices, for one kind of processor.
 *
 * network.c includes it once for each, with these defined: MULTIPLY, the function's name;
 * TARGET, its attribute; LANES, how many floats a register holds; ROWS, of a tile, which is two
 * registers wide.  It knows nothing of networks.
 *
 * A tile of c stays in registers while all terms are added to it.  For each term two vectors of
 * b and a number from each row of a are loaded, and each serves the whole tile: with 7 rows
 * there are 9 loads for 14 multiplications of vectors. */
#define JOINED(a, b) a##b
#define NAMED(a, b) JOINED(a, b)
#define lanes NAMED(MULTIPLY, _lanes)
#define load NAMED(MULTIPLY, _load)
#define tile NAMED(MULTIPLY, _tile)
#define columns_from NAMED(MULTIPLY, _columns_from)

typedef float lanes __attribute__((vector_size(LANES * sizeof(float))));

/* `count` is less than LANES at the right edge of a matrix only. */
INLINED TARGET void load(lanes *to, const float *from, size_t count)
{
	*to = (lanes){0};
	memcpy(to, from, count * sizeof *from);
}

/* `rows` and `vectors` are constants where this is called, so that `sum` is in registers. */
INLINED TARGET void tile(const struct product *of, size_t i, size_t j, size_t rows, size_t vectors,
                         size_t width)
{
	const float *a = of->a + i * of->row_step, *b = of->b + j;
	lanes sum[ROWS][2] = {0}, right[2], before;

	for (size_t p = 0; p < of->k; p++) {
		for (size_t v = 0; v < vectors; v++)
			load(&right[v], b + p * of->b_stride + v * LANES, width);
		for (size_t r = 0; r < rows; r++)
			for (size_t v = 0; v < vectors; v++)
				sum[r][v] += a[r * of->row_step + p * of->term_step] * right[v];
	}
	for (size_t r = 0; r < rows; r++)
		for (size_t v = 0; v < vectors; v++) {
			float *c = of->c + (i + r) * of->c_stride + j + v * LANES;
			if (of->add) {
				load(&before, c, width);
				sum[r][v] += before;
			}
			memcpy(c, &sum[r][v], width * sizeof *c);
		}
}

/* All rows of `vectors` times `width` columns from j on. */
INLINED TARGET void columns_from(const struct product *of, size_t j, size_t vectors, size_t width)
{
	size_t i = 0;

	for (; i + ROWS <= of->rows; i += ROWS)
		tile(of, i, j, ROWS, vectors, width);
	for (; i < of->rows; i++)
		tile(of, i, j, 1, vectors, width);
}

TARGET static void MULTIPLY(const struct product *of)
{
	size_t j = 0;

	for (; j + 2 * LANES <= of->columns; j += 2 * LANES)
		columns_from(of, j, 2, LANES);
	for (; j + LANES <= of->columns; j += LANES)
		columns_from(of, j, 1, LANES);
	if (j < of->columns)
		columns_from(of, j, 1, of->columns - j);
}

#undef JOINED
#undef NAMED
#undef lanes
#undef load
#undef tile
#undef columns_from
#undef MULTIPLY
#undef TARGET
#undef LANES
#undef ROWS
