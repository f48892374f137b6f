/* work.c - one person's work, for check and bench (work.h). */
#include "work.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../base/base.h"
#include "../base/file.h"
#include "../base/nearest.h"
#include "../box/box.h"
#include "command.h"

static int take_mode(void *to, const char *value)
{
	struct pipeline_job *job = to;

	job->only_mode = true;
	if (mode_from_text(value, &job->mode) == 0)
		return 0;
	struct nearest nearest = {.typed = value};
	for (int mode = 0; mode < MODE_COUNT; mode++)
		nearest_offer(&nearest, mode_name((enum mode)mode));
	return nearest.word ? error_set("no mode '%s', did you mean '%s'?", value, nearest.word)
	                    : error_set("no mode '%s'", value);
}

static int find(struct work *work, const char *exercise, const char *path)
{
	work->home = command_home();
	if (!work->home || catalog_load(&work->catalog, work->home) != 0)
		return -1;
	const struct manifest *m = work->job.exercise = catalog_find(&work->catalog, exercise);
	if (!m)
		return -1;
	if (path && path_is_folder(path))
		work->folder = xstrdup(path);
	else if (path || path_is_file(m->submit[0])) /* in the current folder */
		work->file = xstrdup(path ? path : m->submit[0]);
	else
		work->file = path_join(m->folder, m->submit[0]);
	if (work->file && !path_is_file(work->file))
		return error_set("%s: no such file; give the path of your work, e.g. FOLDER/%s", work->file,
		                 m->submit[0]);
	return 0;
}

bool work_read(struct work *work, const struct option_row *own, const char *about, const char *exit_codes,
               int argc, char **argv, int *code)
{
	const char *exercise = NULL, *path = NULL;
	const struct operand_row operands[] = {
		{"EXERCISE", &exercise, "no exercise given; `parlab list` names them"},
		{"[FILE|FOLDER]", &path, NULL},
		{0},
	};
	const struct option_row common[] = {
		OTHER("mode", 'm', "MODE", &work->job, take_mode,
	              "only this mode: serial, fork, threads, openmp, or its letter"),
		FLAG("json", 0, &work->json, "JSON output for programs"),
		OPTION_WAIT,
		OPTION_UNSAFE,
		{0},
	};
	const struct command_line line = {operands, own, common, about, exit_codes};

	if (!options_read(&line, argc, argv, code))
		return false;
	if (find(work, exercise, path) != 0) {
		*code = command_fault(argv[0]);
		return false;
	}
	if (work->job.only_mode && !manifest_mode(work->job.exercise, work->job.mode)) {
		*code = command_usage(argv[0], "%s has no mode '%s'", exercise, mode_name(work->job.mode));
		return false;
	}
	return true;
}

/* In a handout the work is the user's own, on the user's own machine. */
static void protect_if_possible(const struct work *work)
{
	struct box_host box;

	if (!command_is_handout(work->home) || box_is_without())
		return;
	box_host_read(&box);
	if (!box.bubblewrap && box_go_without() == 0)
		fputs("note: there is no bubblewrap here, so your program runs with all your rights "
		      "(apt-get install bubblewrap)\n",
		      stderr);
	box_host_free(&box);
}

int work_open(struct work *work)
{
	if (work->workshop)
		return 0;
	protect_if_possible(work);
	work->workshop = workshop_open(work->home);
	if (!work->workshop)
		return -1;
	work->job.jobs = workshop_usable_cpus(work->workshop);
	work->job.file = work->file;
	work->job.folder = work->folder;
	return 0;
}

int work_run(struct work *work, bool timed)
{
	if (work_open(work) != 0)
		return -1;
	work->pipeline = pipeline_start(work->workshop, &work->job);
	if (pipeline_examine(work->pipeline) != 0)
		return -1;
	if (timed && pipeline_worth_timing(work->pipeline) && pipeline_time(work->pipeline) != 0)
		return -1;
	return pipeline_conclude(work->pipeline, NULL);
}

char *work_words(const struct work *work)
{
	const struct manifest *m = work->job.exercise;
	char *usual = path_join(m->folder, m->submit[0]);
	const char *place = work->file ? work->file : work->folder;
	bool named = strcmp(place, usual) != 0;
	char *quoted = named ? shell_quoted(place) : NULL;
	char *words = xasprintf("%s%s%s", m->name, named ? " " : "", named ? quoted : "");

	free(usual);
	free(quoted);
	return words;
}

void work_free(struct work *work)
{
	pipeline_finish(work->pipeline);
	workshop_close(work->workshop);
	catalog_free(&work->catalog);
	free(work->home);
	free(work->file);
	free(work->folder);
}
