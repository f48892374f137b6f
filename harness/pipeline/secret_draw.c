/* secret_draw.c - draws the inputs and worker counts of calls from a secret.
 *
 * The first 64 bits of SHA-256 over secret, exercise, stream and index.
 */
#include "secret_draw.h"

#include <stdlib.h>

#include "../base/digest.h"

enum { HEX = 16, DIGITS_OF_64_BITS = 16 };

uint64_t draw(const char *secret, const char *exercise, enum drawn what, uint64_t index)
{
	const uint64_t which[] = {what, index};
	struct digest digest;

	digest_begin(&digest);
	digest_text(&digest, secret);
	digest_text(&digest, exercise);
	digest_bytes(&digest, which, sizeof which);
	char *text = digest_end(&digest);
	text[DIGITS_OF_64_BITS] = 0;
	uint64_t drawn = strtoull(text, NULL, HEX);
	free(text);
	return drawn;
}

int draw_between(const char *secret, const char *exercise, enum drawn what, uint64_t index, int low, int high)
{
	uint64_t values = high > low ? (uint64_t)(high - low) + 1 : 1;

	/* The upper half of the product: its bias is below values / 2^64. */
	return low + (int)(((unsigned __int128)draw(secret, exercise, what, index) * values) >> 64);
}
