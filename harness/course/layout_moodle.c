/* layout_moodle.c - Moodle's "Download all submissions":
 *
 *   First Last_123_assignsubmission_file/matmul.c     a folder for each participant
 *   First Last_123_assignsubmission_file_matmul.c     or a file, where folders are not wanted
 *
 * 123 is the participant's number in this assignment, the one in the column Identifier of the grading
 * worksheet ("Participant 123"): it tells namesakes apart.  Neither has a time.
 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "layouts.h"
#include "listing.h"

static const char MARK[] = "_assignsubmission_", FILES[] = "_assignsubmission_file";

/* split: NAME_NUMBER before the mark; false: it is not of this form. */
static bool split(const char *text, char **name, char **number, const char **rest)
{
	const char *mark = strstr(text, MARK), *at = mark;

	while (at && at > text && isdigit((unsigned char)at[-1]))
		at--;
	if (!at || at == mark || at == text || at[-1] != '_')
		return false;
	*name = xstrndup(text, (size_t)(at - 1 - text));
	*number = xstrndup(at, (size_t)(mark - at));
	*rest = mark;
	return true;
}

bool moodle_fits(const struct export *export)
{
	for (char **name = export->names; *name; name++)
		if (strstr(*name, MARK))
			return true;
	return false;
}

static struct handed *of_participant(struct export *export, const char *place, char *name, char *number)
{
	for (size_t i = 0; i < export->count; i++)
		if (strcmp(export->list[i].student, number) == 0) {
			free(name);
			free(number);
			return &export->list[i];
		}
	struct handed *handed = export_add(export, place);
	char *participant = xasprintf("Participant %s", number);
	handed->student = number;
	handed->name = name;
	export_know(handed, participant);
	free(participant);
	return handed;
}

static void add(struct export *export, const char *entry)
{
	char *name, *number;
	const char *rest;

	if (!split(entry, &name, &number, &rest)) {
		export_note(
			export,
			"'%s': not named NAME_NUMBER_assignsubmission_file, as Moodle names files; not graded",
			entry);
		return;
	}
	struct handed *handed = of_participant(export, entry, name, number);
	if (strncmp(rest, FILES, strlen(FILES)) != 0) {
		export_note(export, "'%s': no file, but what was typed in on the platform; not graded",
		            entry);
		return;
	}
	mode_t kind = listing_look(export->fd, entry);
	const char *file = rest + strlen(FILES) + (rest[strlen(FILES)] == '_');
	if (S_ISDIR(kind))
		export_add_folder(export, handed, entry);
	else
		export_add_file(handed, "", entry, *file ? file : entry, kind);
}

int moodle_read(struct export *export)
{
	for (char **name = export->names; *name; name++)
		if (!export_is_ours(export, *name))
			add(export, *name);
	return 0;
}
