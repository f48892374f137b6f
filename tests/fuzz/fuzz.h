/* fuzz.h - shared by the fuzz targets: assertions, and an input that is consumed in pieces.
 *
 * A target is a file fuzz_WHAT.c.  Its first lines name the objects that it links, as paths from
 * the project's folder without .c.  If they contain %, which stands for an exercise, there is a
 * program for each exercise.  Seeds are in corpus/WHAT/, and for the program of an exercise also
 * in corpus/WHAT-EXERCISE/.  Inputs that caused a failure stay there.
 *
 * A target does not only look for crashes: MUST asserts what a header specifies, so that a
 * violation is a finding, too.
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

/* An assertion; if it fails, libFuzzer saves the input and stops. */
#define MUST(condition) ((condition) ? (void)0 : fuzz_broken(__FILE__, __LINE__, #condition))

/* The input, consumed in pieces; at its end, zeros. */
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

/* fuzz_take: consumes up to `most` bytes; *bytes is their number. */
static inline const uint8_t *fuzz_take(struct fuzz_bytes *from, size_t most, size_t *bytes)
{
	const uint8_t *at = from->at;

	*bytes = most < from->left ? most : from->left;
	from->at += *bytes;
	from->left -= *bytes;
	return at;
}

/* fuzz_file: replaces the contents of an open file by these bytes. */
static inline void fuzz_file(int fd, const void *data, size_t bytes)
{
	MUST(ftruncate(fd, 0) == 0 && lseek(fd, 0, SEEK_SET) == 0);
	MUST(bytes == 0 || write(fd, data, bytes) == (ssize_t)bytes);
}

#endif
