/* git.h - reads a hostile clone: which commit was the last before a deadline, and its files.
 *
 * A clone's configuration, hooks and attributes could run commands, so git never sees them: the
 * clone's objects are copied into a repository of our own, and git reads that as a user
 * who owns nothing.
 */
#ifndef PARLAB_GIT_H
#define PARLAB_GIT_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

struct git_copy {
	char *folder;  /* private, temporary */
	char head[72]; /* the commit that is checked out */
};
struct git_file {
	char *name; /* in its folder */
	mode_t kind;
	char id[72];
	uint64_t bytes;
};

/* git_open: the clone NAME in an opened folder.  -1 with error_text(): nothing that git can
 * read; git_close in any case. */
int git_open(struct git_copy *copy, int parent, const char *name);
void git_close(struct git_copy *copy);

/* git_commit: the last commit of the checked-out branch that is not later than `before_s` by the time
 * that it claims (0: the last of all), and that time.  *commit "" if there is none. */
int git_commit(const struct git_copy *copy, int64_t before_s, char commit[72], int64_t *at_s);
/* git_list: the files of a commit in a folder ("": its root); the caller frees with git_files_free. */
int git_list(const struct git_copy *copy, const char *commit, const char *folder, struct git_file **files,
             size_t *count);
void git_files_free(struct git_file *files, size_t count);
/* git_read: a file's contents; the caller frees. */
int git_read(const struct git_copy *copy, const struct git_file *file, char **data, size_t *bytes);

#endif
