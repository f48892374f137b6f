/* class.h - shared by grade and regrade: a folder of submissions, or a part of it. */
#ifndef PARLAB_CLASS_H
#define PARLAB_CLASS_H

#include "../course/intake.h"
#include <stdio.h>

#include "options.h"

struct class
{
	const char *folder, *out; /* the folders of submissions and of results */
	const char *only;         /* NULL, or the exercise */
	char **students;          /* NULL, or these only */
	const char *from;         /* the layout of the folder; NULL: look */
	const char *course_file;  /* NULL: course.yaml in the folder, if it is there */
	char *home;
	struct course course;
	struct intake intake; /* set by class_find */
	struct catalog catalog;
	struct submissions found;
};

/* The options that select the part and the output folder. */
#define CLASS_OPTIONS(class, OUT_HELP) \
	TEXT("out", 'o', "FOLDER", &(class)->out, OUT_HELP), \
		TEXT("only", 0, "EXERCISE", &(class)->only, "only this exercise"), \
		TEXTS("student", 0, "NAME", &(class)->students, \
	              "only this student; repeat it to select more"), \
		TEXT("from", 0, "LAYOUT", &(class)->from, \
	             "the layout of SUBMISSIONS: folders, gradescope, canvas, moodle, github-classroom " \
	             "(default: look)"), \
		TEXT("course", 0, "FILE", &(class)->course_file, \
	             "deadlines, lateness and the roster (default: SUBMISSIONS/course.yaml)")

/* class_open: the catalog. */
int class_open(struct class *class);
/* class_find: the selected submissions; prints warnings to standard error. */
int class_find(struct class *class, const char *command);
/* class_list: who handed in what and when, a line each. */
void class_list(const struct class *class, FILE *to);
/* class_stage: copy what must be copied into the folder of results (intake.h). */
int class_stage(struct class *class, const struct folder *out);
void class_free(struct class *class);

#endif
