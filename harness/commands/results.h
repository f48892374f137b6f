/* results.h - a folder of results: OUT and its gradebook. */
#ifndef PARLAB_RESULTS_H
#define PARLAB_RESULTS_H

#include "../base/folder.h"
#include "../gradebook/gradebook.h"

struct results {
	struct folder folder;
	struct gradebook *book;
};

/* results_open: for recording this many results; created if absent.  -1 if there is no
 * space for them, it is not writable, or another parlab is recording there. */
int results_open(struct results *results, const char *out, size_t count);
/* results_open_read_only: -1 if there is no gradebook. */
int results_open_read_only(struct results *results, const char *out);
void results_close(struct results *results);

#endif
