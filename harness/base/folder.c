/* folder.c - an opened folder that belongs to us (folder.h).
 *
 * Anybody who can write to a folder can replace any file in it with a link.  So the
 * folder's owner and permissions are checked once, on the descriptor that is used from then
 * on; everything below is reached by openat from that descriptor.
 */
#include "folder.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base.h"
#include "file.h"

/* Do we own it, and can nobody else write to it? `path` is for the message. */
static int check_owner(const struct stat *status, const char *path)
{
	if (status->st_uid != geteuid() && status->st_uid != 0) {
		char *owner = user_name(status->st_uid), *word = shell_quoted(path);
		error_set("%s: belongs to %s, who could change its contents; choose another --out, or "
		          "make it yours first: chown -R %ld %s",
		          path, owner, (long)geteuid(), word);
		free(owner);
		free(word);
		return -1;
	}
	if (status->st_mode & (S_IWGRP | S_IWOTH)) {
		char *word = shell_quoted(path);
		error_set("%s: others may write to it, and could have changed its contents; choose "
		          "another --out, or check it and forbid that first: chmod -R go= %s",
		          path, word);
		free(word);
		return -1;
	}
	return 0;
}

/* Takes over `path`. */
static int open_folder(struct folder *folder, int parent, const char *name, char *path)
{
	struct stat status;

	*folder = (struct folder){.fd = -1};
	int fd = openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	int failed = 0;
	if (fd < 0 && fstatat(parent, name, &status, AT_SYMLINK_NOFOLLOW) == 0 && S_ISLNK(status.st_mode))
		failed = error_set("%s: is a link, not a folder; remove it, or name the folder it "
		                   "points to",
		                   path);
	else if (fd < 0)
		failed = errno == ENOTDIR ? error_set("%s: is not a folder; choose another --out", path)
		                          : error_errno("%s: cannot be opened", path);
	else if (fstat(fd, &status) != 0)
		failed = error_errno("%s", path);
	else
		failed = check_owner(&status, path);
	if (failed) {
		if (fd >= 0)
			close(fd);
		free(path);
		return -1;
	}
	*folder = (struct folder){.fd = fd, .path = path};
	return 0;
}

/* Create `path` and its missing parents. */
static void make_all(char *path)
{
	for (char *slash = path; (slash = strchr(slash + 1, '/')) != NULL; *slash = '/') {
		*slash = '\0';
		mkdir(path, 0700);
	}
	mkdir(path, 0700); /* opening it will report a failure */
}

int folder_open(struct folder *folder, const char *path)
{
	char *copy = xstrdup(*path ? path : ".");

	/* With a trailing slash, a link would be followed. */
	for (size_t end = strlen(copy); end > 1 && copy[end - 1] == '/'; end--)
		copy[end - 1] = '\0';
	if (!path_is_folder(copy))
		make_all(copy);
	return open_folder(folder, AT_FDCWD, copy, copy);
}

int folder_open_in(struct folder *folder, const struct folder *parent, const char *name)
{
	char *path = path_join(parent->path, name);

	if (mkdirat(parent->fd, name, 0700) != 0 && errno != EEXIST) {
		error_errno("%s: cannot be made", path);
		free(path);
		*folder = (struct folder){.fd = -1};
		return -1;
	}
	return open_folder(folder, parent->fd, name, path);
}

void folder_close(struct folder *folder)
{
	if (folder->path)
		close(folder->fd);
	free(folder->path);
	*folder = (struct folder){.fd = -1};
}

/* file.c's message begins with the file's name. */
static int error_in(const struct folder *folder)
{
	return error_set("%s/%s", folder->path, error_text());
}

int folder_write(const struct folder *folder, const char *name, const void *data, size_t bytes)
{
	return file_write_at(folder->fd, name, 0600, data, bytes) ? error_in(folder) : 0;
}

int folder_create(const struct folder *folder, const char *name)
{
	const int flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC;
	int fd = folder_drop(folder, name) == 0 ? openat(folder->fd, name, flags, 0600) : -1;

	return fd < 0 ? error_errno("%s/%s: cannot be written", folder->path, name) : fd;
}

int folder_rename(const struct folder *folder, const char *from, const char *to)
{
	return renameat(folder->fd, from, folder->fd, to)
	               ? error_errno("%s/%s: cannot be written", folder->path, to)
	               : 0;
}

char *folder_read(const struct folder *folder, const char *name, size_t most, size_t *bytes)
{
	char *text = file_read_at(folder->fd, name, most, bytes);

	if (!text)
		error_in(folder);
	return text;
}

bool folder_has(const struct folder *folder, const char *name)
{
	struct stat status;

	return fstatat(folder->fd, name, &status, AT_SYMLINK_NOFOLLOW) == 0 && S_ISREG(status.st_mode);
}

int folder_drop(const struct folder *folder, const char *name)
{
	return unlinkat(folder->fd, name, 0) != 0 && errno != ENOENT
	               ? error_errno("%s/%s: cannot be removed", folder->path, name)
	               : 0;
}

/* The file that reserves the space has no name, so it disappears even if parlab is killed. */
int folder_room(const struct folder *folder, size_t bytes)
{
	static const char name[] = ".room";
	int fd = folder_create(folder, name);

	if (fd < 0)
		return -1;
	unlinkat(folder->fd, name, 0);
	errno = posix_fallocate(fd, 0, (off_t)bytes);
	int failed = errno ? error_errno("%s: no room for the %zu kB that may be needed; free some "
	                                 "space, or choose another --out",
	                                 folder->path, bytes >> 10)
	                   : 0;
	close(fd);
	return failed;
}

char *folder_real(const struct folder *folder, const char *name)
{
	char *link = xasprintf("/proc/self/fd/%d", folder->fd);
	char *real = realpath(link, NULL);
	char *path = real ? path_join(real, name) : NULL;

	if (!real)
		error_errno("%s: cannot find its path; is /proc mounted?", folder->path);
	free(real);
	free(link);
	return path;
}

int file_private(const char *path)
{
	struct stat status;

	if (lstat(path, &status) != 0)
		return errno == ENOENT ? 0 : error_errno("%s", path);
	if (!S_ISREG(status.st_mode))
		return error_set("%s: is %s, where a file is expected; remove it", path,
		                 S_ISLNK(status.st_mode) ? "a link" : "something else");
	return check_owner(&status, path);
}
