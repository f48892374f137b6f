/* file.h - files and folders, for code that is trusted with them.
 *
 * Errors as in base.h.  None of these follows a symbolic link at the last
 * path component unless it says so.
 */
#ifndef PARLAB_FILE_H
#define PARLAB_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

char *path_join(const char *folder, const char *name);   /* caller frees */
bool path_is_folder(const char *path);                   /* follows links */
bool path_is_file(const char *path);                     /* regular; follows links */
int folder_make(const char *path, unsigned permissions); /* with parents; existing is fine */
int folder_remove(const char *path);                     /* the whole tree; absent is fine */
/* folder_list: names in it (not "." and ".."), sorted by byte, NULL-terminated; caller strv_free's. */
char **folder_list(const char *path);

/* file_read: the whole file and a terminating NUL (not counted in *bytes); fails if it is
 * not a regular file or has more than `most` bytes. */
char *file_read(const char *path, size_t most, size_t *bytes);
/* file_write: replaces the file in one step (temporary name, then rename). */
int file_write(const char *path, const void *data, size_t bytes);
/* The same for a path below an opened folder; folder.h has them for private files. */
char *file_read_at(int folder, const char *path, size_t most, size_t *bytes);
int file_write_at(int folder, const char *path, unsigned permissions, const void *data, size_t bytes);
/* write_all: all of the bytes, however many write() takes at a time; sets errno only. */
int write_all(int fd, const void *from, size_t bytes);
int file_copy(const char *from, const char *to, unsigned permissions);
/* folder_copy: the files and folders in it, but for hidden ones, to a folder that is made with
 * these permissions; the files get them without the right to execute. */
int folder_copy(const char *from, const char *to, unsigned permissions);

/* memory_file: an anonymous file (memfd) of this size; close-on-exec. */
int memory_file(const char *name, size_t bytes);

/* self_path: a file that came with parlab, located from the running program ("assignments",
 * "plots/speedup.gp"); PARLAB_HOME overrides where to look.  A program in PREFIX/bin also
 * looks in PREFIX/share/parlab. */
char *self_path(const char *relative);
/* self_built: the folder of built things of this name: beside this program if it is inside HOME
 * (a parlab built with sanitizers uses oracles built with them), else in HOME/build. */
char *self_built(const char *home, const char *name);
/* self_beside: the path of NAME in the running program's folder; NAME need not exist. */
char *self_beside(const char *name);

#endif
