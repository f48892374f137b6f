/* stage.c - the first stage: gather what will be built.
 *
 * From the submission only the files that the manifest names are taken:
 * regular files, not links, capped in size.  Everything else comes pristine
 * from the assignment.  A file that is missing or unfit is a finding about the
 * submission; a private folder that cannot be made is the grader's fault.
 */
#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../base/base.h"
#include "../base/file.h"
#include "stages.h"

enum { SOURCE_BYTES_MAX = 1 << 20, ANSWER_BYTES_MAX = 1 << 20, ANSWER_CHARS_MIN = 10 };

static bool ends_with(const char *text, const char *end)
{
	size_t a = strlen(text), b = strlen(end);

	return a >= b && strcmp(text + a - b, end) == 0;
}

static bool in_list(char *const *list, const char *name)
{
	for (; list && *list; list++)
		if (strcmp(*list, name) == 0)
			return true;
	return false;
}

static int copy_into(const char *from_folder, const char *name, const char *to_folder)
{
	char *from = path_join(from_folder, name), *to = path_join(to_folder, name);
	int failed = file_copy(from, to, 0644);

	free(from);
	free(to);
	return failed;
}

/* Headers, driver.c and the given files, not the stub. */
bool is_assignments_own(const struct manifest *m, const char *name)
{
	return (ends_with(name, ".h") || strcmp(name, "driver.c") == 0 || in_list(m->given, name)) &&
	       !in_list(m->submit, name);
}

static int copy_assignment(const struct manifest *m, const char *src)
{
	char **names = folder_list(m->folder);
	int failed = names ? 0 : -1;

	for (char **name = names; !failed && *name; name++)
		if (is_assignments_own(m, *name))
			failed = copy_into(m->folder, *name, src);
	strv_free(names);
	return failed;
}

static int copy_kit_headers(const struct workshop *w, const char *src)
{
	static const char *const headers[] = {"kit.h", "bundle.h", "protocol.h", "span.h"};
	char *kit = path_join(w->home, "harness/kit");
	int failed = 0;

	for (size_t i = 0; !failed && i < ARRAY_LENGTH(headers); i++)
		failed = copy_into(kit, headers[i], src);
	free(kit);
	return failed;
}

static int prepare_folder(struct workshop *w, const struct manifest *m, struct program *program)
{
	char *src;
	int failed;

	program->folder = box_folder();
	if (!program->folder)
		return -1;
	src = path_join(program->folder, "src");
	failed = folder_make(src, 0755) != 0 || copy_assignment(m, src) != 0 || copy_kit_headers(w, src) != 0
	                 ? -1
	                 : 0;
	free(src);
	return failed;
}

void program_free(struct program *program)
{
	if (program->folder)
		folder_remove(program->folder);
	free(program->folder);
	for (int f = 0; f < FLAVOUR_COUNT; f++)
		free(program->built[f]);
	*program = (struct program){0};
}

int stage_reference(struct workshop *w, const struct manifest *m, struct program *program)
{
	char *src;
	int failed = m->reference ? 0
	                          : error_set("%s: no model solution in reference/, so nothing can be timed",
	                                      m->name);

	if (failed || prepare_folder(w, m, program) != 0)
		return -1;
	src = path_join(program->folder, "src");
	for (char **name = m->submit; !failed && *name; name++) {
		char *path = path_join(m->reference, *name);
		if (path_is_file(path) || name == m->submit)
			failed = copy_into(m->reference, *name, src);
		free(path);
	}
	free(src);
	return failed;
}

/* --- the student's own files ---------------------------------------------- */

/* Read a stranger's file: NULL with *why (a string constant) if it is not one
 * we take.  Never blocks on a FIFO, never follows a link. */
static char *read_theirs(const char *folder, const char *name, size_t most, size_t *bytes, const char **why)
{
	int dir = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
	int fd = dir < 0 ? -1 : openat(dir, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	int problem = errno;
	struct stat status;
	char *data = NULL;

	*bytes = 0;
	*why = problem == ELOOP    ? "is a symbolic link"
	       : problem == ENOENT ? "is not there"
	                           : "cannot be read";
	if (fd >= 0) {
		if (fstat(fd, &status) != 0 || !S_ISREG(status.st_mode)) {
			*why = "is not a regular file";
		} else if (status.st_nlink > 1) {
			*why = "is a hard link: its contents stand elsewhere under another name too";
		} else if ((size_t)status.st_size > most) {
			*why = "is larger than 1 MiB";
		} else {
			data = xcalloc((size_t)status.st_size + 1, 1);
			for (ssize_t got = 1;
			     got > 0 && *bytes<(size_t)status.st_size; *bytes += got> 0 ? (size_t)got : 0)
				got = read(fd, data + *bytes, (size_t)status.st_size - *bytes);
		}
		close(fd);
	}
	if (dir >= 0)
		close(dir);
	return data;
}

static void refuse(struct submission *sub, const char *name, const char *why)
{
	struct finding *f = outcome_add_finding(&sub->outcome);
	bool absent = strcmp(why, "is not there") == 0;

	f->stage = STAGE_STAGE;
	f->verdict = absent ? VERDICT_NOT_ATTEMPTED : VERDICT_DID_NOT_COMPILE;
	f->message = xasprintf("%s %s.", name, why);
	f->hint = xasprintf("Hand in %s as a plain file of at most 1 MiB; start from assignments/%s/%s.",
	                    name, sub->job.exercise->name, sub->job.exercise->submit[0]);
}

/* 1: taken; 0: not there or refused; -1: the grader failed. */
static int take(struct submission *sub, const char *folder, const char *theirs, const char *name,
                bool required)
{
	size_t bytes;
	const char *why;
	char *data = read_theirs(folder, theirs, SOURCE_BYTES_MAX, &bytes, &why);
	int result = 0;

	if (!data) {
		if (required || strcmp(why, "is not there") != 0)
			refuse(sub, theirs, why);
		return 0;
	}
	char *relative = path_join("src", name), *to = path_join(sub->program.folder, relative);
	result = file_write(to, data, bytes) != 0 || chmod(to, 0644) != 0 ? -1 : 1;
	free(relative);
	free(to);
	free(data);
	return result;
}

/* Is there text of some length below the heading "## NAME"? */
static bool has_answer(const char *text, const char *name)
{
	size_t length = strlen(name);
	bool inside = false;
	int characters = 0;

	for (const char *line = text; line && *line && !(inside && characters >= ANSWER_CHARS_MIN);) {
		const char *end = strchr(line, '\n');
		if (line[0] == '#') {
			const char *title = line + strspn(line, "# \t");
			inside = strncmp(title, name, length) == 0 &&
			         !isalnum((unsigned char)title[length]) && title[length] != '-';
			characters = 0;
		} else if (inside) {
			for (const char *c = line; *c && c != end; c++)
				characters += isgraph((unsigned char)*c) != 0;
		}
		line = end ? end + 1 : NULL;
	}
	return inside && characters >= ANSWER_CHARS_MIN;
}

static void read_answers(struct submission *sub, const char *folder)
{
	const struct manifest *m = sub->job.exercise;
	size_t bytes;
	const char *why;
	char *text = folder ? read_theirs(folder, "ANSWERS.md", ANSWER_BYTES_MAX, &bytes, &why) : NULL;

	free(sub->answered);
	sub->answered = xcalloc(m->question_count + 1, sizeof *sub->answered);
	for (size_t i = 0; text && i < m->question_count; i++)
		sub->answered[i] = has_answer(text, m->questions[i].name);
	free(text);
}

void stage_answers(struct submission *sub)
{
	read_answers(sub, sub->job.folder);
}

/* The folder and name of a single file given by hand. */
static void split_path(const char *path, char **folder, char **name)
{
	const char *slash = strrchr(path, '/');

	*folder = slash == path ? xstrdup("/")
	          : slash       ? xstrndup(path, (size_t)(slash - path))
	                        : xstrdup(".");
	*name = xstrdup(slash ? slash + 1 : path);
}

int stage_submission(struct submission *sub)
{
	const struct manifest *m = sub->job.exercise;
	int taken;

	if (prepare_folder(sub->workshop, m, &sub->program) != 0)
		return -1;
	if (sub->job.file) {
		char *folder, *name;
		split_path(sub->job.file, &folder, &name);
		taken = take(sub, folder, name, m->submit[0], true);
		read_answers(sub, folder);
		free(folder);
		free(name);
		return taken < 0 ? -1 : 0;
	}
	read_answers(sub, sub->job.folder);
	for (char **name = m->submit; *name; name++)
		if (take(sub, sub->job.folder, *name, *name, name == m->submit) < 0)
			return -1;
	return 0;
}
