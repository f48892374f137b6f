/* catalog.c - finds the exercises by looking into assignments/.
 *
 * There is no list of exercises anywhere; a folder with an assignment.yaml is
 * one.  This never reads more of an exercise than its manifest, and never
 * leaves one out because it is broken: a broken manifest is an error.
 */
#include "catalog.h"

#include <stdlib.h>
#include <string.h>

#include "../base/base.h"
#include "../base/file.h"

/* load_one: adds assignments/NAME, if it is an exercise at all. */
static int load_one(struct catalog *catalog, const char *assignments, const char *references,
                    const char *name)
{
	char *folder = path_join(assignments, name);
	char *reference = path_join(references, name);
	char *file = path_join(folder, "assignment.yaml");
	int result = 0;

	if (path_is_file(file)) {
		struct manifest *manifest = manifest_load(folder, reference);
		if (manifest)
			*GROW(catalog->exercises, catalog->count) = manifest;
		else
			result = -1;
	}
	free(file);
	free(reference);
	free(folder);
	return result;
}

int catalog_load(struct catalog *catalog, const char *home)
{
	char *assignments = path_join(home, "assignments");
	char *references = path_join(home, "reference");
	char **names = folder_list(assignments);
	int result = names ? 0 : -1;

	*catalog = (struct catalog){0};
	/* folder_list sorts, and the names are the exercises' names. */
	for (char **name = names; result == 0 && *name; name++)
		if ((*name)[0] != '.')
			result = load_one(catalog, assignments, references, *name);
	if (result < 0)
		catalog_free(catalog);
	strv_free(names);
	free(references);
	free(assignments);
	return result;
}

void catalog_free(struct catalog *catalog)
{
	for (size_t i = 0; i < catalog->count; i++)
		manifest_free(catalog->exercises[i]);
	free(catalog->exercises);
	*catalog = (struct catalog){0};
}

static size_t least(size_t a, size_t b)
{
	return a < b ? a : b;
}

/* edit_distance: letters to insert, delete or change to get from one word to
 * the other (Levenshtein), one row of the table at a time. */
static size_t edit_distance(const char *typed, const char *name)
{
	size_t columns = strlen(name) + 1;
	size_t *row = xreallocarray(NULL, columns, sizeof *row);

	for (size_t j = 0; j < columns; j++)
		row[j] = j;
	for (size_t i = 0; typed[i]; i++) {
		size_t diagonal = row[0];
		row[0] = i + 1;
		for (size_t j = 1; j < columns; j++) {
			size_t change = diagonal + (typed[i] != name[j - 1]);
			diagonal = row[j];
			row[j] = least(change, least(row[j], row[j - 1]) + 1);
		}
	}
	size_t distance = row[columns - 1];
	free(row);
	return distance;
}

/* nearest: the exercise that was probably meant, or NULL.  With more than
 * about a third of its letters wrong it is not a slip of the pen. */
static const char *nearest(const struct catalog *catalog, const char *typed)
{
	const char *name = NULL;
	size_t best = strlen(typed) / 3 + 2;

	if (strlen(typed) > 128)
		return NULL;
	for (size_t i = 0; i < catalog->count; i++) {
		size_t distance = edit_distance(typed, catalog->exercises[i]->name);
		if (distance < best) {
			best = distance;
			name = catalog->exercises[i]->name;
		}
	}
	return name;
}

static char *all_names(const struct catalog *catalog)
{
	char *list = NULL;

	for (size_t i = 0; i < catalog->count; i++) {
		const char *name = catalog->exercises[i]->name;
		char *longer = list ? xasprintf("%s, %s", list, name) : xstrdup(name);
		free(list);
		list = longer;
	}
	return list ? list : xstrdup("none");
}

const struct manifest *catalog_find(const struct catalog *catalog, const char *name)
{
	for (size_t i = 0; i < catalog->count; i++)
		if (strcmp(catalog->exercises[i]->name, name) == 0)
			return catalog->exercises[i];

	const char *meant = nearest(catalog, name);
	char *names = all_names(catalog);
	if (meant)
		error_set("no exercise '%s'; did you mean '%s'? there are: %s", name, meant, names);
	else
		error_set("no exercise '%.128s'; there are: %s", name, names);
	free(names);
	return NULL;
}
