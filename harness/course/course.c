/* course.c - a course's rules, read from course.yaml (course.h).
 *
 * The table of keys below is read by the same code as an assignment.yaml, so its messages
 * are of the same kind.  It applies rules to times and reads no submission.
 */
#include "course.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "../base/base.h"
#include "../base/file.h"
#include "../base/when.h"
#include "manifest_read.h"

enum { DAY_S = 86400, MINUTE_S = 60, HOUR_S = 3600 };

static int check_plain(void *whole, const struct place *place, const char *text)
{
	(void)whole;
	return is_plain_word(text)
	               ? 0
	               : place_fault(place, "'%s' is not the name of an exercise; use its folder's", text);
}

static int check_beside(void *whole, const struct place *place, const char *text)
{
	(void)whole;
	return strchr(text, '/')
	               ? place_fault(place, "'%s' is in another folder; put it beside this file", text)
	               : 0;
}

static int check_due(void *whole, const struct place *place, const char *text)
{
	int64_t when;

	(void)whole;
	return when_parse(text, &when) == 0 ? 0 : place_fault(place, "%s", error_text());
}

#define AT(type, field) .offset = offsetof(struct type, field)
// clang-format off
static const struct key LATE_KEYS[] = {
	{"grace_min", "Minutes that cost nothing.", NUMBER, OPTIONAL, AT(course_late, grace_min), .most = 1e5},
	{"per_day", "Percent of the points that each day begun costs.", NUMBER, 0, AT(course_late, per_day),
	 .most = 100},
	{"days", "After so many days nothing is earned.", NUMBER, OPTIONAL, AT(course_late, days), .least = 1,
	 .most = 1000},
	{0},
};
static const struct key EXERCISE_KEYS[] = {
	{"name", "The exercise.", TEXT, 0, AT(course_exercise, name), .check = check_plain},
	{"due", "The deadline.", TEXT, OPTIONAL, AT(course_exercise, due), .check = check_due},
	{0},
};
static const struct key COURSE_KEYS[] = {
	{"roster", "A CSV file beside this one.", TEXT, OPTIONAL, AT(course, roster_file), .check = check_beside},
	{"take_near_names", "Grade hand-ins that are named almost right.", TRUTH, OPTIONAL,
	 AT(course, take_near_names)},
	{"late", "What being late costs.", GROUP, OPTIONAL, AT(course, late), .keys = LATE_KEYS},
	{"exercises", "Deadlines.", GROUP, OPTIONAL | LIST | UNIQUE, AT(course, exercises),
	 .count_offset = offsetof(struct course, exercise_count), .keys = EXERCISE_KEYS,
	 .bytes = sizeof(struct course_exercise)},
	{0},
};
// clang-format on

static int read_file(struct course *course, const char *folder, const char *name)
{
	struct source source;
	int failed = source_open(&source, folder, name, MANIFEST_BYTES_MAX);

	if (!failed)
		failed = keys_read(&source, COURSE_KEYS, course);
	for (size_t i = 0; !failed && i < course->exercise_count; i++)
		if (course->exercises[i].due)
			failed = when_parse(course->exercises[i].due, &course->exercises[i].due_s);
	source_close(&source);
	if (failed || !course->roster_file)
		return failed;
	char *path = path_join(folder, course->roster_file);
	failed = roster_load(&course->roster, path);
	free(path);
	return failed;
}

int course_load(struct course *course, const char *folder, const char *file)
{
	char *usual = path_join(folder, "course.yaml"), *path = xstrdup(file ? file : usual);
	char *slash = strrchr(path, '/');
	int failed = 0;

	*course = (struct course){0};
	if (file || path_is_file(usual)) {
		char *home = slash ? xstrndup(path, (size_t)(slash - path) + 1) : xstrdup(".");
		failed = read_file(course, home, slash ? slash + 1 : path);
		free(home);
	}
	free(path);
	free(usual);
	return failed;
}

void course_free(struct course *course)
{
	roster_free(&course->roster);
	keys_forget(COURSE_KEYS, course);
	*course = (struct course){0};
}

int64_t course_due(const struct course *course, const char *exercise, const struct roster_student *student)
{
	int64_t extra_s = student ? (int64_t)(student->extra_hours * HOUR_S) : 0;

	for (size_t i = 0; i < course->exercise_count; i++)
		if (strcmp(course->exercises[i].name, exercise) == 0 && course->exercises[i].due_s)
			return course->exercises[i].due_s + extra_s;
	return 0;
}

static char *late_words(int64_t late_s)
{
	long long days = late_s / DAY_S, hours = late_s % DAY_S / HOUR_S,
		  minutes = late_s % HOUR_S / MINUTE_S;

	return days ? xasprintf("%lld day%s %lld h late", days, days == 1 ? "" : "s", hours)
	            : xasprintf("%lld h %lld min late", hours, minutes);
}

double course_late(const struct course *course, int64_t due_s, int64_t at_s, char **words)
{
	const struct course_late *rule = &course->late;
	int64_t late_s = at_s - due_s;

	*words = NULL;
	if (!due_s || !at_s || (double)late_s <= rule->grace_min * MINUTE_S)
		return 0;
	double days = ceil((double)late_s / DAY_S);
	*words = late_words(late_s);
	if (rule->days > 0 && days > rule->days)
		return 1;
	return fmin(1, days * rule->per_day / 100);
}
