/* results.c - a folder of results (results.h).
 *
 * SQLite takes only paths, so it gets the folder's real path, and is told to refuse links
 * in it. */
#include "results.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../base/base.h"
#include "../base/file.h"

/* The least space for one result with its page, and for all together. */
enum { BYTES_EACH = 64 << 10, BYTES_ALL = 1 << 20 };

static int open_book(struct results *r, struct gradebook *(*open)(const char *path))
{
	char *path = folder_real(&r->folder, "gradebook.db");

	r->book = path ? open(path) : NULL;
	free(path);
	if (r->book)
		return 0;
	results_close(r);
	return -1;
}

/* Two graders would both grade whoever neither has recorded yet.  The lock ends with its
 * process; a killed one's children may hold it for a moment.  Whoever can open a folder can
 * lock it, so no lock is asked for on one that is open to others: they could stop a grader
 * for ever, and two graders lose nothing. */
static int take_for_recording(const struct folder *folder)
{
	enum { TRIES = 20, PAUSE_US = 100000 };

	struct stat is;

	if (fstat(folder->fd, &is) != 0)
		return error_errno("%s: permissions", folder->path);
	if (is.st_mode & (S_IRWXG | S_IRWXO))
		return 0;
	for (int i = 0; i < TRIES; i++) {
		if (flock(folder->fd, LOCK_EX | LOCK_NB) == 0)
			return 0;
		if (errno != EWOULDBLOCK)
			return error_errno("%s: cannot be locked", folder->path);
		usleep(PAUSE_US);
	}
	return error_set("%s: another parlab is grading into this folder; wait for it to end, or grade into "
	                 "another folder",
	                 folder->path);
}

/* A folder that has tables but no gradebook has lost it: a new one would replace the tables. */
static int check_not_lost(const struct folder *folder)
{
	return folder_has(folder, "grades.csv") && !folder_has(folder, "gradebook.db")
	               ? error_set("%s: has a grades.csv but no gradebook.db; restore a copy of it, or grade "
	                           "into another folder",
	                           folder->path)
	               : 0;
}

int results_open(struct results *results, const char *out, size_t count)
{
	*results = (struct results){0};
	if (!*out)
		return error_set("--out: an empty name; name a folder");
	if (folder_open(&results->folder, out) != 0)
		return -1;
	if (take_for_recording(&results->folder) != 0 || check_not_lost(&results->folder) != 0 ||
	    folder_room(&results->folder, BYTES_ALL + count * BYTES_EACH) != 0) {
		results_close(results);
		return -1;
	}
	return open_book(results, gradebook_open);
}

int results_open_read_only(struct results *results, const char *out)
{
	*results = (struct results){0};
	if (!path_is_folder(out))
		return error_set("%s: no gradebook here; grade first", out);
	if (folder_open(&results->folder, out) != 0)
		return -1;
	return open_book(results, gradebook_open_read_only);
}

void results_close(struct results *results)
{
	gradebook_close(results->book);
	folder_close(&results->folder);
	*results = (struct results){0};
}
