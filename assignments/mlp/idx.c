/* idx.c - given: reads IDX files, plain or gzip.
 *
 * zlib's gzread passes plain files through unchanged, so the same code reads both.  The
 * header is not trusted: type, number of dimensions and their product are checked, and so
 * is the file's length, before memory is allocated and after the last element.  It never
 * prints and never ends the program.
 */
#include <errno.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <zlib.h>

#include "idx.h"

enum { TYPE_UNSIGNED_BYTE = 8, READ_MOST = 1 << 20 };
/* Deflate makes at most 1032 bytes out of one (zlib's documentation, "Maximum compression factor"). */
enum { DEFLATE_MOST = 1032 };

struct reader {
	gzFile file;
	const char *path;
	uint64_t file_bytes;
	char *message;
	size_t message_bytes;
};

static int __attribute__((format(printf, 2, 3))) fail(const struct reader *r, const char *format, ...)
{
	int used = snprintf(r->message, r->message_bytes, "%s: ", r->path);
	va_list arguments;

	if (used < 0 || (size_t)used >= r->message_bytes)
		return -1;
	va_start(arguments, format);
	vsnprintf(r->message + used, r->message_bytes - (size_t)used, format, arguments);
	va_end(arguments);
	return -1;
}

/* A damaged or cut gzip file is an error of zlib; a cut plain file just ends. */
static int fail_reading(const struct reader *r)
{
	int code;
	const char *why = gzerror(r->file, &code);

	if (code == Z_ERRNO)
		return fail(r, "cannot read: %s", strerror(errno));
	if (code == Z_OK || code == Z_STREAM_END || code == Z_BUF_ERROR)
		return fail(r, "ends too early: there is less in it than there should be");
	/* zlib's own text may begin with the path it was opened by. */
	size_t path_length = strlen(r->path);
	if (strncmp(why, r->path, path_length) == 0 && strncmp(why + path_length, ": ", 2) == 0)
		why += path_length + 2;
	return fail(r, "damaged gzip file: %s", why);
}

static int read_bytes(const struct reader *r, uint8_t *to, size_t bytes)
{
	while (bytes > 0) {
		unsigned part = bytes < READ_MOST ? (unsigned)bytes : READ_MOST;
		int got = gzread(r->file, to, part);
		if (got <= 0)
			return fail_reading(r);
		to += got;
		bytes -= (size_t)got;
	}
	return 0;
}

static uint32_t big_endian(const uint8_t b[4])
{
	return (uint32_t)b[0] << 24 | (uint32_t)b[1] << 16 | (uint32_t)b[2] << 8 | b[3];
}

static int read_header(const struct reader *r, unsigned rank, struct idx *idx)
{
	uint8_t magic[4], dimension[4];

	if (read_bytes(r, magic, sizeof magic) != 0)
		return -1;
	if (magic[0] != 0 || magic[1] != 0)
		return fail(r, "not an IDX file: it begins with %02x %02x, not with 00 00", magic[0],
		            magic[1]);
	if (magic[2] != TYPE_UNSIGNED_BYTE || magic[3] != rank)
		return fail(r,
		            "holds elements of type %u in %u dimensions, not unsigned bytes (type 8) in %u",
		            magic[2], magic[3], rank);
	*idx = (struct idx){.rank = rank, .count = 1};
	for (unsigned d = 0; d < rank; d++) {
		if (read_bytes(r, dimension, sizeof dimension) != 0)
			return -1;
		idx->shape[d] = big_endian(dimension);
		if (__builtin_mul_overflow(idx->count, idx->shape[d], &idx->count))
			return fail(r, "its header says more elements than a computer can hold");
	}
	return 0;
}

/* An upper bound of its contents; exact for a plain file. */
static int check_length(const struct reader *r, const struct idx *idx)
{
	uint64_t header = 4 + 4 * (uint64_t)idx->rank, most;
	bool plain = gzdirect(r->file);

	if (__builtin_mul_overflow(r->file_bytes, (uint64_t)(plain ? 1 : DEFLATE_MOST), &most))
		most = UINT64_MAX;
	if (most < header || idx->count > most - header)
		return fail(
			r,
			"ends too early: its header says %zu elements, and its %llu bytes cannot hold them",
			idx->count, (unsigned long long)r->file_bytes);
	return 0;
}

/* zlib does not report a file that is cut within its last eight bytes, checksum and length.
 * So compare that length with the bytes that were read (RFC 1952). */
static int check_gzip_end(const struct reader *r, const struct idx *idx)
{
	uint32_t length = (uint32_t)(4 + 4 * (size_t)idx->rank + idx->count);
	uint8_t b[4] = {0};
	FILE *file = fopen(r->path, "rb");
	bool good = file != NULL && fseek(file, -4, SEEK_END) == 0 && fread(b, 1, 4, file) == 4;

	if (file != NULL)
		fclose(file);
	if (good && ((uint32_t)b[3] << 24 | (uint32_t)b[2] << 16 | (uint32_t)b[1] << 8 | b[0]) == length)
		return 0;
	return fail(r, "damaged gzip file: its end is missing");
}

static int read_elements(const struct reader *r, struct idx *idx)
{
	uint8_t beyond;
	int got;

	idx->elements = malloc(idx->count > 0 ? idx->count : 1);
	if (idx->elements == NULL)
		return fail(r, "no memory for %zu elements", idx->count);
	if (read_bytes(r, idx->elements, idx->count) != 0)
		return -1;
	/* This read also makes zlib compare the checksum. */
	got = gzread(r->file, &beyond, 1);
	if (got < 0)
		return fail_reading(r);
	if (got > 0)
		return fail(r, "too long: there is more behind the %zu elements its header says", idx->count);
	return gzdirect(r->file) ? 0 : check_gzip_end(r, idx);
}

int idx_read(const char *path, unsigned rank, struct idx *idx, char *message, size_t message_bytes)
{
	struct reader r = {.path = path, .message = message, .message_bytes = message_bytes};
	struct stat status;
	int failed;

	*idx = (struct idx){.rank = 0};
	if (rank < 1 || rank > IDX_RANK_MAX)
		return fail(&r, "cannot read %u dimensions", rank);
	if (stat(path, &status) != 0)
		return fail(&r, "%s", strerror(errno));
	/* Anything else has no length, and opening a pipe might never return. */
	if (!S_ISREG(status.st_mode))
		return fail(&r, "not a regular file");
	r.file_bytes = (uint64_t)status.st_size;
	r.file = gzopen(path, "rb");
	if (r.file == NULL)
		return fail(&r, "%s", strerror(errno));
	failed = read_header(&r, rank, idx) != 0 || check_length(&r, idx) != 0 || read_elements(&r, idx) != 0;
	gzclose(r.file);
	if (failed)
		idx_free(idx);
	return failed ? -1 : 0;
}

void idx_free(struct idx *idx)
{
	free(idx->elements);
	*idx = (struct idx){.rank = 0};
}
