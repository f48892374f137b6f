/* course.h - a course's rules: deadlines, lateness, the roster (course.yaml).
 *
 * course.yaml, every key optional:
 *
 *   roster: roster.csv          # beside this file; roster.h
 *   take_near_names: true       # hand-ins named almost right are graded, and marked (near.h)
 *   late:                       # what being late costs; absent: nothing
 *     grace_min: 15             # minutes that cost nothing
 *     per_day: 10               # percent of the points, for each day begun
 *     days: 3                   # after that many days nothing is earned
 *   exercises:
 *     - {name: matmul, due: 2026-11-05 23:59 +01:00}
 */
#ifndef PARLAB_COURSE_H
#define PARLAB_COURSE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "roster.h"

struct course_exercise {
	char *name, *due;
	int64_t due_s; /* seconds since the epoch */
};
struct course_late {
	double grace_min, per_day, days;
};
struct course {
	char *roster_file;
	bool take_near_names;
	struct course_late late;
	struct course_exercise *exercises;
	size_t exercise_count;
	struct roster roster;
};

/* course_load: from `file`; NULL: from FOLDER/course.yaml, if it is there.  -1 with a message
 * that names file, line and remedy.  course_free in any case. */
int course_load(struct course *course, const char *folder, const char *file);
void course_free(struct course *course);

/* course_due: the deadline of an exercise for a student of the roster (or NULL), with extra
 * time; 0: there is none. */
int64_t course_due(const struct course *course, const char *exercise, const struct roster_student *student);
/* course_late: the share of the points that handing in at this time costs, 0 to 1, and in
 * *words (the caller frees) by how much it is late; NULL: it is not late. */
double course_late(const struct course *course, int64_t due_s, int64_t at_s, char **words);

#endif
