/* objects: assignments/mlp/idx */
/* fuzz_idx.c - IDX files of arbitrary bytes, plain and gzip.
 *
 * The first byte selects the expected number of dimensions, and whether the rest is the file
 * itself, or is compressed and then truncated or changed in one place.  (Mutated compressed bytes
 * rarely have a valid checksum.) */
#include <string.h>
#include <sys/mman.h>
#include <zlib.h>

#include "../../assignments/mlp/idx.h"
#include "fuzz.h"

enum { COMPRESS = 8, CUT = 16, CHANGE = 32, GZIP_WINDOW = 15 + 16 };

static int fd;
static char path[64];

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	fd = memfd_create("fuzz", MFD_CLOEXEC);
	MUST(fd >= 0);
	snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
	return 0;
}

static unsigned char *compressed(const uint8_t *data, size_t bytes, size_t *packed)
{
	z_stream stream = {.next_in = (unsigned char *)data, .avail_in = (unsigned)bytes};

	MUST(deflateInit2(&stream, 1, Z_DEFLATED, GZIP_WINDOW, 8, Z_DEFAULT_STRATEGY) == Z_OK);
	uLong room = deflateBound(&stream, bytes);
	unsigned char *result = malloc(room);
	MUST(result != NULL);
	stream.next_out = result;
	stream.avail_out = (unsigned)room;
	MUST(deflate(&stream, Z_FINISH) == Z_STREAM_END);
	*packed = stream.total_out;
	deflateEnd(&stream);
	return result;
}

static void write_file(unsigned how, struct fuzz_bytes *from)
{
	if (!(how & COMPRESS)) {
		fuzz_file(fd, from->at, from->left);
		return;
	}
	size_t packed, cut = how & CUT ? fuzz_byte(from) : 0, place = fuzz_byte(from),
		       change = fuzz_byte(from);
	unsigned char *bytes = compressed(from->at, from->left, &packed);
	if (how & CHANGE)
		bytes[place % packed] ^= (unsigned char)change;
	fuzz_file(fd, bytes, packed - cut % packed);
	free(bytes);
}

static void check_idx(const struct idx *idx, unsigned rank)
{
	size_t count = 1;
	unsigned sum = 0;

	MUST(idx->rank == rank && idx->elements != NULL);
	for (unsigned d = 0; d < rank; d++)
		count *= idx->shape[d];
	MUST(count == idx->count);
	for (size_t i = 0; i < count; i++)
		sum += idx->elements[i];
	MUST(sum <= 255 * count);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes)
{
	struct fuzz_bytes from = {data, bytes};
	unsigned how = fuzz_byte(&from), rank = how & 7;
	char message[300] = "";
	struct idx idx;

	write_file(how, &from);
	if (idx_read(path, rank, &idx, message, sizeof message) == 0) {
		MUST(rank >= 1 && rank <= IDX_RANK_MAX);
		check_idx(&idx, rank);
		idx_free(&idx);
	} else {
		MUST(strncmp(message, path, strlen(path)) == 0 && message[strlen(path)] == ':');
		for (const char *c = message; *c; c++)
			MUST((unsigned char)*c >= ' ');
		MUST(idx.elements == NULL);
	}
	return 0;
}
