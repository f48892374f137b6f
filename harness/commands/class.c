/* class.c - a folder of submissions, for grade and regrade (class.h). */
#include "class.h"

#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../base/base.h"
#include "command.h"

int class_open(struct class *class)
{
	class->home = command_home();
	if (!class->home || catalog_load(&class->catalog, class->home) != 0)
		return -1;
	return class->only && !catalog_find(&class->catalog, class->only) ? -1 : 0;
}

/* Results among the submissions would be taken for a student's work. */
static int check_out_outside(const struct class *class)
{
	char *work = realpath(class->folder, NULL), *copy = xstrdup(class->out),
	     *out = realpath(class->out, NULL);

	if (!out) /* it is to be created: what counts is where */
		out = realpath(dirname(copy), NULL);
	size_t length = work ? strlen(work) : 0;
	bool inside = work && out && strncmp(out, work, length) == 0 && (out[length] == '/' || !out[length]);
	free(work);
	free(out);
	free(copy);
	return inside ? error_set("--out %s: lies in the folder of submissions; name a folder outside of it",
	                          class->out)
	              : 0;
}

int class_find(struct class *class, const char *command)
{
	if (check_out_outside(class) != 0)
		return -1;

	char **warnings = NULL;
	int failed = submissions_find(&class->found, &class->catalog, class->folder, class->only, &warnings);

	for (char **warning = warnings; warning && *warning; warning++)
		fprintf(stderr, "parlab %s: %s\n", command, *warning);
	strv_free(warnings);
	for (size_t i = 0; i < class->catalog.count; i++)
		if (class->catalog.exercises[i]->problem)
			fprintf(stderr, "parlab %s: %s\n", command, class->catalog.exercises[i]->problem);
	if (!failed && class->students)
		failed = submissions_only(&class->found, class->students);
	return failed ? error_prefix("%s", class->folder) : 0;
}

void class_free(struct class *class)
{
	submissions_free(&class->found);
	catalog_free(&class->catalog);
	strv_free(class->students);
	free(class->home);
}
