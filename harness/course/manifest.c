/* manifest.c - reads an assignment.yaml, and refuses one that would make a grade unfair.
 *
 * The file is read twice.  libyaml keeps it as a document, which knows the
 * line of everything in it (manifest_source.c); libcyaml puts it into `struct
 * raw` against a schema (manifest_schema.c).  What a schema cannot say is checked
 * after that on the raw values (manifest_rules.c), and only a manifest that
 * passed everything becomes a struct manifest, here.  Every complaint is one
 * line, FILE:LINE: what is wrong; remedy.
 *
 * Never here: a look at a student's file, a box, a default that would hide a
 * slip of the pen, or anything that knows an exercise by its name.
 */
#include "manifest.h"

#include <stdlib.h>
#include <string.h>

#include "../base/base.h"
#include "../base/file.h"
#include "manifest_rules.h"

static char **copy_texts(char *const *texts, unsigned count)
{
	char **copy = xcalloc((size_t)count + 1, sizeof *copy);

	for (unsigned i = 0; i < count; i++)
		copy[i] = xstrdup(texts[i]);
	return copy;
}

/* copy_array: NULL for an empty one, as everywhere with a count beside it. */
static void *copy_array(const void *array, size_t count, size_t bytes)
{
	if (count == 0)
		return NULL;
	void *copy = xreallocarray(NULL, count, bytes);
	memcpy(copy, array, count * bytes);
	return copy;
}

static struct manifest_case copy_case(const struct raw_case *raw)
{
	unsigned count;
	const unsigned *workers = workers_of(raw, &count);

	return (struct manifest_case){
		.name = xstrdup(raw->name),
		.args = xstrdup(raw->args),
		.workers = copy_array(workers, count, sizeof *workers),
		.worker_count = count,
		.sanitize = raw->sanitize,
		.observe = raw->observe,
	};
}

/* copy_run: without a choice of modes, all of the exercise's in their order. */
static struct manifest_run copy_run(const struct raw *raw, const struct raw_run *run)
{
	struct manifest_run copy = {
		.args = xstrdup(run->args),
		.modes = copy_array(run->modes, run->modes_count, sizeof *run->modes),
		.mode_count = run->modes_count,
		.workers = copy_array(run->workers, run->workers_count, sizeof *run->workers),
		.worker_count = run->workers_count,
	};

	for (unsigned i = 0; run->modes_count == 0 && i < raw->modes_count; i++)
		*GROW(copy.modes, copy.mode_count) = raw->modes[i].mode;
	return copy;
}

static void copy_charts(struct manifest *manifest, const struct raw *raw)
{
	for (unsigned i = 0; i < raw->charts_count; i++) {
		const struct raw_chart *from = &raw->charts[i];
		struct manifest_chart *chart = GROW(manifest->charts, manifest->chart_count);
		*chart = (struct manifest_chart){.name = xstrdup(from->name), .title = xstrdup(from->title)};
		for (unsigned j = 0; j < from->runs_count; j++)
			*GROW(chart->runs, chart->run_count) = copy_run(raw, &from->runs[j]);
	}
	if (raw->sizes)
		manifest->sizes = (struct manifest_sizes){
			.args = xstrdup(raw->sizes->args),
			.unit = xstrdup(raw->sizes->unit),
			.values = copy_array(raw->sizes->values, raw->sizes->values_count, sizeof(unsigned)),
			.value_count = raw->sizes->values_count,
		};
}

static void free_charts(struct manifest *manifest)
{
	for (size_t i = 0; i < manifest->chart_count; i++) {
		struct manifest_chart *chart = &manifest->charts[i];
		for (size_t j = 0; j < chart->run_count; j++) {
			free(chart->runs[j].args);
			free(chart->runs[j].modes);
			free(chart->runs[j].workers);
		}
		free(chart->runs);
		free(chart->name);
		free(chart->title);
	}
	free(manifest->charts);
	free(manifest->sizes.args);
	free(manifest->sizes.unit);
	free(manifest->sizes.values);
}

static struct manifest *manifest_from(const struct raw *raw)
{
	struct manifest *manifest = xcalloc(1, sizeof *manifest);

	manifest->title = xstrdup(raw->title);
	manifest->points = raw->points;
	manifest->submit = copy_texts(raw->submit, raw->submit_count);
	manifest->given = copy_texts(raw->given, raw->given_count);
	manifest->flags = copy_texts(raw->flags, raw->flags_count);
	manifest->libraries = copy_texts(raw->libraries, raw->libraries_count);
	manifest->modes = copy_array(raw->modes, raw->modes_count, sizeof *raw->modes);
	manifest->mode_count = raw->modes_count;
	for (unsigned i = 0; i < raw->cases_count; i++)
		*GROW(manifest->cases, manifest->case_count) = copy_case(&raw->cases[i]);
	manifest->census_args = xstrdup(raw->census.args);
	manifest->census_workers = (int)raw->census.workers;
	manifest->measure_args = raw->measure ? xstrdup(raw->measure->args) : NULL;
	manifest->limits = raw->limits;
	manifest->bands = copy_array(raw->bands, raw->bands_count, sizeof *raw->bands);
	manifest->band_count = raw->bands_count;
	for (unsigned i = 0; i < raw->questions_count; i++)
		*GROW(manifest->questions, manifest->question_count) = (struct manifest_question){
			.name = xstrdup(raw->questions[i].name),
			.points = raw->questions[i].points,
		};
	copy_charts(manifest, raw);
	return manifest;
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

static struct manifest *read_source(struct source *source)
{
	struct manifest *manifest = NULL;
	struct raw *raw = raw_read(source);

	if (!raw)
		return NULL;
	if (check_everything(source, raw) == 0)
		manifest = manifest_from(raw);
	raw_free(raw);
	return manifest;
}

struct manifest *manifest_load(const char *assignment_folder, const char *reference_folder)
{
	struct source source;
	struct manifest *manifest = NULL;
	char *name = folder_name(assignment_folder);

	if (source_open(&source, assignment_folder) == 0) {
		if (is_plain_word(name))
			manifest = read_source(&source);
		else
			source_fault(&source, "",
			             "the folder's name '%s' is no plain word; use only a-z, 0-9 and '-'",
			             name);
	}
	source_close(&source);
	if (!manifest) {
		free(name);
		return NULL;
	}
	manifest->name = name;
	manifest->folder = xstrdup(assignment_folder);
	if (reference_folder && path_is_folder(reference_folder))
		manifest->reference = xstrdup(reference_folder);
	return manifest;
}

void manifest_free(struct manifest *manifest)
{
	if (!manifest)
		return;
	for (size_t i = 0; i < manifest->case_count; i++) {
		free(manifest->cases[i].name);
		free(manifest->cases[i].args);
		free(manifest->cases[i].workers);
	}
	for (size_t i = 0; i < manifest->question_count; i++)
		free(manifest->questions[i].name);
	free_charts(manifest);
	strv_free(manifest->submit);
	strv_free(manifest->given);
	strv_free(manifest->flags);
	strv_free(manifest->libraries);
	free(manifest->modes);
	free(manifest->cases);
	free(manifest->bands);
	free(manifest->questions);
	free(manifest->census_args);
	free(manifest->measure_args);
	free(manifest->title);
	free(manifest->name);
	free(manifest->folder);
	free(manifest->reference);
	free(manifest);
}

const struct manifest_mode *manifest_mode(const struct manifest *manifest, enum mode mode)
{
	for (size_t i = 0; i < manifest->mode_count; i++)
		if (manifest->modes[i].mode == mode)
			return &manifest->modes[i];
	return NULL;
}

char *manifest_size_args(const struct manifest *manifest, unsigned size)
{
	const char *args = manifest->sizes.args;
	size_t before = strcspn(args, "@");

	return xasprintf("%.*s%u%s", (int)before, args, size, args + before + (args[before] == '@'));
}
