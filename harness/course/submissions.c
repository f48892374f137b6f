/* submissions.c - finds the students' work below one folder.
 *
 * A submissions folder is hostile: its names come from students or a learning platform.  So
 * every folder is opened from its parent's descriptor and never through a link; fstatat
 * never follows one; and a name leaves this file only as a path (its own bytes) or as a key
 * (escaped, printable).  Whether an entry can be graded is checked later (handin.h);
 * anything that is not a submission causes a warning: no student is dropped silently.
 *
 * It never opens a student's file, follows a link, or repairs a name.
 */
#include "submissions.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../base/base.h"
#include "../base/file.h"
#include "../base/when.h"
#include "key.h"
#include "listing.h"

enum { STRAY_WARNINGS_MAX = 20 }; /* per folder, so that a million stray files do not give a million lines */

/* ---- looking into the folders --------------------------------------------- */

struct student {
	char *name; /* the folder's own bytes */
	char *key;
	char *problem; /* why it could not be looked into */
	bool *has;     /* indexed by exercise of the catalog */
	struct attempt {
		char *folder; /* EXERCISE@TIME; NULL: there is only EXERCISE */
		int64_t at_s;
	} * attempts; /* indexed alike: the last */
};

struct search {
	const struct catalog *catalog;
	const char *folder;
	struct student *students;
	size_t count;
	char **warnings;
};

PRINTF_LIKE(2, 3)
static void warn(struct search *search, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	search->warnings = strv_append(search->warnings, xvasprintf(format, arguments));
	va_end(arguments);
}

/* open_folder: a descriptor, or -1 and the problem, with its remedy. */
static int open_folder(int parent, const char *name, char **problem)
{
	int fd = openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	int error = errno;

	if (fd >= 0)
		return fd;
	mode_t mode = listing_look(parent, name);
	if (mode && S_ISLNK(mode))
		*problem = xstrdup("a symbolic link, which is never followed; put the folder itself there");
	else if (mode && !S_ISDIR(mode))
		*problem =
			xasprintf("%s where a folder is expected; put the files into a folder of that name",
		                  listing_kind(mode));
	else
		*problem = xasprintf("the folder cannot be opened: %s; fix its permissions", strerror(error));
	return -1;
}

/* exercise_index: catalog->count if there is no such exercise. */
static size_t exercise_index(const struct catalog *catalog, const char *name)
{
	size_t i = 0;

	while (i < catalog->count && strcmp(catalog->exercises[i]->name, name) != 0)
		i++;
	return i;
}

/* warn_stray: warn about a name in a student's folder that is not an exercise. */
static void warn_stray(struct search *search, const struct student *student, int parent, const char *name)
{
	char *shown = key_shown(name);
	mode_t mode = listing_look(parent, name);

	if (mode && !S_ISDIR(mode)) {
		warn(search, "'%s/%s': %s, not an exercise's folder; ignored", student->key, shown,
		     listing_kind(mode));
	} else {
		catalog_find(search->catalog, shown);
		warn(search, "'%s/%s': %s", student->key, shown, error_text());
	}
	free(shown);
}

/* is_attempt: EXERCISE@TIME; the last one counts. */
static bool is_attempt(const struct search *search, struct student *student, const char *name,
                       size_t *exercise)
{
	const char *at = strchr(name, '@');
	char *plain = at ? xstrndup(name, (size_t)(at - name)) : NULL;
	int64_t at_s = 0;

	*exercise = plain ? exercise_index(search->catalog, plain) : search->catalog->count;
	free(plain);
	if (*exercise == search->catalog->count || when_parse(at + 1, &at_s) != 0)
		return false;
	struct attempt *last = &student->attempts[*exercise];
	if (!last->folder || at_s >= last->at_s) {
		free(last->folder);
		*last = (struct attempt){xstrdup(name), at_s};
	}
	return true;
}

static void look_at_student(struct search *search, struct student *student, int parent)
{
	int fd = open_folder(parent, student->name, &student->problem);

	if (fd < 0)
		return;
	int listing = openat(fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	char **names = listing < 0 ? NULL : listing_read(listing);
	if (!names)
		student->problem =
			xasprintf("the folder cannot be read: %s; fix its permissions", strerror(errno));

	size_t stray = 0;
	for (char **name = names; name && *name; name++) {
		size_t i = exercise_index(search->catalog, *name);
		if (i < search->catalog->count || is_attempt(search, student, *name, &i))
			student->has[i] = true;
		else if (stray++ < STRAY_WARNINGS_MAX)
			warn_stray(search, student, fd, *name);
	}
	if (stray > STRAY_WARNINGS_MAX)
		warn(search, "'%s': %zu more that are not exercises; ignored", student->key,
		     stray - STRAY_WARNINGS_MAX);
	strv_free(names);
	close(fd);
}

/* add_student: a folder, or a link in its place. */
static void add_student(struct search *search, int parent, const char *name)
{
	struct student *student = GROW(search->students, search->count);

	*student = (struct student){
		.name = xstrdup(name),
		.has = xcalloc(search->catalog->count + 1, sizeof *student->has),
		.attempts = xcalloc(search->catalog->count + 1, sizeof *student->attempts),
	};
	bool cut, blank;
	student->key = key_of(name, &cut, &blank);
	if (cut)
		warn(search, "'%s': the folder's name is longer than %d bytes; it is graded under this key",
		     student->key, KEY_BYTES_MAX);
	else if (blank)
		warn(search, "'%s': the folder's name is blank; rename it to the student's key",
		     student->key);
	look_at_student(search, student, parent);
}

static int compare_students(const void *a, const void *b)
{
	const struct student *left = a, *right = b;
	int order = strcmp(left->key, right->key);

	return order ? order : strcmp(left->name, right->name);
}

/* course.yaml and its roster lie beside the students' folders. */
static bool is_of_the_course(const char *name)
{
	const char *dot = strrchr(name, '.');

	return strcmp(name, "course.yaml") == 0 || (dot && strcmp(dot, ".csv") == 0);
}

static int find_students(struct search *search)
{
	/* The instructor chose this folder: it may be a link. */
	int fd = open(search->folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd < 0)
		return error_errno("'%s': cannot be opened as a folder of submissions", search->folder);
	int listing = openat(fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	char **names = listing < 0 ? NULL : listing_read(listing);
	if (!names) {
		error_errno("'%s': cannot be read", search->folder);
		close(fd);
		return -1;
	}
	size_t stray = 0;
	for (char **name = names; *name; name++) {
		mode_t mode = listing_look(fd, *name);
		if (mode == 0 || S_ISDIR(mode) || S_ISLNK(mode)) {
			add_student(search, fd, *name);
		} else if (!is_of_the_course(*name) && stray++ < STRAY_WARNINGS_MAX) {
			char *shown = key_shown(*name);
			warn(search, "'%s': %s, not a student's folder; ignored", shown, listing_kind(mode));
			free(shown);
		}
	}
	if (stray > STRAY_WARNINGS_MAX)
		warn(search, "%zu more that are not students' folders; ignored", stray - STRAY_WARNINGS_MAX);
	strv_free(names);
	close(fd);
	if (search->count > 1)
		qsort(search->students, search->count, sizeof *search->students, compare_students);
	return 0;
}

/* ---- every student times every exercise ----------------------------------- */

static bool is_asked_for(const struct search *search, size_t exercise, const char *only)
{
	if (only)
		return strcmp(search->catalog->exercises[exercise]->name, only) == 0;
	for (size_t i = 0; i < search->count; i++)
		if (search->students[i].has[exercise])
			return true;
	return false;
}

static void add_submission(struct submissions *found, const struct search *search,
                           const struct student *student, size_t exercise)
{
	const struct manifest *manifest = search->catalog->exercises[exercise];
	const struct attempt *last = &student->attempts[exercise];
	char *home = path_join(search->folder, student->name);

	*GROW(found->list, found->count) = (struct submission){
		.student = xstrdup(student->key),
		.exercise = manifest,
		.folder = path_join(home, last->folder ? last->folder : manifest->name),
		.at_s = last->at_s,
	};
	free(home);
}

static void multiply(struct submissions *found, struct search *search, const char *only)
{
	bool *asked = xcalloc(search->catalog->count + 1, sizeof *asked);
	bool any = false;

	for (size_t e = 0; e < search->catalog->count; e++) {
		asked[e] = is_asked_for(search, e, only);
		any = any || asked[e];
	}
	for (size_t s = 0; s < search->count; s++) {
		const struct student *student = &search->students[s];
		for (size_t e = 0; e < search->catalog->count; e++)
			if (asked[e])
				add_submission(found, search, student, e);
		/* Without an exercise there is no entry to record the problem in. */
		if (!any && student->problem)
			warn(search, "'%s': %s", student->key, student->problem);
	}
	free(asked);
}

static void search_free(struct search *search)
{
	for (size_t s = 0; s < search->count; s++) {
		struct student *student = &search->students[s];
		for (size_t e = 0; e < search->catalog->count; e++)
			free(student->attempts[e].folder);
		free(student->attempts);
		free(student->has);
		free(student->problem);
		free(student->key);
		free(student->name);
	}
	free(search->students);
}

int submissions_find(struct submissions *found, const struct catalog *catalog, const char *folder,
                     const char *only, char ***warnings)
{
	struct search search = {.catalog = catalog, .folder = folder};

	*found = (struct submissions){0};
	*warnings = NULL;
	if (only && !catalog_find(catalog, only))
		return -1;
	search.warnings = xcalloc(1, sizeof *search.warnings);
	int result = find_students(&search);
	if (result == 0)
		multiply(found, &search, only);
	search_free(&search);
	if (result == 0)
		*warnings = search.warnings;
	else
		strv_free(search.warnings);
	return result;
}

void submission_free(struct submission *s)
{
	for (size_t i = 0; i < s->file_count; i++) {
		free(s->files[i].folder);
		free(s->files[i].path);
		free(s->files[i].name);
		free(s->files[i].data);
	}
	free(s->files);
	free(s->student);
	free(s->folder);
	free(s->name);
	free(s->section);
	free(s->late_words);
	free(s->found);
	free(s->taken);
}

static bool is_named(const struct submission *s, char *const *students)
{
	while (*students && strcmp(*students, s->student) != 0)
		students++;
	return *students != NULL;
}

int submissions_only(struct submissions *found, char *const *students)
{
	size_t kept = 0;

	for (char *const *name = students; *name; name++) {
		bool there = false;
		for (size_t i = 0; i < found->count && !there; i++)
			there = strcmp(found->list[i].student, *name) == 0;
		if (!there)
			return error_set("no student '%s'", *name);
	}
	for (size_t i = 0; i < found->count; i++)
		if (is_named(&found->list[i], students))
			found->list[kept++] = found->list[i];
		else
			submission_free(&found->list[i]);
	found->count = kept;
	return 0;
}

void submissions_free(struct submissions *found)
{
	for (size_t i = 0; i < found->count; i++)
		submission_free(&found->list[i]);
	free(found->list);
	*found = (struct submissions){0};
}
