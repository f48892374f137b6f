/* handin.h - opens and reads what a student handed in.
 *
 * A failure is attributed either to the submission, which leads to a verdict on it, or to
 * the grader (out of descriptors, a broken disk), which is an error as in base.h.
 */
#ifndef PARLAB_HANDIN_H
#define PARLAB_HANDIN_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

enum handin {
	HANDIN_THERE,
	HANDIN_ABSENT,
	HANDIN_UNFIT,      /* and *why: "is a symbolic link", a constant */
	HANDIN_FAULT = -1, /* the grader failed; error_text() says why */
};

/* An open folder with one student's work. */
struct handin_folder {
	int fd; /* -1: none */
	bool in_class;
	uid_t owner, class_owner;
};

/* handin_open_in_class: CLASS/<student>/<exercise>; only CLASS may be a link.
 * Unless HANDIN_THERE there is nothing to close. */
enum handin handin_open_in_class(struct handin_folder *folder, const char *path, const char **why);
/* handin_open_below: a folder below CLASS, by names that are separated by slashes ("": CLASS). */
enum handin handin_open_below(struct handin_folder *folder, const char *class, const char *below,
                              const char **why);
/* handin_open_given: a folder named on the command line; links in its path are followed. */
enum handin handin_open_given(struct handin_folder *folder, const char *path, const char **why);
void handin_close(struct handin_folder *folder);

enum { HANDIN_BYTES_MAX = 1 << 20 };
/* handin_read: a regular file of at most HANDIN_BYTES_MAX, and a terminating NUL that is
 * not counted; the caller frees *data, which is NULL unless HANDIN_THERE.  It never blocks
 * (on a FIFO), and follows a link only if `follow`. */
enum handin handin_read(const struct handin_folder *folder, const char *name, bool follow, char **data,
                        size_t *bytes, const char **why);

/* handin_error: whose failure is this errno from an open() in a submission? */
enum handin handin_error(int error);
/* handin_is_foreign: does a file with this many links certainly belong to another user? */
bool handin_is_foreign(nlink_t links, uid_t owner, uid_t folder_owner, uid_t class_owner);

#endif
