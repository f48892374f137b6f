/* terminal_parts.h - what terminal.c and terminal_bench.c share. */
#ifndef PARLAB_TERMINAL_PARTS_H
#define PARLAB_TERMINAL_PARTS_H

#include "../grading/outcome.h"
#include "paint.h"

/* A sentence; adds a full stop if the message lacks one. */
void terminal_sentence(struct paint p, const char *text);
/* The special circumstances of a result, if there are any. */
void terminal_marks(const struct outcome *outcome, FILE *to);

#endif
