/* manifest_read.h - a YAML file into a struct, key by key, as a table of keys says. */
#ifndef PARLAB_MANIFEST_READ_H
#define PARLAB_MANIFEST_READ_H

#include "manifest_keys.h"
#include "manifest_source.h"

/* keys_read: fill in the file's keys; absent ones stay 0 (but a list of texts is never
 * NULL).  -1 with error_text(); call keys_forget in any case. */
int keys_read(struct source *source, const struct key *keys, void *into);
/* keys_forget: frees what was filled in. */
void keys_forget(const struct key *keys, void *from);

#endif
