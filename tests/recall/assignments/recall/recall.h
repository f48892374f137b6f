/* recall.h - the functions that call a kernel. */
#ifndef RECALL_H
#define RECALL_H

#include <stdint.h>

struct recall_input {
	int n;            /* >= 64 */
	const int *index; /* [n], each >= 0 */
};

/* x: [n], any values.  0, or -1 with errno. */
int recall_threads(const struct recall_input *in, int workers, double *x);
int recall_openmp(const struct recall_input *in, int workers, double *x);

#endif
