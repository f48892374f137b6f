/* idx.h - given: reads IDX files, the format in which MNIST and its relatives are
 * published, plain or compressed by gzip.
 *
 * Layout (Y. LeCun, C. Cortes, C. Burges, "The MNIST database"): two zero
 * bytes, a byte for the element type (8: unsigned byte, the only one here), a
 * byte for the number of dimensions, each dimension as a big-endian 32-bit number,
 * then the elements, the last dimension running fastest, and nothing behind them.
 */
#ifndef IDX_H
#define IDX_H

#include <stddef.h>
#include <stdint.h>

enum { IDX_RANK_MAX = 3 };

struct idx {
	unsigned rank;
	size_t shape[IDX_RANK_MAX];
	size_t count;      /* of elements, the product of the shape */
	uint8_t *elements; /* idx_free */
};

/* idx_read: 0, or -1 with one line in `message` that names the file and what is wrong with
 * it; *idx then needs no idx_free.  It never allocates more memory than the file's length
 * justifies, whatever the header says. */
int idx_read(const char *path, unsigned rank, struct idx *idx, char *message, size_t message_bytes);
void idx_free(struct idx *idx);

#endif
