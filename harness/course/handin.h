/* handin.h - opens and reads what a student handed in.
 *
 * Says whose matter it is if that fails: the submission's, which is a verdict
 * about it alone, or the grader's (out of descriptors, a broken disk), which is
 * an error as in base.h.
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
	HANDIN_FAULT = -1, /* the grader's; error_text() says why */
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
/* handin_open_given: a folder that was named by hand; links in its path are followed. */
enum handin handin_open_given(struct handin_folder *folder, const char *path, const char **why);
void handin_close(struct handin_folder *folder);

enum { HANDIN_BYTES_MAX = 1 << 20 };
/* handin_read: a regular file of at most HANDIN_BYTES_MAX, with a NUL behind it that
 * is not counted; *data is the caller's to free, NULL unless HANDIN_THERE.  It never
 * waits (a FIFO), and follows a link only if `follow`. */
enum handin handin_read(const struct handin_folder *folder, const char *name, bool follow, char **data,
                        size_t *bytes, const char **why);

/* handin_error: whose matter is this errno of an open() in a submission? */
enum handin handin_error(int error);
/* handin_is_foreign: is a file with so many links certainly somebody else's? */
bool handin_is_foreign(nlink_t links, uid_t owner, uid_t folder_owner, uid_t class_owner);

#endif
