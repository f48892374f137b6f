/* digest.c - the one hash of the harness: SHA-256, by libmd. */
#include "digest.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base.h"

char *digest_of(const char *text, int digits)
{
	char whole[SHA256_DIGEST_STRING_LENGTH];

	SHA256Data((const uint8_t *)text, strlen(text), whole);
	return xasprintf("%.*s", digits, whole);
}

void digest_begin(struct digest *digest)
{
	SHA256Init(&digest->state);
}

void digest_bytes(struct digest *digest, const void *data, size_t bytes)
{
	uint64_t length = bytes;

	SHA256Update(&digest->state, (const uint8_t *)&length, sizeof length);
	SHA256Update(&digest->state, data, bytes);
}

void digest_text(struct digest *digest, const char *text)
{
	digest_bytes(digest, text ? text : "", text ? strlen(text) : 0);
}

void digest_number(struct digest *digest, double number)
{
	char *text = xasprintf("%.17g", number);

	digest_text(digest, text);
	free(text);
}

void digest_list(struct digest *digest, char *const *list)
{
	digest_number(digest, (double)strv_length(list));
	for (; list && *list; list++)
		digest_text(digest, *list);
}

char *digest_end(struct digest *digest)
{
	char whole[SHA256_DIGEST_STRING_LENGTH];

	SHA256End(&digest->state, whole);
	return xasprintf("%.*s", DIGEST_DIGITS, whole);
}
