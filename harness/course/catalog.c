/* catalog.c - finds the exercises by scanning assignments/.
 *
 * There is no list of exercises anywhere; a folder with an assignment.yaml is one.  It
 * reads only the manifests.  An exercise with an invalid manifest is kept, with its
 * problem: only commands that need it fail.
 */
#include "catalog.h"

#include <stdlib.h>
#include <string.h>

#include "../base/base.h"
#include "../base/file.h"
#include "../base/nearest.h"

/* load_one: add assignments/NAME, if it is an exercise. */
static void load_one(struct catalog *catalog, const char *assignments, const char *references,
                     const char *name)
{
	char *folder = path_join(assignments, name);
	char *reference = path_join(references, name);
	char *file = path_join(folder, "assignment.yaml");
	bool is_exercise = path_is_file(file);
	struct manifest *manifest = is_exercise ? manifest_load(folder, reference) : NULL;

	if (is_exercise)
		*GROW(catalog->exercises, catalog->count) =
			manifest ? manifest : manifest_broken(folder, error_text());
	free(file);
	free(reference);
	free(folder);
}

int catalog_load(struct catalog *catalog, const char *home)
{
	char *assignments = path_join(home, "assignments");
	char *references = path_join(home, "reference");
	char **names = folder_list(assignments);

	*catalog = (struct catalog){0};
	/* folder_list sorts by folder name, which is the exercise's name. */
	for (char **name = names; name && *name; name++)
		if ((*name)[0] != '.')
			load_one(catalog, assignments, references, *name);
	free(references);
	free(assignments);
	if (!names)
		return -1;
	strv_free(names);
	return 0;
}

void catalog_free(struct catalog *catalog)
{
	for (size_t i = 0; i < catalog->count; i++)
		manifest_free(catalog->exercises[i]);
	free(catalog->exercises);
	*catalog = (struct catalog){0};
}

bool catalog_has(const struct catalog *catalog, const char *name)
{
	for (size_t i = 0; i < catalog->count; i++)
		if (strcmp(catalog->exercises[i]->name, name) == 0)
			return true;
	return false;
}

static char *all_names(const struct catalog *catalog)
{
	struct text list;
	FILE *to = text_open(&list);

	for (size_t i = 0; i < catalog->count; i++)
		fprintf(to, "%s%s", i > 0 ? ", " : "", catalog->exercises[i]->name);
	if (catalog->count == 0)
		fputs("none", to);
	return text_close(&list);
}

const struct manifest *catalog_find(const struct catalog *catalog, const char *name)
{
	struct nearest nearest = {.typed = name};

	for (size_t i = 0; i < catalog->count; i++) {
		const struct manifest *exercise = catalog->exercises[i];
		if (strcmp(exercise->name, name) == 0 && !exercise->problem)
			return exercise;
		if (strcmp(exercise->name, name) == 0) {
			error_set("%s", exercise->problem);
			return NULL;
		}
		nearest_offer(&nearest, exercise->name);
	}
	char *names = all_names(catalog);
	if (nearest.word)
		error_set("no exercise '%s'; did you mean '%s'? there are: %s", name, nearest.word, names);
	else
		error_set("no exercise '%.128s'; there are: %s", name, names);
	free(names);
	return NULL;
}
