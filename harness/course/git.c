/* git.c - reads a hostile clone (git.h).
 *
 * Copied are only regular files with the names that git gives to objects; not the list of other
 * object stores (alternates), which could name another student's.  Sizes and numbers are capped.
 */
#include "git.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../base/base.h"
#include "../base/file.h"
#include "../base/process.h"
#include "listing.h"

enum {
	OBJECTS_MAX = 100000,
	OBJECT_BYTES_MAX = 64 << 20,
	REF_BYTES_MAX = 4096,
	GIT_SECONDS = 60,
	NOBODYS = 63999, /* a user and group that no account on Debian has, and no box (box/box_user.c) */
};
static const uint64_t ALL_BYTES_MAX = 512 << 20;

/* ---- copying --------------------------------------------------------------- */

struct copying {
	const char *to;
	uint64_t bytes;
	size_t files;
};

static int open_in(int parent, const char *name)
{
	return openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
}

static bool is_hex(const char *name)
{
	return *name && !name[strspn(name, "0123456789abcdef")];
}

static bool is_object(const char *name)
{
	bool pack = strncmp(name, "pack-", 5) == 0;
	size_t length = pack ? strcspn(name + 5, ".") : 0;
	const char *end = pack ? name + 5 + length : "";

	return is_hex(name) ||
	       (pack && length > 0 && (strcmp(end, ".pack") == 0 || strcmp(end, ".idx") == 0));
}

static int copy_one(struct copying *c, int from, const char *folder, const char *name)
{
	size_t bytes = 0;
	char *path = xasprintf("%s/%s/%s", c->to, folder, name);
	char *data = c->files++ < OBJECTS_MAX ? file_read_at(from, name, OBJECT_BYTES_MAX, &bytes) : NULL;
	bool fits = data && (c->bytes += bytes) <= ALL_BYTES_MAX;
	int failed = !fits ? error_set("its history is larger than parlab reads")
	             : file_write(path, data, bytes) != 0 || chmod(path, 0640) != 0 ||
	                             (geteuid() == 0 && chown(path, 0, NOBODYS) != 0)
	                     ? error_errno("%s", path)
	                     : 0;

	free(data);
	free(path);
	return failed;
}

static int make_for_git(const char *path)
{
	if (folder_make(path, 0750) == 0 && chmod(path, 0750) == 0 &&
	    (geteuid() != 0 || chown(path, 0, NOBODYS) == 0))
		return 0;
	return error_errno("%s", path);
}

/* One folder of objects: "3f", or "pack". */
static int copy_objects_in(struct copying *c, int objects, const char *name)
{
	int fd = open_in(objects, name), again = fd < 0 ? -1 : openat(fd, ".", O_RDONLY | O_CLOEXEC);
	char **names = again < 0 ? NULL : listing_read(again);
	char *to = path_join(c->to, name);
	int failed = names ? make_for_git(to) : 0;

	for (char **file = names; !failed && file && *file; file++)
		if (is_object(*file) && S_ISREG(listing_look(fd, *file)))
			failed = copy_one(c, fd, name, *file);
	free(to);
	strv_free(names);
	if (fd >= 0)
		close(fd);
	return failed;
}

static int copy_objects(const char *folder, int git)
{
	char *to = path_join(folder, "objects");
	struct copying c = {.to = to};
	int fd = open_in(git, "objects"), again = fd < 0 ? -1 : openat(fd, ".", O_RDONLY | O_CLOEXEC);
	char **names = again < 0 ? NULL : listing_read(again);
	int failed = names ? make_for_git(to) : error_set("has no objects");

	for (char **name = names; !failed && name && *name; name++)
		if ((is_hex(*name) && strlen(*name) == 2) || strcmp(*name, "pack") == 0)
			failed = copy_objects_in(&c, fd, *name);
	strv_free(names);
	if (fd >= 0)
		close(fd);
	free(to);
	return failed;
}

/* ---- what is checked out ------------------------------------------------------- */

/* A small file below .git, by a path that is walked without links; NULL: none. */
static char *small_file(int git, const char *path)
{
	char *parts = xstrdup(path), *rest = NULL, *data = NULL;
	int fd = dup(git);

	for (char *part = strtok_r(parts, "/", &rest); part && fd >= 0; part = strtok_r(NULL, "/", &rest)) {
		size_t bytes;
		int parent = fd;
		bool last = !rest || !*rest;
		fd = -1;
		if (last && S_ISREG(listing_look(parent, part)))
			data = file_read_at(parent, part, REF_BYTES_MAX, &bytes);
		else if (!last)
			fd = open_in(parent, part);
		close(parent);
	}
	if (fd >= 0)
		close(fd);
	free(parts);
	return data;
}

static bool take_id(const char *text, char id[72])
{
	size_t length = strspn(text, "0123456789abcdef");

	if (length != 40 || (text[40] && !strchr("\r\n ", text[40])))
		return false;
	snprintf(id, 72, "%.40s", text);
	return true;
}

/* "ID refs/heads/main" in packed-refs, which may be large. */
static bool find_packed(int git, const char *ref, char id[72])
{
	size_t bytes, length = strlen(ref);
	char *all = S_ISREG(listing_look(git, "packed-refs"))
	                    ? file_read_at(git, "packed-refs", 1 << 20, &bytes)
	                    : NULL;
	bool found = false;

	for (char *line = all; line && !found; line = strchr(line, '\n') ? strchr(line, '\n') + 1 : NULL)
		found = strlen(line) > 41 && strncmp(line + 41, ref, length) == 0 &&
		        strchr("\r\n", line[41 + length]) && take_id(line, id);
	free(all);
	return found;
}

static int read_head(int git, char id[72])
{
	char *head = small_file(git, "HEAD");
	bool found = head && take_id(head, id);

	if (head && !found && strncmp(head, "ref: refs/heads/", 16) == 0) {
		head[5 + strcspn(head + 5, "\r\n")] = '\0';
		char *ref = strstr(head, "..") ? NULL : small_file(git, head + 5);
		found = (ref && take_id(ref, id)) || find_packed(git, head + 5, id);
		free(ref);
	}
	free(head);
	return found ? 0 : error_set("has no commit that is checked out");
}

/* An empty repository of our own at `folder`, and the clone's objects in it. */
static int make_copy(const char *folder, int git)
{
	static const char no_branch[] = "ref: refs/heads/none\n";
	char *refs = path_join(folder, "refs"), *head = path_join(folder, "HEAD");
	int failed = make_for_git(folder) != 0 || make_for_git(refs) != 0 ||
	                             file_write(head, no_branch, strlen(no_branch)) != 0
	                     ? -1
	                     : 0;

	if (!failed && chmod(head, 0644) != 0)
		failed = error_errno("%s", head);
	free(refs);
	free(head);
	return failed ? failed : copy_objects(folder, git);
}

int git_open(struct git_copy *copy, int parent, const char *name)
{
	int clone = open_in(parent, name), git = clone < 0 ? -1 : open_in(clone, ".git");
	char *folder = xasprintf("/tmp/parlab-%d-XXXXXX", (int)getpid());
	int failed = 0;

	*copy = (struct git_copy){0};
	if (git < 0) {
		failed = error_set("is no clone");
	} else if (mkdtemp(folder)) {
		copy->folder = xstrdup(folder);
		failed = read_head(git, copy->head) != 0 || make_copy(folder, git) != 0 ? -1 : 0;
	} else {
		failed = error_errno("/tmp: cannot create a folder");
	}
	free(folder);
	if (git >= 0)
		close(git);
	if (clone >= 0)
		close(clone);
	return failed;
}

void git_close(struct git_copy *copy)
{
	if (copy->folder)
		folder_remove(copy->folder);
	free(copy->folder);
	*copy = (struct git_copy){0};
}

/* ---- asking git ------------------------------------------------------------------ */

enum { WORDS_MOST = 40 };

/* run: git with these words (up to NULL), without any configuration or privilege. */
static int run(const struct git_copy *copy, const char *const *words, struct process_result *result)
{
	static const char *const drop[] = {"setpriv", "--reuid=63999", "--regid=63999", "--clear-groups",
	                                   "--no-new-privs"};
	static const char *const clean[] = {"env",
	                                    "-i",
	                                    "PATH=/usr/bin:/bin",
	                                    "HOME=/nonexistent",
	                                    "LC_ALL=C",
	                                    "GIT_CONFIG_NOSYSTEM=1",
	                                    "GIT_CONFIG_GLOBAL=/dev/null",
	                                    "GIT_ATTR_NOSYSTEM=1",
	                                    "GIT_NO_REPLACE_OBJECTS=1",
	                                    "GIT_TERMINAL_PROMPT=0",
	                                    "GIT_OPTIONAL_LOCKS=0"};
	char *home = xasprintf("GIT_DIR=%s", copy->folder);
	const char *argv[WORDS_MOST] = {0};
	size_t n = 0;

	for (size_t i = 0; geteuid() == 0 && i < ARRAY_LENGTH(drop); i++)
		argv[n++] = drop[i];
	for (size_t i = 0; i < ARRAY_LENGTH(clean); i++)
		argv[n++] = clean[i];
	argv[n++] = home;
	argv[n++] = "git";
	argv[n++] = "--no-pager";
	for (; *words && n < WORDS_MOST - 1; words++)
		argv[n++] = *words;
	int failed = process_run((char *const *)argv, NULL, GIT_SECONDS, result);
	free(home);
	if (failed || result->exit_code == 0)
		return failed;
	error_set("git: %.200s", result->output);
	free(result->output);
	result->output = NULL;
	return -1;
}

int git_commit(const struct git_copy *copy, int64_t before_s, char commit[72], int64_t *at_s)
{
	char *before = xasprintf("--before=%" PRId64, before_s);
	const char *const words[] = {"rev-list", "-1", "--timestamp", copy->head, before_s ? before : NULL,
	                             NULL};
	struct process_result result = {0};
	int failed = run(copy, words, &result);

	commit[0] = '\0';
	*at_s = 0;
	if (!failed && result.bytes > 0 &&
	    (sscanf(result.output, "%" SCNd64 " %71s", at_s, commit) != 2 || !is_hex(commit)))
		failed = error_set("git: rev-list said '%.80s'", result.output);
	free(result.output);
	free(before);
	return failed;
}

/* A line of ls-tree: MODE TYPE ID SIZE<tab>NAME. */
static bool read_line(const char *line, size_t skip, struct git_file *file)
{
	unsigned mode;
	char type[16], size[32];
	const char *tab = strchr(line, '\t');

	*file = (struct git_file){0};
	if (!tab || sscanf(line, "%o %15s %71s %31s", &mode, type, file->id, size) != 4 ||
	    strlen(tab + 1) <= skip)
		return false;
	file->kind = strcmp(type, "tree") == 0 ? S_IFDIR : (mode & S_IFMT);
	file->bytes = strtoull(size, NULL, 10);
	file->name = xstrdup(tab + 1 + skip);
	return true;
}

int git_list(const struct git_copy *copy, const char *commit, const char *folder, struct git_file **files,
             size_t *count)
{
	char *below = *folder ? xasprintf("%s/", folder) : NULL;
	const char *const words[] = {"ls-tree", "-z", "-l", commit, "--", below, NULL};
	struct process_result result = {0};
	int failed = run(copy, words, &result);
	struct git_file file;

	*files = NULL;
	*count = 0;
	for (size_t at = 0; !failed && at < result.bytes; at += strlen(result.output + at) + 1)
		if (read_line(result.output + at, below ? strlen(below) : 0, &file))
			*GROW(*files, *count) = file;
	free(result.output);
	free(below);
	return failed;
}

void git_files_free(struct git_file *files, size_t count)
{
	for (size_t i = 0; i < count; i++)
		free(files[i].name);
	free(files);
}

int git_read(const struct git_copy *copy, const struct git_file *file, char **data, size_t *bytes)
{
	const char *const words[] = {"cat-file", "blob", file->id, NULL};
	struct process_result result = {0};
	int failed = run(copy, words, &result);

	*data = result.output;
	*bytes = result.bytes;
	return failed;
}
