/* layouts.c - the table of layouts, and what they share (layouts.h). */
#include "layouts.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>

#include "handin.h"
#include "key.h"
#include "listing.h"

const struct layout layouts[] = {
	{"gradescope", gradescope_fits, gradescope_read},
	{"moodle", moodle_fits, moodle_read},
	{"canvas", canvas_fits, canvas_read},
	{"github-classroom", github_fits, github_read},
	{"folders", NULL, NULL},
};
const size_t layout_count = ARRAY_LENGTH(layouts);

struct handed *export_add(struct export *export, const char *place)
{
	struct handed *handed = GROW(export->list, export->count);

	*handed = (struct handed){.place = key_shown(place), .known_as = xcalloc(1, sizeof(char *))};
	return handed;
}

void export_know(struct handed *handed, const char *known_as)
{
	if (known_as && *known_as)
		handed->known_as = strv_append(handed->known_as, xstrdup(known_as));
}

struct handed_file *export_add_file(struct handed *handed, const char *folder, const char *path,
                                    const char *name, mode_t kind)
{
	struct handed_file *file = GROW(handed->files, handed->file_count);

	*file = (struct handed_file){
		.folder = xstrdup(folder), .path = xstrdup(path), .name = xstrdup(name), .kind = kind};
	return file;
}

bool export_is_ours(const struct export *export, const char *name)
{
	const char *roster = export->course->roster_file;

	return strcmp(name, "course.yaml") == 0 || (roster && strcmp(name, roster) == 0);
}

void export_add_folder(struct export *export, struct handed *handed, const char *folder)
{
	struct handin_folder opened;
	const char *why = "";

	if (handin_open_below(&opened, export->folder, folder, &why) != HANDIN_THERE) {
		export_note(export, "'%s': %s", handed->place, *why ? why : error_text());
		return;
	}
	int listing = openat(opened.fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	char **names = listing < 0 ? NULL : listing_read(listing);
	if (!names)
		export_note(export, "'%s': cannot be read: %s", handed->place, strerror(errno));
	for (char **name = names; name && *name; name++)
		export_add_file(handed, folder, *name, *name, listing_look(opened.fd, *name));
	strv_free(names);
	handin_close(&opened);
}

void export_note(struct export *export, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	char *note = xvasprintf(format, arguments);
	va_end(arguments);
	export->notes = strv_append(export->notes, key_shown(note)); /* names are hostile */
	free(note);
}
