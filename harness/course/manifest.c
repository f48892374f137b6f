/* manifest.c - reads an assignment.yaml, and refuses one that would make a grade unfair.
 *
 * libyaml makes the file a document, which knows the line of everything in it
 * (manifest_source.c); a table of keys (manifest_keys.c) drives the walk over it
 * that fills in struct manifest (manifest_read.c); rules about several keys come
 * last (manifest_rules.c).  Every complaint is one line, FILE:LINE: what is wrong;
 * remedy.
 *
 * Never here: a look at a student's file, a box, a default that would hide a typing error,
 * or anything that knows an exercise by its name.
 */
#include "manifest.h"

#include <stdlib.h>
#include <string.h>

#include "../base/base.h"
#include "../base/file.h"
#include "manifest_keys.h"
#include "manifest_read.h"
#include "manifest_rules.h"

/* fill_in: modes of a chart's run (all, in their order). */
static void fill_in(struct manifest *m)
{
	for (size_t i = 0; i < m->chart_count; i++)
		for (size_t j = 0; j < m->charts[i].run_count; j++) {
			struct manifest_run *run = &m->charts[i].runs[j];
			bool all = run->mode_count == 0;
			for (size_t k = 0; all && k < m->mode_count; k++)
				*GROW(run->modes, run->mode_count) = m->modes[k].mode;
		}
}

/* folder_name: the last part of a path, whatever slashes trail; freed by the caller. */
static char *folder_name(const char *path)
{
	size_t end = strlen(path);

	while (end > 0 && path[end - 1] == '/')
		end--;
	size_t start = end;
	while (start > 0 && path[start - 1] != '/')
		start--;
	return xstrndup(path + start, end - start);
}

static int load(struct manifest *manifest, struct source *source)
{
	if (source_open(source, manifest->folder, "assignment.yaml", MANIFEST_BYTES_MAX) != 0)
		return -1;
	if (!is_plain_word(manifest->name)) {
		struct place place = place_of_all(source);
		return place_fault(&place,
		                   "the folder's name '%s' is not a valid name; use only a-z, 0-9 and '-'",
		                   manifest->name);
	}
	if (keys_read(source, MANIFEST_KEYS, manifest) != 0)
		return -1;
	fill_in(manifest);
	return check_rules(source, manifest);
}

struct manifest *manifest_load(const char *assignment_folder, const char *reference_folder)
{
	struct manifest *manifest = xcalloc(1, sizeof *manifest);
	struct source source;

	manifest->name = folder_name(assignment_folder);
	manifest->folder = xstrdup(assignment_folder);
	if (reference_folder && path_is_folder(reference_folder))
		manifest->reference = xstrdup(reference_folder);
	int failed = load(manifest, &source);
	source_close(&source);
	if (!failed)
		return manifest;
	manifest_free(manifest);
	return NULL;
}

struct manifest *manifest_broken(const char *assignment_folder, const char *problem)
{
	struct manifest *manifest = xcalloc(1, sizeof *manifest);

	manifest->name = folder_name(assignment_folder);
	manifest->folder = xstrdup(assignment_folder);
	manifest->title = xstrdup(manifest->name);
	manifest->submit = xcalloc(1, sizeof *manifest->submit);
	manifest->problem = xstrdup(problem);
	return manifest;
}

void manifest_free(struct manifest *manifest)
{
	if (!manifest)
		return;
	keys_forget(MANIFEST_KEYS, manifest);
	for (size_t i = 0; i < manifest->args_count; i++)
		free(manifest->args[i].path);
	free(manifest->args);
	free(manifest->name);
	free(manifest->folder);
	free(manifest->reference);
	free(manifest->problem);
	free(manifest);
}

char *manifest_size_args(const struct manifest *manifest, unsigned size)
{
	const char *args = manifest->sizes.args;
	size_t before = strcspn(args, "@");

	return xasprintf("%.*s%u%s", (int)before, args, size, args + before + (args[before] == '@'));
}

bool manifest_is_mpi(const char *source)
{
	static const char ending[] = "_mpi.c";
	size_t bytes = strlen(source), end = sizeof ending - 1;

	return bytes > end && strcmp(source + bytes - end, ending) == 0;
}

const char *manifest_file(const struct manifest *manifest, enum mode mode)
{
	if (mode != MODE_MPI)
		return manifest->submit[0];
	for (char **name = manifest->submit; *name; name++)
		if (manifest_is_mpi(*name))
			return *name;
	return NULL;
}
