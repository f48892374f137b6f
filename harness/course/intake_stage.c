/* intake_stage.c - copies what was handed in from an export into the folder of results (intake.h).
 *
 * By the rules of handin.h: regular files of limited size, and no links.  A file that breaks them is told
 * where the work is missed, and costs nobody else anything.
 */
#include <stdlib.h>

#include "../base/base.h"
#include "handin.h"
#include "intake.h"

static const char ANSWERS[] = "ANSWERS.md", STAGED[] = "handed-in";

static void find_unfit(struct submission *s, const char *name, const char *why)
{
	char *all = xasprintf("%s%s'%s' %s", s->found ? s->found : "", s->found ? "; " : "", name, why);

	free(s->found);
	s->found = all;
}

static int stage_file(struct submission *s, const struct submission_file *file, const char *export,
                      const struct folder *to)
{
	struct handin_folder from = {.fd = -1};
	const char *why = "";
	char *data = NULL;
	size_t bytes = 0;

	if (file->data)
		return folder_write(to, file->name, file->data, file->bytes);
	enum handin result = handin_open_below(&from, export, file->folder, &why);
	if (result == HANDIN_THERE)
		result = handin_read(&from, file->path, false, &data, &bytes, &why);
	handin_close(&from);
	int failed = result == HANDIN_FAULT   ? -1
	             : result == HANDIN_THERE ? folder_write(to, file->name, data, bytes)
	                                      : 0;
	if (result == HANDIN_ABSENT || result == HANDIN_UNFIT)
		find_unfit(s, file->name, why);
	free(data);
	return failed;
}

/* What an earlier export had under this name is not this attempt's. */
static int drop_old(const struct submission *s, const struct folder *to)
{
	int failed = folder_drop(to, ANSWERS);

	for (char **name = s->exercise->submit; !failed && *name; name++)
		failed = folder_drop(to, *name);
	return failed;
}

static int stage(struct submission *s, const char *export, const struct folder *all)
{
	struct folder home = {0}, to = {0};
	int failed = folder_open_in(&home, all, s->student);

	if (!failed) {
		failed = folder_open_in(&to, &home, s->exercise->name);
		folder_close(&home);
	}
	if (failed)
		return -1;
	failed = drop_old(s, &to);
	for (size_t i = 0; !failed && i < s->file_count; i++)
		failed = stage_file(s, &s->files[i], export, &to);
	free(s->folder);
	s->folder = xstrdup(to.path);
	folder_close(&to);
	return failed;
}

int intake_stage(const struct intake *intake, struct submissions *found, const struct folder *out)
{
	struct folder all = {0};
	size_t staged = 0;
	int failed = 0;

	for (size_t i = 0; !failed && i < found->count; i++) {
		if (!found->list[i].is_copied)
			continue;
		if (staged++ == 0)
			failed = folder_open_in(&all, out, STAGED);
		if (!failed)
			failed = stage(&found->list[i], intake->folder, &all);
	}
	folder_close(&all);
	return failed;
}
