/* printed.h - a program's output, stored as it arrives. */
#ifndef PARLAB_PRINTED_H
#define PARLAB_PRINTED_H

#include <stdbool.h>
#include <stddef.h>

struct printed;

/* printed_start: keep the first `most` bytes; later ones are read and discarded. *theirs:
 * the end of the pipe for the box; the caller closes it.  NULL with error_text(). */
struct printed *printed_start(size_t most, int *theirs);
/* printed_so_far: the number of bytes kept so far.  It waits only briefly for the pipe's
 * contents: the box might fill it for ever. */
size_t printed_so_far(struct printed *printed);
/* printed_finish: wait for what is still in the pipe; the box must be gone.  All that was
 * printed, NUL-terminated (a NUL in it became '?'); valid until printed_free. */
const char *printed_finish(struct printed *printed);
void printed_free(struct printed *printed); /* after printed_finish; accepts NULL */

#endif
