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

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../base/base.h"
#include "../base/digest.h"
#include "../base/file.h"
#include "../base/utf8.h"

enum {
	KEY_BYTES_MAX = 128,
	KEY_BYTES_KEPT = 96,     /* of a longer name, followed by a digest of it all */
	KEY_HASH_DIGITS = 24,    /* hexadecimal */
	STRAY_WARNINGS_MAX = 20, /* per folder, so that a million stray files do not give a million lines */
};

/* ---- names into keys ------------------------------------------------------ */

static bool is_space(int32_t character)
{
	static const struct utf8_range spaces[] = {
		{0x09, 0x0d},     {0x20, 0x20},     {0x85, 0x85},     {0xa0, 0xa0},
		{0x1680, 0x1680}, {0x2000, 0x200b}, {0x2028, 0x2029}, {0x202f, 0x202f},
		{0x205f, 0x205f}, {0x3000, 0x3000}, {0xfeff, 0xfeff},
	};

	return utf8_in(character, spaces, ARRAY_LENGTH(spaces));
}

static bool is_blank(const char *name)
{
	while (*name)
		if (!is_space(utf8_next(&name)))
			return false;
	return true;
}

/* escape: a name as printable UTF-8, different for different names; cut after
 * `most` bytes (at a character) and then *whole is false.  Freed by the caller.
 * A backslash is doubled, so no two names give the same text; a space at either
 * end would be lost in a table, so it is escaped. */
static char *escape(const char *name, size_t most, bool *whole)
{
	char piece[4 * 4 + 1]; /* a character has at most four bytes, and \\xHH is four long */
	struct text text;
	FILE *to = text_open(&text);
	size_t used = 0;

	*whole = true;
	for (const char *at = name, *next = name; *at && *whole; at = next) {
		int32_t c = utf8_next(&next);
		bool at_end = at == name || *next == '\0';
		bool plain = utf8_is_printable(c) && c != '\\' && !(at_end && is_space(c));
		int bytes = 0;
		if (plain || c == '\\')
			bytes = snprintf(piece, sizeof piece, "%s%.*s", plain ? "" : "\\", (int)(next - at),
			                 at);
		else
			for (const char *byte = at; byte < next; byte++)
				bytes += snprintf(piece + bytes, 5, "\\x%02X", (unsigned char)*byte);
		used += (size_t)bytes;
		*whole = used <= most;
		if (*whole)
			fputs(piece, to);
	}
	return text_close(&text);
}

static char *escape_all(const char *name)
{
	bool whole;

	return escape(name, SIZE_MAX, &whole);
}

/* ---- looking into the folders --------------------------------------------- */

struct student {
	char *name; /* the folder's own bytes */
	char *key;
	char *problem; /* why it could not be looked into */
	bool *has;     /* indexed by exercise of the catalog */
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

/* student_key: keys become file names, so a long one is cut.  Escaping never produces "\~",
 * so a cut key never equals another student's. */
static char *student_key(struct search *search, const char *name)
{
	bool whole;
	char *key = escape(name, KEY_BYTES_MAX, &whole);

	if (!whole) {
		free(key);
		char *start = escape(name, KEY_BYTES_KEPT, &whole), *rest = digest_of(name, KEY_HASH_DIGITS);
		key = xasprintf("%s\\~%s", start, rest);
		free(start);
		free(rest);
		warn(search, "'%s': the folder's name is longer than %d bytes; it is graded under this key",
		     key, KEY_BYTES_MAX);
	} else if (is_blank(name)) {
		warn(search, "'%s': the folder's name is blank; rename it to the student's key", key);
	}
	return key;
}

static const char *kind_words(mode_t mode)
{
	switch (mode & S_IFMT) {
	case S_IFDIR:
		return "a folder";
	case S_IFLNK:
		return "a symbolic link";
	case S_IFREG:
		return "a file";
	default:
		return "a special file";
	}
}

/* look: the type of a file, without following links; 0 if unknown. */
static mode_t look(int parent, const char *name)
{
	struct stat status;

	return fstatat(parent, name, &status, AT_SYMLINK_NOFOLLOW) == 0 ? status.st_mode : 0;
}

/* open_folder: a descriptor, or -1 and the problem, with its remedy. */
static int open_folder(int parent, const char *name, char **problem)
{
	int fd = openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	int error = errno;

	if (fd >= 0)
		return fd;
	mode_t mode = look(parent, name);
	if (mode && S_ISLNK(mode))
		*problem = xstrdup("a symbolic link, which is never followed; put the folder itself there");
	else if (mode && !S_ISDIR(mode))
		*problem =
			xasprintf("%s where a folder is expected; put the files into a folder of that name",
		                  kind_words(mode));
	else
		*problem =
			xasprintf("the folder cannot be opened: %s; mend its permissions", strerror(error));
	return -1;
}

static int compare_names(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* list_folder: the names in an open folder that are not hidden, sorted; takes
 * the descriptor.  NULL with errno if the reading fails on the way. */
static char **list_folder(int fd)
{
	DIR *stream = fdopendir(fd);
	char **names = NULL;
	size_t count = 0;

	if (!stream) {
		close(fd);
		return NULL;
	}
	for (;;) {
		errno = 0;
		const struct dirent *entry = readdir(stream);
		if (!entry)
			break;
		if (entry->d_name[0] != '.')
			*GROW(names, count) = xstrdup(entry->d_name);
	}
	int error = errno;
	closedir(stream);
	*GROW(names, count) = NULL;
	if (error) {
		strv_free(names);
		errno = error;
		return NULL;
	}
	qsort(names, count - 1, sizeof *names, compare_names);
	return names;
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
	char *shown = escape_all(name);
	mode_t mode = look(parent, name);

	if (mode && !S_ISDIR(mode)) {
		warn(search, "'%s/%s': %s, not an exercise's folder; ignored", student->key, shown,
		     kind_words(mode));
	} else {
		catalog_find(search->catalog, shown);
		warn(search, "'%s/%s': %s", student->key, shown, error_text());
	}
	free(shown);
}

static void look_at_student(struct search *search, struct student *student, int parent)
{
	int fd = open_folder(parent, student->name, &student->problem);

	if (fd < 0)
		return;
	int listing = openat(fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	char **names = listing < 0 ? NULL : list_folder(listing);
	if (!names)
		student->problem =
			xasprintf("the folder cannot be read: %s; mend its permissions", strerror(errno));

	size_t stray = 0;
	for (char **name = names; name && *name; name++) {
		size_t i = exercise_index(search->catalog, *name);
		if (i < search->catalog->count)
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
	};
	student->key = student_key(search, name);
	look_at_student(search, student, parent);
}

static int compare_students(const void *a, const void *b)
{
	const struct student *left = a, *right = b;
	int order = strcmp(left->key, right->key);

	return order ? order : strcmp(left->name, right->name);
}

static int find_students(struct search *search)
{
	/* The instructor chose this folder: it may be a link. */
	int fd = open(search->folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd < 0)
		return error_errno("'%s': cannot be opened as a folder of submissions", search->folder);
	int listing = openat(fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	char **names = listing < 0 ? NULL : list_folder(listing);
	if (!names) {
		error_errno("'%s': cannot be read", search->folder);
		close(fd);
		return -1;
	}
	size_t stray = 0;
	for (char **name = names; *name; name++) {
		mode_t mode = look(fd, *name);
		if (mode == 0 || S_ISDIR(mode) || S_ISLNK(mode)) {
			add_student(search, fd, *name);
		} else if (stray++ < STRAY_WARNINGS_MAX) {
			char *shown = escape_all(*name);
			warn(search, "'%s': %s, not a student's folder; ignored", shown, kind_words(mode));
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
	char *home = path_join(search->folder, student->name);

	*GROW(found->list, found->count) = (struct submission){
		.student = xstrdup(student->key),
		.exercise = manifest,
		.folder = path_join(home, manifest->name),
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

static void free_submission(struct submission *s)
{
	free(s->student);
	free(s->folder);
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
			free_submission(&found->list[i]);
	found->count = kept;
	return 0;
}

void submissions_free(struct submissions *found)
{
	for (size_t i = 0; i < found->count; i++)
		free_submission(&found->list[i]);
	free(found->list);
	*found = (struct submissions){0};
}
