/* results.h - a folder of results, as the commands open it: OUT and its gradebook. */
#ifndef PARLAB_RESULTS_H
#define PARLAB_RESULTS_H

#include "../base/folder.h"
#include "../gradebook/gradebook.h"

struct results {
	struct folder folder;
	struct gradebook *book;
};

/* results_open: to record so many results in; what is not there is made.  -1 where
 * there is no room for them, or nothing can be written. */
int results_open(struct results *results, const char *out, size_t count);
/* results_open_read_only: -1 where there is no gradebook. */
int results_open_read_only(struct results *results, const char *out);
void results_close(struct results *results);

#endif
