/* next_step.h - what to do next, at the end of `check` and `bench`; and what it needs of
 * terminal.c.  Private to report/. */
#ifndef PARLAB_NEXT_STEP_H
#define PARLAB_NEXT_STEP_H

#include "../grading/outcome.h"
#include "paint.h"

/* The findings in a mode. */
struct state {
	int cases, right, sanitizer_runs, trials;
	enum verdict verdict; /* the worst that is about the answers */
};
struct state state_of(const struct outcome *outcome, enum mode mode);
/* terminal_command: a command, stored as `parlab ...`, with this program's name as it was called. */
void terminal_command(struct paint paint, const char *label, const char *command);

/* next_step: the one thing to do first; nothing if all is well. */
void next_step(struct paint paint, const struct outcome *outcome);

#endif
