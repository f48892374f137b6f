/* arm_order.c - the order of the arms in each round.
 *
 * A machine drifts while it is measured (clock, temperature, neighbours), so no arm may
 * always run first.  The order is a function of the seed and the round's number, without
 * hidden state, so a plan can be recomputed from the gradebook.  It never times or starts
 * anything.
 */
#include "arm_order.h"

#include <stdlib.h>

#include <Random123/philox.h>

#include "../base/base.h"

/* The k-th draw of one of many streams of a seed (Salmon et al. 2011, Philox). */
static uint64_t draw(uint64_t seed, uint64_t stream, uint64_t k)
{
	philox2x64_key_t key = {{seed}};
	philox2x64_ctr_t counter = {{k, stream}};

	return philox2x64(counter, key).v[0];
}

uint64_t arm_random(uint64_t seed, uint64_t k)
{
	return draw(seed, 0, k); /* the shuffles use streams from 1 */
}

/* Fisher & Yates (Durstenfeld 1964) of 0..n-1.  The upper half of the product
 * maps a draw to 0..i with a bias below n / 2^64. */
static void shuffle(uint64_t seed, uint64_t stream, size_t n, size_t *items)
{
	for (size_t i = 0; i < n; i++)
		items[i] = i;
	for (size_t i = n; i-- > 1;) {
		size_t j = (size_t)(((unsigned __int128)draw(seed, stream, i) * (i + 1)) >> 64);
		size_t kept = items[i];
		items[i] = items[j];
		items[j] = kept;
	}
}

/* Cell (row, column) of a cyclic Latin square is row + column modulo the number of arms;
 * permuting rows, columns and symbols keeps it Latin (Fisher & Yates 1934).  Shuffling the
 * columns also varies which arm follows which. */
void arm_order(uint64_t seed, size_t round, size_t arms, size_t *order)
{
	if (arms == 0)
		return;
	size_t *rows = xmalloc(3 * arms * sizeof *rows);
	size_t *columns = rows + arms, *symbols = columns + arms;
	uint64_t stream = 1 + 3 * (uint64_t)(round / arms); /* a fresh square for each block */
	shuffle(seed, stream, arms, rows);
	shuffle(seed, stream + 1, arms, columns);
	shuffle(seed, stream + 2, arms, symbols);

	size_t row = rows[round % arms];
	for (size_t place = 0; place < arms; place++)
		order[place] = symbols[(row + columns[place]) % arms];
	free(rows);
}
