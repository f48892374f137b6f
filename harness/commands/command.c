/* command.c - helpers for all commands. */
#include "command.h"

#include <stdio.h>
#include <stdlib.h>

#include "../base/base.h"
#include "../base/file.h"
#include "../box/box.h"
#include "../measure/lock.h"

int command_fault(const char *command)
{
	fprintf(stderr, "parlab %s: %s\n", command, error_text());
	return EXIT_FAULT;
}

int command_usage(const char *command, const char *format, ...)
{
	va_list arguments;

	fprintf(stderr, "parlab %s: ", command);
	va_start(arguments, format);
	vfprintf(stderr, format, arguments);
	va_end(arguments);
	fprintf(stderr, "; see parlab %s --help\n", command);
	return EXIT_FAULT;
}

char *command_home(void)
{
	char *assignments = self_path("assignments");
	char *home = assignments ? self_path("") : NULL;

	free(assignments);
	if (!home)
		error_set(
			"no folder assignments/ beside this program; set PARLAB_HOME to the folder that holds it");
	return home;
}

bool command_is_handout(const char *home)
{
	char *note = path_join(home, HANDOUT_NOTE);
	bool there = path_is_file(note);

	free(note);
	return there;
}

int command_unsafe(void *to, const char *value)
{
	(void)to;
	(void)value;
	return box_go_without();
}

int command_wait(void *to, const char *value)
{
	uint64_t minutes;

	(void)to;
	if (parse_uint64(value, 0, 10000, &minutes) != 0)
		return error_set("--wait '%s' is not a whole number from 0 to 10000", value);
	host_lock_patience((double)minutes * 60);
	return 0;
}
