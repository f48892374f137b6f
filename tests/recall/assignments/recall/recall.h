/* recall.h - what a kernel is called with. */
#ifndef RECALL_H
#define RECALL_H

#include <stdint.h>

struct recall_input {
	int n;            /* >= 64 */
	const int *index; /* [n], each >= 0 */
};

/* x: [n], set by the kernel as it likes.  0, or -1 with errno. */
int recall_threads(const struct recall_input *in, int workers, double *x);
int recall_openmp(const struct recall_input *in, int workers, double *x);

#endif
