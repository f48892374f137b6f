/* key.h - names of students and files, which may hold any byte, as safe keys. */
#ifndef PARLAB_KEY_H
#define PARLAB_KEY_H

#include <stdbool.h>

enum { KEY_BYTES_MAX = 128 };

/* key_of: printable UTF-8 of at most KEY_BYTES_MAX that is a plain name of a folder, different for
 * different names; *cut: the name was too long; *blank: it has nothing to see.  The caller frees. */
char *key_of(const char *name, bool *cut, bool *blank);
/* key_shown: the same, of any length, to be shown; the caller frees. */
char *key_shown(const char *name);

#endif
