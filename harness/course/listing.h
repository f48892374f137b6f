/* listing.h - what is in a folder of hand-ins; no link is ever followed. */
#ifndef PARLAB_LISTING_H
#define PARLAB_LISTING_H

#include <sys/types.h>

/* listing_look: the type of a file; 0 if unknown. */
mode_t listing_look(int parent, const char *name);
/* listing_kind: "a folder", "a symbolic link", ... */
const char *listing_kind(mode_t mode);
/* listing_read: the names in an open folder that are not hidden, sorted; takes the
 * descriptor.  NULL with errno if the reading fails on the way; strv_free. */
char **listing_read(int fd);

#endif
