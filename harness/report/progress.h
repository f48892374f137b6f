/* progress.h - the progress of `grade`: a bar with the time left on a terminal, plain lines
 * elsewhere.  Safe to call from several threads. */
#ifndef PARLAB_PROGRESS_H
#define PARLAB_PROGRESS_H

#include <stdio.h>

struct progress;

struct progress *progress_start(FILE *to, const char *what, size_t total);
/* One of `total` steps is done; `line` describes it, e.g. "good factorization: correct, 18
 * of 18". */
void progress_step(struct progress *progress, const char *line);
/* A line that is not a step (a warning). */
void progress_note(struct progress *progress, const char *line);
void progress_end(struct progress *progress);

#endif
