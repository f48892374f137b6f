/* call_command.h - what the box of a call runs, and what it is shown for that. */
#ifndef PARLAB_CALL_COMMAND_H
#define PARLAB_CALL_COMMAND_H

#include "call.h"

#define REPORT_FD_TEXT "9"
enum { REPORT_FD = 9 };
enum { COMMAND_WORDS = 24, COMMAND_VIEWS = 4 };

struct call_command {
	char *argv[COMMAND_WORDS]; /* ends with NULL; the texts are static, or in `ranks` */
	char ranks[32];
	struct box_view views[COMMAND_VIEWS];
	size_t view_count;
};

/* call_command_make: valid as long as the call's program and workshop. */
void call_command_make(const struct call *call, struct call_command *command);

#endif
