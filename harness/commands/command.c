/* command.c - what the commands share. */
#include "command.h"

#include <stdio.h>
#include <stdlib.h>

#include "../base/base.h"
#include "../base/file.h"

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

int work_find(struct work *work, const char *exercise, const char *path)
{
	*work = (struct work){.home = command_home()};
	if (!work->home || catalog_load(&work->catalog, work->home) != 0)
		return -1;
	work->exercise = catalog_find(&work->catalog, exercise);
	if (!work->exercise)
		return -1;
	if (path && path_is_folder(path))
		work->folder = xstrdup(path);
	else
		work->file =
			path ? xstrdup(path) : path_join(work->exercise->folder, work->exercise->submit[0]);
	if (work->file && !path_is_file(work->file))
		return error_set("%s: no such file; give the path of your work, e.g. FOLDER/%s", work->file,
		                 work->exercise->submit[0]);
	return 0;
}

void work_free(struct work *work)
{
	catalog_free(&work->catalog);
	free(work->home);
	free(work->file);
	free(work->folder);
}
