/* results.c - a folder of results (results.h).
 *
 * SQLite takes paths only, so it is given the folder's real one, in which it
 * then accepts no link. */
#include "results.h"

#include <stdlib.h>

#include "../base/base.h"
#include "../base/file.h"

static int open_book(struct results *r, const char *out, struct gradebook *(*open)(const char *path))
{
	*r = (struct results){0};
	if (folder_open(&r->folder, out) != 0)
		return -1;
	char *path = folder_real(&r->folder, "gradebook.db");
	r->book = path ? open(path) : NULL;
	free(path);
	if (r->book)
		return 0;
	results_close(r);
	return -1;
}

int results_open(struct results *results, const char *out)
{
	return open_book(results, out, gradebook_open);
}

int results_open_read_only(struct results *results, const char *out)
{
	*results = (struct results){0};
	if (!path_is_folder(out))
		return error_set("%s: no gradebook here; grade first", out);
	return open_book(results, out, gradebook_open_read_only);
}

void results_close(struct results *results)
{
	gradebook_close(results->book);
	folder_close(&results->folder);
	*results = (struct results){0};
}
