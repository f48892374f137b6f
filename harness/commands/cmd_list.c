/* cmd_list.c - the exercises, with their modes and points. */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../base/base.h"
#include "../course/catalog.h"
#include "../grading/verdict.h"
#include "command.h"
#include "options.h"

static void print_table(const struct catalog *catalog)
{
	printf("%-14s %-29s %6s  %s\n", "exercise", "modes", "points", "title");
	for (size_t i = 0; i < catalog->count; i++) {
		const struct manifest *m = catalog->exercises[i];
		struct text modes;
		if (m->problem)
			continue;
		FILE *to = text_open(&modes);
		for (size_t k = 0; k < m->mode_count; k++)
			fprintf(to, "%s%s", k > 0 ? " " : "", mode_name(m->modes[k].mode));
		char *names = text_close(&modes);
		printf("%-14s %-29s %6g  %s\n", m->name, names, m->points, m->title);
		free(names);
	}
	puts("\nFor short: s serial, m fork, i threads, o openmp, d mpi");
}

static void print_json(const struct catalog *catalog)
{
	json_t *list = json_array();

	for (size_t i = 0; i < catalog->count; i++) {
		const struct manifest *m = catalog->exercises[i];
		json_t *modes = json_array();
		for (size_t k = 0; k < m->mode_count; k++)
			json_array_append_new(modes, json_string(mode_name(m->modes[k].mode)));
		json_array_append_new(list, json_pack("{s:s, s:s, s:f, s:o, s:s?}", "exercise", m->name,
		                                      "title", m->title, "points", m->points, "modes", modes,
		                                      "problem", m->problem));
	}
	json_dumpf(list, stdout, JSON_INDENT(2) | JSON_REAL_PRECISION(10));
	putchar('\n');
	json_decref(list);
}

/* say_broken: print the refused manifests to standard error; true if there are any. */
static bool say_broken(const struct catalog *catalog)
{
	bool any = false;

	for (size_t i = 0; i < catalog->count; i++)
		if (catalog->exercises[i]->problem) {
			fprintf(stderr, "parlab list: %s\n", catalog->exercises[i]->problem);
			any = true;
		}
	return any;
}

int cmd_list(int argc, char **argv)
{
	bool json = false;
	const struct option_row options[] = {FLAG("json", 0, &json, "JSON output for programs"), {0}};
	const struct command_line line = {
		.options = options,
		.about = "Lists the exercises, with their modes and points.\n",
		.exit_codes = "0 listed, 2 a manifest is invalid",
	};
	struct catalog catalog = {0};
	char *home;
	int code;

	if (!options_read(&line, argc, argv, &code))
		return code;
	home = command_home();
	if (!home || catalog_load(&catalog, home) != 0)
		code = command_fault(argv[0]);
	else if (json)
		print_json(&catalog);
	else
		print_table(&catalog);
	if (say_broken(&catalog))
		code = EXIT_FAULT;
	catalog_free(&catalog);
	free(home);
	return code;
}
