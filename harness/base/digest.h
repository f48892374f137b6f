/* digest.h - SHA-256 (libmd) over names, texts and numbers, in hexadecimal. */
#ifndef PARLAB_DIGEST_H
#define PARLAB_DIGEST_H

#include <sha256.h>
#include <stddef.h>

/* digest_of: the first digits of a text's digest.  Nobody can construct another text that
 * has the same ones.  The caller frees. */
char *digest_of(const char *text, int digits);

enum { DIGEST_DIGITS = 32 };

/* A digest of many things: digest_begin, add, digest_end.  Each is preceded by its length,
 * so different sequences give different digests. */
struct digest {
	SHA2_CTX state;
};
void digest_begin(struct digest *digest);
void digest_bytes(struct digest *digest, const void *data, size_t bytes);
void digest_text(struct digest *digest, const char *text); /* NULL counts as "" */
void digest_number(struct digest *digest, double number);
void digest_list(struct digest *digest, char *const *list); /* NULL-terminated */
char *digest_end(struct digest *digest);                    /* DIGEST_DIGITS digits; the caller frees */

#endif
