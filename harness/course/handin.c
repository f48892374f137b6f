/* handin.c - opens and reads what a student handed in.
 *
 * A name may be anything: a link, a FIFO, a device, a folder, and it may change at any
 * time.  So each folder below the class is opened from its parent's descriptor, without
 * following a link, and a file is checked through its open descriptor.
 *
 * Hard links.  A file with two names is read like any other: if the kernel protects links
 * (fs.protected_hardlinks, the default), anybody who can make a link can also read the
 * file, and refusing it would harm both owners.  It is refused only if it is certainly not
 * the student's: another user's file in a folder that belongs to the student.  If the
 * class's owner also owns the student's folder, that proves nothing: an instructor
 * collected it.
 *
 * It never judges a file's contents, and never writes.
 */
#include "handin.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../base/base.h"
#include "../base/file.h"

enum { FOLDER_FLAGS = O_RDONLY | O_DIRECTORY | O_CLOEXEC };

enum handin handin_error(int error)
{
	switch (error) {
	case ENOENT:
		return HANDIN_ABSENT;
	case ELOOP:
	case ENOTDIR:
	case EISDIR:
	case EACCES:
	case EPERM:
	case ENXIO: /* a socket, or a device without a driver */
	case ENODEV:
	case ENAMETOOLONG:
	case EOVERFLOW:
		return HANDIN_UNFIT;
	default:
		return HANDIN_FAULT;
	}
}

bool handin_is_foreign(nlink_t links, uid_t owner, uid_t folder_owner, uid_t class_owner)
{
	return links > 1 && owner != folder_owner && folder_owner != class_owner && folder_owner != 0;
}

/* Opening `name` failed with `error`. */
static enum handin failed_to_open(int parent, const char *name, int error, const char **why)
{
	enum handin result = handin_error(error);
	struct stat status;
	bool link = fstatat(parent, name, &status, AT_SYMLINK_NOFOLLOW) == 0 && S_ISLNK(status.st_mode);

	*why = result == HANDIN_ABSENT             ? "is not there"
	       : link && error != EACCES           ? "is a symbolic link, and links are not followed"
	       : error == ENOTDIR                  ? "is not a folder"
	       : error == EACCES || error == EPERM ? "cannot be read: permission denied"
	                                           : "is not a regular file";
	if (result == HANDIN_FAULT) {
		errno = error;
		error_errno("%s: cannot be opened", name);
	}
	return result;
}

/* --- folders ---------------------------------------------------------------- */

static enum handin keep_folder(struct handin_folder *folder, int fd)
{
	struct stat status;

	folder->fd = fd;
	if (fstat(fd, &status) != 0) {
		error_errno("a student's folder: cannot be examined");
		handin_close(folder);
		return HANDIN_FAULT;
	}
	folder->owner = status.st_uid;
	return HANDIN_THERE;
}

enum handin handin_open_given(struct handin_folder *folder, const char *path, const char **why)
{
	int fd = open(path, FOLDER_FLAGS);

	*folder = (struct handin_folder){.fd = -1};
	return fd < 0 ? failed_to_open(AT_FDCWD, path, errno, why) : keep_folder(folder, fd);
}

/* Cut off and return the last component. */
static char *cut_last(char *path)
{
	char *slash = strrchr(path, '/');

	if (!slash)
		return NULL;
	*slash = '\0';
	return slash + 1;
}

/* open_class: the folder that is the instructor's. */
static int open_class(struct handin_folder *folder, const char *path)
{
	int fd = open(*path ? path : "/", FOLDER_FLAGS);
	struct stat status;

	if (fd < 0)
		return error_errno("%s: cannot be opened", path);
	if (fstat(fd, &status) != 0) {
		close(fd);
		return error_errno("%s: cannot be examined", path);
	}
	folder->in_class = true;
	folder->class_owner = status.st_uid;
	return fd;
}

/* open_below: open a folder in another, and close the other. */
static int open_below(int parent, const char *name, enum handin *result, const char **why)
{
	int fd = openat(parent, name, FOLDER_FLAGS | O_NOFOLLOW);

	if (fd < 0)
		*result = failed_to_open(parent, name, errno, why);
	close(parent);
	return fd;
}

enum handin handin_open_below(struct handin_folder *folder, const char *class, const char *below,
                              const char **why)
{
	char *parts = xstrdup(below), *rest = NULL;
	enum handin result = HANDIN_FAULT;

	*folder = (struct handin_folder){.fd = -1};
	int fd = open_class(folder, class);
	for (char *part = strtok_r(parts, "/", &rest); fd >= 0 && part; part = strtok_r(NULL, "/", &rest))
		fd = open_below(fd, part, &result, why);
	if (fd >= 0)
		result = keep_folder(folder, fd);
	free(parts);
	return result;
}

enum handin handin_open_in_class(struct handin_folder *folder, const char *path, const char **why)
{
	char *class = xstrdup(path), *exercise = cut_last(class),
	     *student = exercise ? cut_last(class) : NULL;
	char *below = student ? path_join(student, exercise) : NULL;
	enum handin result = HANDIN_FAULT;

	*folder = (struct handin_folder){.fd = -1};
	if (below)
		result = handin_open_below(folder, class, below, why);
	else
		error_set("%s: not a folder in a class", path);
	free(below);
	free(class);
	return result;
}

void handin_close(struct handin_folder *folder)
{
	if (folder->fd >= 0)
		close(folder->fd);
	folder->fd = -1;
}

/* --- files ------------------------------------------------------------------ */

static enum handin unfit(const char **why, const char *words)
{
	*why = words;
	return HANDIN_UNFIT;
}

/* At most `most` bytes; fewer if the file has shrunk meanwhile. */
static enum handin read_open(int fd, const char *name, size_t most, char **data, size_t *bytes)
{
	char *text = xcalloc(most + 1, 1);
	ssize_t got = 1;

	*bytes = 0;
	while (got != 0 && *bytes < most) {
		got = read(fd, text + *bytes, most - *bytes);
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0) {
			error_errno("%s: cannot be read", name);
			free(text);
			return HANDIN_FAULT;
		}
		*bytes += (size_t)got;
	}
	*data = text;
	return HANDIN_THERE;
}

static enum handin read_if_fit(const struct handin_folder *folder, int fd, const char *name, char **data,
                               size_t *bytes, const char **why)
{
	struct stat status;

	if (fstat(fd, &status) != 0) {
		error_errno("%s: cannot be examined", name);
		return HANDIN_FAULT;
	}
	if (!S_ISREG(status.st_mode))
		return unfit(why, "is not a regular file");
	if (folder->in_class &&
	    handin_is_foreign(status.st_nlink, status.st_uid, folder->owner, folder->class_owner))
		return unfit(why, "is a hard link to another user's file");
	if (status.st_size > HANDIN_BYTES_MAX)
		return unfit(why, "is larger than 1 MiB");
	return read_open(fd, name, (size_t)status.st_size, data, bytes);
}

enum handin handin_read(const struct handin_folder *folder, const char *name, bool follow, char **data,
                        size_t *bytes, const char **why)
{
	int flags = O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC | (follow ? 0 : O_NOFOLLOW);
	int fd = openat(folder->fd, name, flags);

	*data = NULL;
	*bytes = 0;
	if (fd < 0)
		return failed_to_open(folder->fd, name, errno, why);
	enum handin result = read_if_fit(folder, fd, name, data, bytes, why);
	close(fd);
	return result;
}
