/* file.c - files and folders, for code that is trusted with them.
 *
 * Folders are walked through open descriptors (openat, O_NOFOLLOW), never by building
 * paths, so a link that is swapped in meanwhile is not followed.  A file gets its name only
 * when it is complete.  Nothing is synced to disk: whatever a power cut destroys can be
 * made again from the gradebook.
 */
#include "file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base.h"

char *path_join(const char *folder, const char *name)
{
	size_t length = strlen(folder);
	bool slash = length && folder[length - 1] == '/';

	return xasprintf("%s%s%s", folder, slash || !length ? "" : "/", name);
}

bool path_is_folder(const char *path)
{
	struct stat status;

	return !stat(path, &status) && S_ISDIR(status.st_mode);
}

bool path_is_file(const char *path)
{
	struct stat status;

	return !stat(path, &status) && S_ISREG(status.st_mode);
}

/* make_one: 0 made, 1 exists already, -1 with an error.  Only the last component must be a
 * real folder; its parents may be links. */
static int make_one(const char *path, unsigned permissions, bool last)
{
	if (!mkdir(path, permissions))
		return 0;
	int error = errno;
	struct stat status;
	if ((last ? lstat(path, &status) : stat(path, &status)) == 0 && S_ISDIR(status.st_mode))
		return 1;
	errno = error == EEXIST ? ENOTDIR : error;
	return error_errno("%s: cannot create the folder", path);
}

int folder_make(const char *path, unsigned permissions)
{
	char *copy = xstrdup(path);

	for (size_t end = strlen(copy); end > 1 && copy[end - 1] == '/'; end--)
		copy[end - 1] = '\0';
	int made = 0;
	for (char *slash = strchr(copy + (*copy == '/'), '/'); slash && made >= 0;
	     slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		made = make_one(copy, permissions | 0700, false);
		*slash = '/';
	}
	if (made >= 0)
		made = make_one(copy, permissions, true);
	if (made == 0 && chmod(copy, permissions)) /* independent of the umask */
		made = error_errno("%s: permissions", copy);
	free(copy);
	return made < 0 ? -1 : 0;
}

/* A tree being removed.  Folders deeper than DEEP are first moved to its top, so that deep
 * nesting cannot exhaust descriptors or the stack. */
enum { DEEP = 32 };
struct removal {
	int top;
	unsigned moved;
};

static int remove_contents(struct removal *removal, int folder, int depth);

static int open_folder(int parent, const char *name)
{
	const int flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;
	int fd = openat(parent, name, flags);

	if (fd < 0 && errno == EACCES && !fchmodat(parent, name, 0700, AT_SYMLINK_NOFOLLOW))
		fd = openat(parent, name, flags);
	return fd;
}

static int move_up(struct removal *removal, int parent, const char *name)
{
	char new_name[64];

	do
		snprintf(new_name, sizeof new_name, ".removing-%u", removal->moved++);
	while (renameat2(parent, name, removal->top, new_name, RENAME_NOREPLACE) && errno == EEXIST);
	return faccessat(parent, name, F_OK, AT_SYMLINK_NOFOLLOW) ? 0 : -1;
}

static int remove_entry(struct removal *removal, int parent, const char *name, int depth)
{
	if (!unlinkat(parent, name, 0) || errno == ENOENT)
		return 0;
	if (errno != EISDIR && errno != EPERM)
		return error_errno("%s", name);
	int folder = open_folder(parent, name);
	if (folder < 0)
		return error_errno("%s", name);
	int failed;
	if (depth >= DEEP) {
		fchmod(folder, 0700); /* moving a folder requires write permission on it */
		failed = move_up(removal, parent, name) ? error_errno("%s", name) : 0;
	} else {
		failed = remove_contents(removal, folder, depth + 1);
		if (failed)
			error_prefix("%s", name);
		else if (unlinkat(parent, name, AT_REMOVEDIR))
			failed = error_errno("%s", name);
	}
	close(folder);
	return failed;
}

static int remove_contents(struct removal *removal, int folder, int depth)
{
	struct stat status;

	if (!fstat(folder, &status) && (status.st_mode & 0700) != 0700)
		fchmod(folder, 0700);
	int copy = fcntl(folder, F_DUPFD_CLOEXEC, 0);
	DIR *listing = copy < 0 ? NULL : fdopendir(copy);
	if (!listing)
		return error_errno("cannot be listed");
	int failed = 0;
	bool again = true; /* the last pass may have moved folders here */
	while (again && !failed) {
		again = false;
		rewinddir(listing);
		for (struct dirent *entry; !failed && (entry = readdir(listing));) {
			if (!strcmp(entry->d_name, ".") || !strcmp(entry->d_name, ".."))
				continue;
			again = true;
			failed = remove_entry(removal, folder, entry->d_name, depth);
		}
	}
	closedir(listing);
	return failed;
}

int folder_remove(const char *path)
{
	int folder = open_folder(AT_FDCWD, path);

	if (folder < 0)
		return errno == ENOENT ? 0 : error_errno("%s: cannot be removed", path);
	struct removal removal = {.top = folder};
	int failed = remove_contents(&removal, folder, 0);
	close(folder);
	if (failed)
		return error_prefix("%s: cannot be removed", path);
	if (rmdir(path) && errno != ENOENT)
		return error_errno("%s: cannot be removed", path);
	return 0;
}

static int compare_names(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

char **folder_list(const char *path)
{
	int fd = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	DIR *listing = fd < 0 ? NULL : fdopendir(fd);

	if (!listing) {
		error_errno("%s: cannot be listed", path);
		if (fd >= 0)
			close(fd);
		return NULL;
	}
	char **names = NULL;
	size_t count = 0;
	for (struct dirent *entry; (entry = readdir(listing));)
		if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
			*GROW(names, count) = xstrdup(entry->d_name);
	closedir(listing);
	if (count)
		qsort(names, count, sizeof *names, compare_names);
	*GROW(names, count) = NULL;
	return names;
}

/* open_regular: for reading.  O_NONBLOCK: opening a FIFO must not wait for a writer. */
static int open_regular(int folder, const char *path)
{
	int fd = openat(folder, path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	struct stat status;

	if (fd < 0)
		return errno == ELOOP ? error_set("%s: is a symbolic link, and links are not followed", path)
		                      : error_errno("%s", path);
	if (fstat(fd, &status) || !S_ISREG(status.st_mode)) {
		close(fd);
		return error_set("%s: not a regular file", path);
	}
	return fd;
}

char *file_read(const char *path, size_t most, size_t *bytes)
{
	return file_read_at(AT_FDCWD, path, most, bytes);
}

char *file_read_at(int folder, const char *path, size_t most, size_t *bytes)
{
	int fd = open_regular(folder, path);

	if (fd < 0)
		return NULL;
	char *data = NULL;
	size_t used = 0, room = 0;
	ssize_t n = 1;
	/* Read to the end instead of asking for the size, which is 0 for files in /proc. */
	while (n && used <= most) {
		if (room - used < 2) {
			room = room * 2 + 16384;
			data = xreallocarray(data, room, 1);
		}
		n = read(fd, data + used, room - used - 1);
		if (n < 0 && errno != EINTR)
			break;
		used += n > 0 ? (size_t)n : 0;
	}
	if (n < 0)
		error_errno("%s: cannot be read", path);
	else if (used > most)
		error_set("%s: has more than %zu bytes", path, most);
	close(fd);
	if (n < 0 || used > most) {
		free(data);
		return NULL;
	}
	data[used] = '\0';
	if (bytes)
		*bytes = used;
	return data;
}

int write_all(int fd, const void *from, size_t bytes)
{
	const char *data = from;

	while (bytes) {
		ssize_t n = write(fd, data, bytes);
		if (n < 0 && errno != EINTR)
			return -1;
		data += n > 0 ? n : 0;
		bytes -= n > 0 ? (size_t)n : 0;
	}
	return 0;
}

/* open_temporary: a new file beside `path`, to be renamed to it. */
static int open_temporary(int folder, const char *path, unsigned permissions, char **name)
{
	static atomic_uint serial;
	int fd;

	*name = NULL;
	do {
		free(*name);
		*name = xasprintf("%s.%ld-%u.tmp", path, (long)getpid(), atomic_fetch_add(&serial, 1));
		fd = openat(folder, *name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, permissions);
	} while (fd < 0 && errno == EEXIST);
	if (fd < 0) {
		error_errno("%s: cannot be written", path);
		free(*name);
	}
	return fd;
}

/* close_temporary: rename it into place, or remove it after a failure; frees `name`. */
static int close_temporary(int fd, int folder, char *name, const char *path, int failed)
{
	int error = errno;

	if (close(fd) && !failed) {
		failed = -1;
		error = errno;
	}
	if (!failed && renameat(folder, name, folder, path)) {
		failed = -1;
		error = errno;
	}
	if (failed)
		unlinkat(folder, name, 0);
	free(name);
	errno = error;
	return failed ? error_errno("%s: cannot be written", path) : 0;
}

int file_write(const char *path, const void *data, size_t bytes)
{
	return file_write_at(AT_FDCWD, path, 0666, data, bytes);
}

int file_write_at(int folder, const char *path, unsigned permissions, const void *data, size_t bytes)
{
	char *name;
	int fd = open_temporary(folder, path, permissions, &name);

	if (fd < 0)
		return -1;
	return close_temporary(fd, folder, name, path, write_all(fd, data, bytes));
}

int file_copy(const char *from, const char *to, unsigned permissions)
{
	int in = open_regular(AT_FDCWD, from);

	if (in < 0)
		return -1;
	char *name;
	int out = open_temporary(AT_FDCWD, to, 0666, &name);
	if (out < 0) {
		close(in);
		return -1;
	}
	char block[65536];
	int failed = fchmod(out, permissions);
	ssize_t n = 1;
	while (n && !failed) {
		n = read(in, block, sizeof block);
		failed = n < 0 && errno != EINTR ? -1 : write_all(out, block, n > 0 ? (size_t)n : 0);
	}
	int error = errno;
	close(in);
	errno = error;
	return close_temporary(out, AT_FDCWD, name, to, failed);
}

/* copy_entry: a file or, with all that is in it, a folder.  Anything else is left out. */
static int copy_entry(const char *from, const char *to, unsigned permissions, const char *name)
{
	char *source = path_join(from, name), *copy = path_join(to, name);
	struct stat status;
	int failed = lstat(source, &status) != 0 ? error_errno("%s", source)
	             : S_ISDIR(status.st_mode)   ? folder_copy(source, copy, permissions)
	             : S_ISREG(status.st_mode)   ? file_copy(source, copy, permissions & 0666)
	                                         : 0;

	free(source);
	free(copy);
	return failed;
}

int folder_copy(const char *from, const char *to, unsigned permissions)
{
	char **names = folder_list(from);
	int failed = names ? folder_make(to, permissions) : -1;

	for (char **name = names; !failed && *name; name++)
		failed = **name == '.' ? 0 : copy_entry(from, to, permissions, *name);
	strv_free(names);
	return failed;
}

int memory_file(const char *name, size_t bytes)
{
	/* Allow sealing, so that an owner who shares it can fix its size: if another
	 * process shrank it, reading a mapping of it would raise SIGBUS. */
	int fd = memfd_create(name, MFD_CLOEXEC | MFD_ALLOW_SEALING);

	if (fd < 0)
		return error_errno("memory file '%s'", name);
	if (bytes > (size_t)LLONG_MAX || ftruncate(fd, (off_t)bytes)) {
		error_errno("memory file '%s' of %zu bytes", name, bytes);
		close(fd);
		return -1;
	}
	return fd;
}

static bool is_home(const char *folder)
{
	char *assignments = path_join(folder, "assignments"), *kit = path_join(folder, "harness/kit");
	bool both = path_is_folder(assignments) && path_is_folder(kit);

	free(assignments);
	free(kit);
	return both;
}

/* The part of a path before its last `end`; NULL: there is none. */
static char *before_last(const char *path, const char *end)
{
	const char *last = NULL;

	for (const char *found = path; (found = strstr(found, end)); found++)
		last = found;
	return !last ? NULL : last == path ? xstrdup("/") : xstrndup(path, (size_t)(last - path));
}

/* home_of: the folder that parlab came in.  The program is in one of its folders (build/,
 * tools/), deeper below its build/ folder (built with sanitizers), or installed: then it is
 * PREFIX/bin/parlab, and what came with it is in PREFIX/share/parlab. */
static char *home_of(const char *program)
{
	char *folder = before_last(program, "/"), *above = folder ? before_last(folder, "/") : NULL,
	     *built_in = before_last(program, "/build/"),
	     *shared = above ? path_join(above, "share/parlab") : NULL;
	char *homes[] = {above, shared, built_in};
	char *home = NULL;

	for (size_t i = 0; !home && i < ARRAY_LENGTH(homes); i++)
		if (homes[i] && is_home(homes[i]))
			home = xstrdup(homes[i]);
	if (!home)
		home = xstrdup(built_in ? built_in : above ? above : ".");
	free(folder);
	free(above);
	free(built_in);
	free(shared);
	return home;
}

/* self_program: the running program's own file; NULL with an error. */
static char *self_program(void)
{
	char program[PATH_MAX];
	ssize_t length = readlink("/proc/self/exe", program, sizeof program - 1);

	if (length < 0) {
		error_errno("/proc/self/exe: cannot find where parlab is; set PARLAB_HOME");
		return NULL;
	}
	return xstrndup(program, (size_t)length);
}

char *self_path(const char *relative)
{
	const char *override = getenv("PARLAB_HOME");

	if (override && *override)
		return path_join(override, relative);
	char *program = self_program();
	if (!program)
		return NULL;
	char *home = home_of(program);
	char *path = path_join(home, relative);
	free(home);
	free(program);
	return path;
}

char *self_beside(const char *name)
{
	char *program = self_program();

	if (!program)
		return NULL;
	char *slash = strrchr(program, '/');
	char *folder = slash ? xstrndup(program, (size_t)(slash - program) + 1) : xstrdup("./");
	char *path = path_join(folder, name);
	free(folder);
	free(program);
	return path;
}

char *self_built(const char *home, const char *name)
{
	char *beside = self_beside(name), *inside = path_join(home, "");
	bool at_home = beside && strncmp(beside, inside, strlen(inside)) == 0;

	free(inside);
	if (at_home && path_is_folder(beside))
		return beside;
	free(beside);
	char *build = path_join(home, "build"), *folder = path_join(build, name);
	free(build);
	return folder;
}
