/* fuzz.h - what the fuzz targets share: an invariant that stops the run, and
 * bytes as a file.
 *
 * A target is a file fuzz_WHAT.c.  Its first lines name the objects it links,
 * paths from the project's folder without .c; a % in them stands for an
 * exercise, and then there is a program for each.  Its seeds are in
 * corpus/WHAT/ (for a target of every exercise also in corpus/WHAT-EXERCISE/).
 * Inputs that once broke something stay there.
 *
 * A target looks for more than crashes: what a header promises is asserted with
 * MUST, so that a broken promise is a finding as well.
 */
#ifndef PARLAB_FUZZ_H
#define PARLAB_FUZZ_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

/* Called by libFuzzer. */
int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes);

__attribute__((noreturn)) static inline void fuzz_broken(const char *file, int line, const char *condition)
{
	fprintf(stderr, "%s:%d: must hold: %s\n", file, line, condition);
	abort();
}

/* What must hold, or libFuzzer keeps the input and stops. */
#define MUST(condition) ((condition) ? (void)0 : fuzz_broken(__FILE__, __LINE__, #condition))

/* The input, taken a piece at a time; at its end, zeros. */
struct fuzz_bytes {
	const uint8_t *at;
	size_t left;
};

static inline uint8_t fuzz_byte(struct fuzz_bytes *from)
{
	if (from->left == 0)
		return 0;
	from->left--;
	return *from->at++;
}

/* fuzz_take: at most `most` bytes; *bytes says how many there are. */
static inline const uint8_t *fuzz_take(struct fuzz_bytes *from, size_t most, size_t *bytes)
{
	const uint8_t *at = from->at;

	*bytes = most < from->left ? most : from->left;
	from->at += *bytes;
	from->left -= *bytes;
	return at;
}

/* fuzz_file: these bytes, and no others, in an open file, from its beginning on. */
static inline void fuzz_file(int fd, const void *data, size_t bytes)
{
	MUST(ftruncate(fd, 0) == 0 && lseek(fd, 0, SEEK_SET) == 0);
	MUST(bytes == 0 || write(fd, data, bytes) == (ssize_t)bytes);
}

#endif
