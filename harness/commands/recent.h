/* recent.h - the last result of `check` for each exercise and choice of options, so that the same
 * work is not checked twice.
 *
 * It is kept in the user's cache folder ($XDG_CACHE_HOME/parlab or ~/.cache/parlab), under a
 * fingerprint of all that the result depends on.  It is a convenience for one person: no grade
 * ever reads it.  Where there is no such folder, or it is not private, nothing is kept.
 */
#ifndef PARLAB_RECENT_H
#define PARLAB_RECENT_H

#include <stdint.h>

struct recent {
	char *name; /* of the file: the command without the work */
	char *key;  /* of the result */
};

/* recent_find: what was printed for this key and when; NULL: nothing is kept.  Caller frees. */
char *recent_find(const struct recent *recent, int *code, int64_t *when);
void recent_keep(const struct recent *recent, int code, const char *text);

#endif
