/* class.h - shared by grade and regrade: a folder of submissions, or a part of it. */
#ifndef PARLAB_CLASS_H
#define PARLAB_CLASS_H

#include "../course/submissions.h"
#include "options.h"

struct class
{
	const char *folder, *out; /* the folders of submissions and of results */
	const char *only;         /* NULL, or the exercise */
	char **students;          /* NULL, or these only */
	char *home;
	struct catalog catalog;
	struct submissions found;
};

/* The options that select the part and the output folder. */
#define CLASS_OPTIONS(class, OUT_HELP) \
	TEXT("out", 'o', "FOLDER", &(class)->out, OUT_HELP), \
		TEXT("only", 0, "EXERCISE", &(class)->only, "only this exercise"), \
		TEXTS("student", 0, "NAME", &(class)->students, \
	              "only this student; repeat it to select more")

/* class_open: the catalog. */
int class_open(struct class *class);
/* class_find: the selected submissions; prints warnings to standard error. */
int class_find(struct class *class, const char *command);
void class_free(struct class *class);

#endif
