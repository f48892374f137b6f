/* folder.h - an opened private folder, and the files in it.
 *
 * For files that other accounts must not read or change: a gradebook, and the pages made
 * from it.  A folder is opened once and then reached only through its descriptor, so nobody
 * can swap it for another.  A link, a folder that belongs to another account (other than
 * root), and one that others can write to are refused, with a remedy.  Folders are created
 * with mode 0700, files with 0600.  Links in the folder are never followed.
 */
#ifndef PARLAB_FOLDER_H
#define PARLAB_FOLDER_H

#include <stdbool.h>
#include <stddef.h>

struct folder {
	int fd;
	char *path; /* as the user gave it, for messages */
};

/* folder_open: created, with its parents, if absent. */
int folder_open(struct folder *folder, const char *path);
/* folder_open_in: NAME (one component) in an opened one; created if absent. */
int folder_open_in(struct folder *folder, const struct folder *parent, const char *name);
void folder_close(struct folder *folder); /* a zeroed struct is fine */

/* folder_write: replaces the file in one step (temporary name, then rename). */
int folder_write(const struct folder *folder, const char *name, const void *data, size_t bytes);
/* folder_create: a descriptor of a new, empty file, for writing; an old one of this name is
 * removed. -1 with an error. */
int folder_create(const struct folder *folder, const char *name);
int folder_rename(const struct folder *folder, const char *from, const char *to);
/* folder_read: as file_read. */
char *folder_read(const struct folder *folder, const char *name, size_t most, size_t *bytes);
bool folder_has(const struct folder *folder, const char *name); /* a regular file of this name */
int folder_drop(const struct folder *folder, const char *name); /* a file or a link; absent is fine */

/* folder_room: can files be created here, and is there space for `bytes`? */
int folder_room(const struct folder *folder, size_t bytes);

/* folder_real: the path of NAME in it, free of links, for programs that take only paths;
 * caller frees.  NULL with an error. */
char *folder_real(const struct folder *folder, const char *name);

/* file_private: is the file regular, ours (or root's), and writable by nobody else?  Absent
 * is fine. -1 with a remedy. */
int file_private(const char *path);

#endif
