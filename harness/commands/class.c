/* class.c - a folder of submissions, for grade and regrade (class.h). */
#include "class.h"

#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <time.h>

#include "../base/base.h"
#include "../base/file.h"
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
	class->intake = (struct intake){.catalog = &class->catalog,
	                                .course = &class->course,
	                                .folder = class->folder,
	                                .from = class->from,
	                                .only = class->only};
	int failed = course_load(&class->course, class->folder, class->course_file) != 0 ||
	                             intake_find(&class->intake, &class->found, &warnings) != 0
	                     ? -1
	                     : 0;

	for (char **warning = warnings; warning && *warning; warning++)
		fprintf(stderr, "parlab %s: %s\n", command, *warning);
	strv_free(warnings);
	for (size_t i = 0; i < class->catalog.count; i++)
		if (class->catalog.exercises[i]->problem)
			fprintf(stderr, "parlab %s: %s\n", command, class->catalog.exercises[i]->problem);
	if (!failed && class->students)
		failed = submissions_only(&class->found, class->students);
	return failed ? -1 : 0;
}

static void list_one(const struct submission *s, FILE *to)
{
	char when[32] = "time not known";
	struct tm tm;
	time_t at_s = (time_t)s->at_s;

	if (at_s && gmtime_r(&at_s, &tm))
		strftime(when, sizeof when, "%Y-%m-%d %H:%M:%S UTC", &tm);
	bool there = s->is_copied ? s->file_count > 0 : path_is_folder(s->folder);
	fprintf(to, "%s\t%s\t%s\t%s", s->student, s->exercise->name, s->name ? s->name : "",
	        there      ? when
	        : s->found ? "nothing to grade"
	                   : "not handed in");
	if (s->late_words)
		fprintf(to, "\t%s, %.4g%% deducted", s->late_words, 100 * s->late_share);
	else if (s->late)
		fputs("\tlate", to);
	if (s->found)
		fprintf(to, "\tfound %s", s->found);
	fputc('\n', to);
}

void class_list(const struct class *class, FILE *to)
{
	for (size_t i = 0; i < class->found.count; i++)
		list_one(&class->found.list[i], to);
	fprintf(to, "%zu, by the layout '%s'; nothing was graded\n", class->found.count,
	        class->intake.layout);
}

int class_stage(struct class *class, const struct folder *out)
{
	return intake_stage(&class->intake, &class->found, out);
}

void class_free(struct class *class)
{
	course_free(&class->course);
	submissions_free(&class->found);
	catalog_free(&class->catalog);
	strv_free(class->students);
	free(class->home);
}
