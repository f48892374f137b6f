/* folder.h - an opened folder that belongs to us, and the files in it.
 *
 * For what must not be read or changed by others: a gradebook, the pages made
 * from it.  A folder is opened once and then reached through its descriptor
 * alone, so that nobody can slip another one under us.  One that is a link,
 * that belongs to somebody else (root apart) or that others may write to is
 * refused with a remedy.  What is made here is for the caller alone: folders
 * 0700, files 0600.  Links in it are never followed.
 */
#ifndef PARLAB_FOLDER_H
#define PARLAB_FOLDER_H

#include <stdbool.h>
#include <stddef.h>

struct folder {
	int fd;
	char *path; /* as it was named: for messages */
};

/* folder_open: made, with its parents, if it is not there. */
int folder_open(struct folder *folder, const char *path);
/* folder_open_in: NAME in an opened one (one component); made if it is not there. */
int folder_open_in(struct folder *folder, const struct folder *parent, const char *name);
void folder_close(struct folder *folder); /* a zeroed struct is fine */

/* folder_write: replaces the file in one step (temporary name, then rename). */
int folder_write(const struct folder *folder, const char *name, const void *data, size_t bytes);
/* folder_create: a new, empty file, for writing; an old one of this name is dropped.  -1 with an error. */
int folder_create(const struct folder *folder, const char *name);
int folder_rename(const struct folder *folder, const char *from, const char *to);
/* folder_read: as file_read. */
char *folder_read(const struct folder *folder, const char *name, size_t most, size_t *bytes);
bool folder_has(const struct folder *folder, const char *name); /* a regular file of this name */
int folder_drop(const struct folder *folder, const char *name); /* a file or a link; absent is fine */

/* folder_room: can files be made here, and so many bytes of them? */
int folder_room(const struct folder *folder, size_t bytes);

/* folder_real: where NAME of it stands, without any link in the path, for
 * programs that can only be given paths; caller frees.  NULL with an error. */
char *folder_real(const struct folder *folder, const char *name);

/* file_private: is the file ours (or root's), regular and not to be written by
 * others?  Absent is fine.  -1 with a remedy. */
int file_private(const char *path);

#endif
