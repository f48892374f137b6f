/* layout_github.c - clones of GitHub Classroom's repositories: a folder ASSIGNMENT-ACCOUNT for
 * each student, with its history in .git.
 *
 * What counts is the last commit before the deadline; without one before it, the last of all,
 * which is then late.  The working tree is not looked at.  A commit's time is what the student's
 * computer said.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "git.h"
#include "handin.h"
#include "layouts.h"
#include "listing.h"

static bool is_clone(const struct export *export, const char *name)
{
	int fd = openat(export->fd, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	bool clone = fd >= 0 && S_ISDIR(listing_look(fd, ".git"));

	if (fd >= 0)
		close(fd);
	return clone;
}

bool github_fits(const struct export *export)
{
	for (char **name = export->names; *name; name++)
		if (is_clone(export, *name))
			return true;
	return false;
}

/* ---- whose, and which exercise ------------------------------------------------------ */

/* The exercise whose name begins the folder's; the longest. */
static const struct manifest *exercise_of(const struct export *export, const char *folder)
{
	const struct manifest *best = NULL;

	for (size_t i = 0; i < export->catalog->count; i++) {
		const struct manifest *m = export->catalog->exercises[i];
		size_t length = strlen(m->name);
		if (strncmp(folder, m->name, length) == 0 && folder[length] == '-' && folder[length + 1] &&
		    (!best || length > strlen(best->name)))
			best = m;
	}
	return best;
}

/* What all clones' names begin with, up to a '-'. */
static size_t common_start(const struct export *export)
{
	const char *first = NULL;
	size_t common = 0;

	for (char **name = export->names; *name; name++) {
		if (!is_clone(export, *name))
			continue;
		size_t same = 0;
		while (first && same < common && first[same] == (*name)[same])
			same++;
		common = first ? same : strlen(*name);
		first = first ? first : *name;
	}
	while (common > 0 && first[common - 1] != '-')
		common--;
	return common;
}

static const char *account_of(const struct export *export, const char *folder)
{
	const struct manifest *m = exercise_of(export, folder);

	for (const char *at = strchr(folder, '-'); at; at = strchr(at + 1, '-'))
		if (at[1] && roster_find(&export->course->roster, at + 1))
			return at + 1;
	const char *account = folder + (m ? strlen(m->name) + 1 : common_start(export));
	return *account ? account : folder;
}

/* ---- files --------------------------------------------------------------------------- */

static int add_files(struct handed *handed, const struct git_copy *copy, const char *commit,
                     const char *folder)
{
	struct git_file *files;
	size_t count;
	int failed = git_list(copy, commit, folder, &files, &count);

	for (size_t i = 0; !failed && i < count; i++) {
		struct handed_file *file = export_add_file(handed, "", "", files[i].name, files[i].kind);
		const char *dot = strrchr(files[i].name, '.');
		bool wanted = dot && (strcmp(dot, ".c") == 0 || strcmp(dot, ".md") == 0);
		if (wanted && S_ISREG(files[i].kind) && files[i].bytes <= HANDIN_BYTES_MAX)
			failed = git_read(copy, &files[i], &file->data, &file->bytes);
	}
	git_files_free(files, count);
	return failed;
}

/* The exercise's own folder in the repository, if there is one; else the root. */
static int add_commit(struct export *export, struct handed *handed, const struct git_copy *copy,
                      const char *commit)
{
	struct git_file *files;
	size_t count;
	int failed = git_list(copy, commit, "", &files, &count);
	const char *folder = "";

	for (size_t i = 0; !failed && i < count; i++)
		if (S_ISDIR(files[i].kind) && catalog_has(export->catalog, files[i].name) &&
		    (!handed->exercise || strcmp(handed->exercise, files[i].name) == 0))
			folder = files[i].name;
	if (!failed && *folder && !handed->exercise)
		handed->exercise = xstrdup(folder);
	if (!failed)
		failed = add_files(handed, copy, commit, folder);
	git_files_free(files, count);
	return failed;
}

static int read_clone(struct export *export, struct handed *handed, const char *name)
{
	const struct roster_student *student = roster_find(&export->course->roster, handed->student);
	int64_t due_s = handed->exercise ? course_due(export->course, handed->exercise, student) : 0;
	char commit[72];
	struct git_copy copy;
	int failed = git_open(&copy, export->fd, name);

	if (!failed)
		failed = git_commit(&copy, due_s, commit, &handed->at_s);
	if (!failed && !*commit)
		failed = git_commit(&copy, 0, commit, &handed->at_s);
	if (!failed)
		failed = add_commit(export, handed, &copy, commit);
	git_close(&copy);
	return failed;
}

int github_read(struct export *export)
{
	for (char **name = export->names; *name; name++) {
		if (export_is_ours(export, *name))
			continue;
		if (!is_clone(export, *name)) {
			export_note(export, "'%s': no clone (it has no folder .git); not graded", *name);
			continue;
		}
		const struct manifest *m = exercise_of(export, *name);
		struct handed *handed = export_add(export, *name);
		handed->student = xstrdup(account_of(export, *name));
		handed->exercise = m ? xstrdup(m->name) : export->only ? xstrdup(export->only) : NULL;
		if (read_clone(export, handed, *name) != 0)
			export_note(export, "'%s': %s", *name, error_text());
	}
	return 0;
}
