/* manifest_read.h - an assignment.yaml into a struct manifest, key by key. */
#ifndef PARLAB_MANIFEST_READ_H
#define PARLAB_MANIFEST_READ_H

#include "manifest.h"
#include "manifest_source.h"

/* manifest_read: fill in the file's keys; absent ones stay 0 (but a list of texts is never
 * NULL).  -1 with error_text(); call manifest_forget in any case. */
int manifest_read(struct source *source, struct manifest *manifest);
/* manifest_forget: frees what was filled in. */
void manifest_forget(struct manifest *manifest);

#endif
