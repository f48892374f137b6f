/* manifest_digest.h - what a manifest says, as part of a digest.
 *
 * manifest_keys.c says of every key what it can change.  A new key changes the evidence
 * unless its row says otherwise, so a forgotten one grades again rather than not at all.
 */
#ifndef PARLAB_MANIFEST_DIGEST_H
#define PARLAB_MANIFEST_DIGEST_H

#include "../base/digest.h"
#include "manifest.h"

enum manifest_part {
	MANIFEST_EVIDENCE, /* what is called, and within which limits */
	MANIFEST_SCALE,    /* what it is worth */
};

void manifest_digest(struct digest *digest, const struct manifest *manifest, enum manifest_part part);

#endif
