/* manifest_read.h - an assignment.yaml into a struct manifest, key by key. */
#ifndef PARLAB_MANIFEST_READ_H
#define PARLAB_MANIFEST_READ_H

#include "manifest.h"
#include "manifest_source.h"

/* manifest_read: fills in what the file says; what it leaves out stays 0 (but a list
 * of texts is a list).  -1 with error_text(); manifest_forget it all the same. */
int manifest_read(struct source *source, struct manifest *manifest);
/* manifest_forget: frees what was filled in. */
void manifest_forget(struct manifest *manifest);

#endif
