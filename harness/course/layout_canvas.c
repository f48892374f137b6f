/* layout_canvas.c - Canvas's "Download Submissions": all files in one folder, named
 *
 *   NAME[_LATE]_USER_ATTACHMENT_FILE     nametwo_LATE_123_456_matmul-2.c
 *   [LATE_]anon_CODE_ATTACHMENT_FILE     where students are anonymous
 *
 * NAME holds letters, digits and '_'.  Canvas puts "-2" into FILE when it is handed in again, and
 * exports only what was handed in last.  It says that a hand-in is late, but not when it was made.
 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "layouts.h"
#include "listing.h"

struct canvas_name {
	const char *name, *user, *file;
	size_t name_bytes, user_bytes;
	bool late;
};

static size_t digits_at(const char *text)
{
	return strspn(text, "0123456789");
}

/* read_number: "_123_" at `at`; 0: something else. */
static size_t number_between(const char *at)
{
	size_t length = *at == '_' ? digits_at(at + 1) : 0;

	return length > 0 && at[1 + length] == '_' ? length : 0;
}

static bool read_anonymous(const char *text, struct canvas_name *read)
{
	bool late = strncmp(text, "LATE_", 5) == 0;
	const char *at = text + (late ? 5 : 0);

	if (strncmp(at, "anon_", 5) != 0)
		return false;
	size_t code = 5;
	while (isalnum((unsigned char)at[code]))
		code++;
	size_t attachment = number_between(at + code);
	*read = (struct canvas_name){at, at, at + code + attachment + 2, 0, code, late};
	return code > 5 && attachment > 0 && *read->file;
}

static bool read_name(const char *text, struct canvas_name *read)
{
	if (read_anonymous(text, read))
		return true;
	for (const char *at = strchr(text, '_'); at; at = strchr(at + 1, '_')) {
		size_t user = number_between(at), attachment = user ? number_between(at + 1 + user) : 0;
		if (attachment == 0 || at == text)
			continue;
		size_t name = (size_t)(at - text);
		bool late = name > 5 && strncmp(at - 5, "_LATE", 5) == 0;
		*read = (struct canvas_name){text, at + 1, at + user + attachment + 3, late ? name - 5 : name,
		                             user, late};
		return *read->file != '\0';
	}
	return false;
}

bool canvas_fits(const struct export *export)
{
	struct canvas_name read;
	size_t fitting = 0, files = 0;

	for (char **name = export->names; *name; name++) {
		bool file = S_ISREG(listing_look(export->fd, *name));
		files += file;
		fitting += file && read_name(*name, &read);
	}
	return fitting > 0 && 2 * fitting >= files;
}

/* Canvas's "-2" is not the student's: without it, if that leaves the name of a wanted file. */
static char *without_number(const struct export *export, const char *file)
{
	const char *dot = strrchr(file, '.'), *dash = dot;

	while (dash && dash > file && isdigit((unsigned char)dash[-1]))
		dash--;
	if (!dash || dash == dot || dash == file || dash[-1] != '-')
		return xstrdup(file);
	char *shorter = xasprintf("%.*s%s", (int)(dash - 1 - file), file, dot);
	bool wanted = strcmp(shorter, "ANSWERS.md") == 0;
	for (size_t i = 0; !wanted && i < export->catalog->count; i++)
		for (char **submit = export->catalog->exercises[i]->submit; *submit; submit++)
			wanted = wanted || strcmp(*submit, shorter) == 0;
	if (wanted)
		return shorter;
	free(shorter);
	return xstrdup(file);
}

static struct handed *of_student(struct export *export, const struct canvas_name *read)
{
	char *user = xstrndup(read->user, read->user_bytes);

	for (size_t i = 0; i < export->count; i++)
		if (strcmp(export->list[i].student, user) == 0) {
			free(user);
			return &export->list[i];
		}
	char *name = xstrndup(read->name, read->name_bytes);
	struct handed *handed = export_add(export, *name ? name : user);
	handed->student = user;
	handed->name = name;
	return handed;
}

int canvas_read(struct export *export)
{
	for (char **name = export->names; *name; name++) {
		struct canvas_name read;
		if (export_is_ours(export, *name))
			continue;
		if (!read_name(*name, &read)) {
			export_note(
				export,
				"'%s': not named NAME_USER_ATTACHMENT_FILE, as Canvas names files; not graded",
				*name);
			continue;
		}
		struct handed *handed = of_student(export, &read);
		char *file = without_number(export, read.file);
		handed->late |= read.late;
		export_add_file(handed, "", *name, file, listing_look(export->fd, *name));
		free(file);
	}
	return 0;
}
