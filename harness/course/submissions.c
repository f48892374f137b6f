/* submissions.c - finds the students' work below one folder.
 *
 * A submissions folder is hostile: its names were typed by students or made by
 * a learning platform.  So every folder is opened from its parent's descriptor
 * and never through a link; what is there is looked at with the lstat of
 * fstatat; and a name only leaves this file as a path (its own bytes) or as a
 * key (escaped, printable).  Whether an entry can be graded is found out later
 * (handin.h); what is not a submission becomes a warning: no student is dropped
 * silently.
 *
 * It never opens a student's file, follows a link, or repairs a name.
 */
#include "submissions.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sha256.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../base/base.h"
#include "../base/file.h"

enum {
	KEY_BYTES_MAX = 128,
	KEY_BYTES_KEPT = 96,     /* of a longer one; the rest is told by a hash ... */
	KEY_HASH_DIGITS = 24,    /* ... of so many hexadecimal digits */
	STRAY_WARNINGS_MAX = 20, /* per folder: a million stray files give one line */
};

/* ---- names into keys ------------------------------------------------------ */

/* utf8_decode: bytes of the character at `text` and its code; 0 if it is no
 * UTF-8 (cut short, overlong, a surrogate, beyond U+10FFFF). */
static size_t utf8_decode(const unsigned char *text, uint32_t *code)
{
	static const uint32_t LEAST[] = {0, 0, 0x80, 0x800, 0x10000};
	size_t length = text[0] < 0x80 ? 1 : text[0] >= 0xf0 ? 4 : text[0] >= 0xe0 ? 3 : 2;

	if (length == 1) {
		*code = text[0];
		return 1;
	}
	if (text[0] < 0xc2 || text[0] > 0xf4)
		return 0;
	*code = text[0] & (0x7f >> length);
	for (size_t i = 1; i < length; i++) {
		if ((text[i] & 0xc0) != 0x80) /* the final NUL stops here, too */
			return 0;
		*code = *code << 6 | (text[i] & 0x3f);
	}
	if (*code < LEAST[length] || *code > 0x10ffff || (*code >= 0xd800 && *code <= 0xdfff))
		return 0;
	return length;
}

static bool in_ranges(uint32_t code, const uint32_t (*ranges)[2], size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (code >= ranges[i][0] && code <= ranges[i][1])
			return true;
	return false;
}

/* Printable: not a control character, and not one that is invisible, combines or
 * changes the direction of its neighbours, so that two students cannot be made to
 * look the same. */
static bool is_printable(uint32_t code)
{
	static const uint32_t HIDDEN[][2] = {
		{0x00, 0x1f},        {0x7f, 0x9f},     {0xad, 0xad},     {0x034f, 0x034f}, {0x061c, 0x061c},
		{0x115f, 0x1160},    {0x17b4, 0x17b5}, {0x180b, 0x180f}, {0x200b, 0x200f}, {0x2028, 0x202e},
		{0x2060, 0x206f},    {0x3164, 0x3164}, {0xe000, 0xf8ff}, {0xfdd0, 0xfdef}, {0xfe00, 0xfe0f},
		{0xfeff, 0xfeff},    {0xffa0, 0xffa0}, {0xfff0, 0xfffb}, {0xfffe, 0xffff}, {0x1d173, 0x1d17a},
		{0xe0000, 0x10ffff},
	};

	return !in_ranges(code, HIDDEN, ARRAY_LENGTH(HIDDEN));
}

static bool is_space(uint32_t code)
{
	static const uint32_t SPACES[][2] = {
		{0x09, 0x0d},     {0x20, 0x20},     {0x85, 0x85},     {0xa0, 0xa0},
		{0x1680, 0x1680}, {0x2000, 0x200b}, {0x2028, 0x2029}, {0x202f, 0x202f},
		{0x205f, 0x205f}, {0x3000, 0x3000}, {0xfeff, 0xfeff},
	};

	return in_ranges(code, SPACES, ARRAY_LENGTH(SPACES));
}

static bool is_blank(const char *name)
{
	uint32_t code;

	for (size_t length; *name; name += length) {
		length = utf8_decode((const unsigned char *)name, &code);
		if (length == 0 || !is_space(code))
			return false;
	}
	return true;
}

/* append_character: the next character of `name`, escaped where it must be;
 * returns the bytes taken.  A backslash is doubled, so no two names give the
 * same text; a space at either end would be lost in a table, so it is escaped. */
static size_t append_character(const char *name, bool first, char *text, size_t *used)
{
	static const char HEX[] = "0123456789ABCDEF";
	const unsigned char *bytes = (const unsigned char *)name;
	uint32_t code = 0;
	size_t length = utf8_decode(bytes, &code);

	if (length > 0 && code == '\\') {
		text[(*used)++] = '\\';
		text[(*used)++] = '\\';
		return 1;
	}
	bool at_end = first || name[length] == '\0';
	if (length > 0 && is_printable(code) && !(at_end && is_space(code))) {
		memcpy(text + *used, name, length);
		*used += length;
		return length;
	}
	length = length ? length : 1;
	for (size_t i = 0; i < length; i++) {
		text[(*used)++] = '\\';
		text[(*used)++] = 'x';
		text[(*used)++] = HEX[bytes[i] >> 4];
		text[(*used)++] = HEX[bytes[i] & 15];
	}
	return length;
}

/* escape: a name as printable UTF-8, different for different names; cut after
 * `most` bytes (at a character) and then *whole is false.  Freed by the caller. */
static char *escape(const char *name, size_t most, bool *whole)
{
	size_t bytes = strlen(name), used = 0, taken = 0;
	char *text = xmalloc(4 * bytes + 1);

	*whole = true;
	while (taken < bytes) {
		size_t before = used;
		taken += append_character(name + taken, taken == 0, text, &used);
		if (used > most) {
			used = before;
			*whole = false;
			break;
		}
	}
	text[used] = '\0';
	return text;
}

static char *escape_all(const char *name)
{
	bool whole;

	return escape(name, SIZE_MAX, &whole);
}

/* hash_of: tells long names apart.  Nobody can make up a name with another's hash, and so take their key. */
static char *hash_of(const char *name)
{
	char text[SHA256_DIGEST_STRING_LENGTH];

	SHA256Data((const uint8_t *)name, strlen(name), text);
	return xstrndup(text, KEY_HASH_DIGITS);
}

/* ---- looking into the folders --------------------------------------------- */

struct student {
	char *name; /* the folder's own bytes */
	char *key;
	char *problem; /* why it could not be looked into */
	bool *has;     /* a name for each exercise of the catalog */
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

/* student_key: a key is used as a file name by others, so one that is too long is
 * cut; the "\~" cannot come from escaping, so a cut key is nobody's whole one. */
static char *student_key(struct search *search, const char *name)
{
	bool whole;
	char *key = escape(name, KEY_BYTES_MAX, &whole);

	if (!whole) {
		free(key);
		char *start = escape(name, KEY_BYTES_KEPT, &whole), *rest = hash_of(name);
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

/* look: what is there, without following it; 0 if it cannot be told. */
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

/* exercise_index: catalog->count if it is none. */
static size_t exercise_index(const struct catalog *catalog, const char *name)
{
	size_t i = 0;

	while (i < catalog->count && strcmp(catalog->exercises[i]->name, name) != 0)
		i++;
	return i;
}

/* warn_stray: something in a student's folder that is no exercise. */
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
		warn(search, "'%s': %zu more that are no exercises; ignored", student->key,
		     stray - STRAY_WARNINGS_MAX);
	strv_free(names);
	close(fd);
}

/* add_student: a folder, or a link that stands where a student's folder would. */
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
	/* The folder itself is named by the instructor: it may be a link. */
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
		warn(search, "%zu more that are no students' folders; ignored", stray - STRAY_WARNINGS_MAX);
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
		/* Without an exercise there is no entry to hold the problem. */
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
