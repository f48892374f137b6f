/* manifest_rules.c - refuses a manifest that would make a grade unfair: points
 * that do not add up, bands that do not fall, names that are no file names,
 * files that are not there, counts that nobody can have meant.
 */
#include "manifest_rules.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../base/file.h"

static const unsigned WORKERS_DEFAULT[] = {1, 2, 3, 7};

static int check_range(struct source *source, const char *path, double value, double least, double most)
{
	if (value >= least && value <= most)
		return 0;
	return source_fault(source, path, "'%s' is %g; choose from %g to %g", path, value, least, most);
}

/* Names become file names, anchors and columns everywhere: nothing that needs quoting. */
bool is_plain_word(const char *text)
{
	size_t length = strlen(text);

	return length > 0 && length <= NAME_BYTES_MAX && text[0] != '-' &&
	       strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789-") == length;
}

static int check_name(struct source *source, const char *path, const char *name)
{
	if (is_plain_word(name))
		return 0;
	return source_fault(source, path, "'%s' is no plain word; use only a-z, 0-9 and '-', at most %d",
	                    name, NAME_BYTES_MAX);
}

static int twice(struct source *source, const char *path, const char *name)
{
	return source_fault(source, path, "'%s' is there twice; rename or delete one", name);
}

static bool is_plain_file_name(const char *text)
{
	size_t length = strlen(text);
	const char *letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_";

	if (length == 0 || length > NAME_BYTES_MAX || !strchr(letters, text[0]))
		return false;
	for (const char *c = text; *c; c++)
		if (!strchr(letters, *c) && !strchr(".-", *c))
			return false;
	return true;
}

/* check_files: the names in a list of files of the assignment folder. */
static int check_files(struct source *source, const char *key, char **files, unsigned count)
{
	for (unsigned i = 0; i < count; i++) {
		if (!is_plain_file_name(files[i]))
			return source_fault(
				source, source_at(source, "%s[%u]", key, i),
				"'%s' is no plain file name; use letters, digits, '_', '-' and '.', and no folder",
				files[i]);
		for (unsigned j = 0; j < i; j++)
			if (strcmp(files[i], files[j]) == 0)
				return twice(source, source_at(source, "%s[%u]", key, i), files[i]);
	}
	return 0;
}

static int check_submit(struct source *source, const struct raw *raw)
{
	if (check_files(source, "submit", raw->submit, raw->submit_count) < 0)
		return -1;
	for (unsigned i = 0; i < raw->submit_count; i++) {
		const char *path = source_at(source, "submit[%u]", i);
		if (strcmp(raw->submit[i], "driver.c") == 0)
			return source_fault(source, path,
			                    "'driver.c' is the course's own; delete it from 'submit'");
		for (unsigned j = 0; j < raw->given_count; j++)
			if (strcmp(raw->submit[i], raw->given[j]) == 0)
				return source_fault(source, path,
				                    "'%s' is both in 'submit' and in 'given'; delete one",
				                    raw->submit[i]);
	}
	return 0;
}

static int check_given(struct source *source, const struct raw *raw)
{
	if (check_files(source, "given", raw->given, raw->given_count) < 0)
		return -1;
	for (unsigned i = 0; i < raw->given_count; i++) {
		char *path = path_join(source->folder, raw->given[i]);
		bool there = path_is_file(path);
		free(path);
		if (!there)
			return source_fault(
				source, source_at(source, "given[%u]", i),
				"'%s' is not in the exercise's folder; put it there or delete it from 'given'",
				raw->given[i]);
	}
	return 0;
}

static int check_compiler(struct source *source, const struct raw *raw)
{
	for (unsigned i = 0; i < raw->flags_count; i++)
		if (raw->flags[i][0] != '-')
			return source_fault(source, source_at(source, "flags[%u]", i),
			                    "'%s' is no flag; start it with '-'", raw->flags[i]);
	for (unsigned i = 0; i < raw->libraries_count; i++)
		if (raw->libraries[i][0] == '-' || strpbrk(raw->libraries[i], "/ \t\n"))
			return source_fault(source, source_at(source, "libraries[%u]", i),
			                    "'%s' is no library's name; write 'm' for -lm",
			                    raw->libraries[i]);
	return 0;
}

static int check_modes(struct source *source, const struct raw *raw)
{
	for (unsigned i = 0; i < raw->modes_count; i++) {
		const struct manifest_mode *mode = &raw->modes[i];
		for (unsigned j = 0; j < i; j++)
			if (raw->modes[j].mode == mode->mode)
				return twice(source, source_at(source, "modes[%u].mode", i),
				             raw_mode_word(mode->mode));
		if (check_range(source, source_at(source, "modes[%u].correct", i), mode->correct, 0, 1e6) <
		            0 ||
		    check_range(source, source_at(source, "modes[%u].clean", i), mode->clean, 0, 1e6) < 0 ||
		    check_range(source, source_at(source, "modes[%u].speed", i), mode->speed, 0, 1e6) < 0)
			return -1;
		/* The gain of a serial program is 0 by definition: nobody could earn these. */
		if (mode->mode == MODE_SERIAL && mode->speed > 0)
			return source_fault(
				source, source_at(source, "modes[%u].speed", i),
				"mode 'serial' has no speedup; give its speed points to a parallel mode");
	}
	return 0;
}

/* check_args: KEY=VALUE words, as the oracle reads them. */
static int check_args(struct source *source, const char *path, const char *args)
{
	while (*(args += strspn(args, " "))) {
		size_t length = strcspn(args, " ");
		size_t key = strspn(args, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-");
		if (key == 0 || key >= length || args[key] != '=')
			return source_fault(source, path, "'%.*s' in '%s' is no argument; write key=value",
			                    (int)length, args, path);
		args += length;
	}
	return 0;
}

static int check_workers(struct source *source, const char *path, unsigned workers, unsigned least,
                         const struct raw *raw)
{
	if (check_range(source, path, workers, least, WORKERS_MAX) < 0)
		return -1;
	/* Otherwise the right answer, a process a worker, would be "too many processes". */
	if (workers >= raw->limits.processes)
		return source_fault(source, path,
		                    "'%s' is %u, but 'limits.processes' is %u; raise the limit above it",
		                    path, workers, raw->limits.processes);
	return 0;
}

/* workers_of: what the case says, or the default. */
const unsigned *workers_of(const struct raw_case *c, unsigned *count)
{
	*count = c->workers_count ? c->workers_count : ARRAY_LENGTH(WORKERS_DEFAULT);
	return c->workers_count ? c->workers : WORKERS_DEFAULT;
}

static int check_case_workers(struct source *source, const struct raw *raw, unsigned i)
{
	unsigned count;
	const unsigned *workers = workers_of(&raw->cases[i], &count);

	for (unsigned j = 0; j < count; j++) {
		if (check_workers(source, source_at(source, "cases[%u].workers[%u]", i, j), workers[j], 1,
		                  raw) < 0)
			return -1;
		for (unsigned k = 0; k < j; k++)
			if (workers[k] == workers[j])
				return source_fault(source, source_at(source, "cases[%u].workers[%u]", i, j),
				                    "worker count %u is there twice in case '%s'; delete one",
				                    workers[j], raw->cases[i].name);
	}
	return 0;
}

static int check_case(struct source *source, const struct raw *raw, unsigned i)
{
	const struct raw_case *c = &raw->cases[i];

	if (check_name(source, source_at(source, "cases[%u].name", i), c->name) < 0 ||
	    check_args(source, source_at(source, "cases[%u].args", i), c->args) < 0)
		return -1;
	for (unsigned j = 0; j < i; j++)
		if (strcmp(raw->cases[j].name, c->name) == 0)
			return twice(source, source_at(source, "cases[%u].name", i), c->name);
	return check_case_workers(source, raw, i);
}

static int check_cases(struct source *source, const struct raw *raw)
{
	bool sanitize = false;

	for (unsigned i = 0; i < raw->cases_count; i++) {
		if (check_case(source, raw, i) < 0)
			return -1;
		sanitize = sanitize || raw->cases[i].sanitize;
	}
	if (!sanitize)
		return source_fault(source, "cases",
		                    "no case is for the sanitizers; add 'sanitize: true' to a small one");
	return 0;
}

/* With fewer than two workers there is no overlap to see. */
static int check_census(struct source *source, const struct raw *raw)
{
	if (check_args(source, "census.args", raw->census.args) < 0)
		return -1;
	return check_workers(source, "census.workers", raw->census.workers, 2, raw);
}

static int check_limits(struct source *source, const struct raw *raw)
{
	const struct manifest_limits *limits = &raw->limits;

	if (check_range(source, "limits.wall_s", limits->wall_s, 0.1, 3600) < 0 ||
	    check_range(source, "limits.cpu_s", limits->cpu_s, 0.1, 36000) < 0 ||
	    check_range(source, "limits.memory_mib", limits->memory_mib, 16, 1 << 20) < 0 ||
	    check_range(source, "limits.processes", limits->processes, 1, 4096) < 0)
		return -1;
	return check_range(source, "limits.output_kib", limits->output_kib, 1, 1 << 20);
}

/* first_speed: the first mode that has speed points; modes_count if none has. */
static unsigned first_speed(const struct raw *raw)
{
	unsigned i = 0;

	while (i < raw->modes_count && !(raw->modes[i].speed > 0))
		i++;
	return i;
}

static int check_measure(struct source *source, const struct raw *raw)
{
	unsigned speed = first_speed(raw);

	if (raw->measure)
		return check_args(source, "measure.args", raw->measure->args);
	if (speed < raw->modes_count)
		return source_fault(source, source_at(source, "modes[%u].speed", speed),
		                    "speed points, but nothing is timed; add 'measure: {args: ...}'");
	return 0;
}

static int check_bands(struct source *source, const struct raw *raw)
{
	unsigned speed = first_speed(raw);

	if (speed < raw->modes_count && raw->bands_count == 0)
		return source_fault(
			source, source_at(source, "modes[%u].speed", speed),
			"speed points, but no 'bands' to earn them by; add 'bands: [{gain: 0.8, share: 1.0}]'");
	for (unsigned i = 0; i < raw->bands_count; i++) {
		const struct manifest_band *band = &raw->bands[i];
		/* A serial program has gain 0 and the model solution gain 1. */
		if (check_range(source, source_at(source, "bands[%u].gain", i), band->gain, 0.01, 1) < 0 ||
		    check_range(source, source_at(source, "bands[%u].share", i), band->share, 0, 1) < 0)
			return -1;
		if (i > 0 && !(band->gain < raw->bands[i - 1].gain))
			return source_fault(
				source, source_at(source, "bands[%u].gain", i),
				"'bands' do not fall: gain %g after %g; put the highest gain first",
				band->gain, raw->bands[i - 1].gain);
		if (i > 0 && !(band->share < raw->bands[i - 1].share))
			return source_fault(
				source, source_at(source, "bands[%u].share", i),
				"'bands' do not fall: share %g after %g; a lower gain must earn a lower share",
				band->share, raw->bands[i - 1].share);
	}
	return 0;
}

static int check_questions(struct source *source, const struct raw *raw)
{
	for (unsigned i = 0; i < raw->questions_count; i++) {
		const struct manifest_question *question = &raw->questions[i];
		if (check_name(source, source_at(source, "questions[%u].name", i), question->name) < 0 ||
		    check_range(source, source_at(source, "questions[%u].points", i), question->points, 0,
		                1e6) < 0)
			return -1;
		for (unsigned j = 0; j < i; j++)
			if (strcmp(raw->questions[j].name, question->name) == 0)
				return twice(source, source_at(source, "questions[%u].name", i),
				             question->name);
	}
	return 0;
}

/* Names that the report's own files have. */
static const char *const RESERVED_CHARTS[] = {"rounds", "speedup", "efficiency", "sizes"};

static int check_chart_name(struct source *source, const struct raw *raw, unsigned i)
{
	const char *name = raw->charts[i].name;

	if (check_name(source, source_at(source, "charts[%u].name", i), name) < 0)
		return -1;
	for (size_t j = 0; j < ARRAY_LENGTH(RESERVED_CHARTS); j++)
		if (strcmp(RESERVED_CHARTS[j], name) == 0)
			return source_fault(
				source, source_at(source, "charts[%u].name", i),
				"'%s' is the name of a file that parlab writes itself; choose another", name);
	for (unsigned j = 0; j < i; j++)
		if (strcmp(raw->charts[j].name, name) == 0)
			return twice(source, source_at(source, "charts[%u].name", i), name);
	char *file = xasprintf("%s/%s.gp", source->folder, name);
	bool there = path_is_file(file);
	free(file);
	if (!there)
		return source_fault(source, source_at(source, "charts[%u].name", i),
		                    "'%s.gp' is not in the exercise's folder; write the script that draws it",
		                    name);
	return 0;
}

static bool has_mode(const struct raw *raw, enum mode mode)
{
	for (unsigned i = 0; i < raw->modes_count; i++)
		if (raw->modes[i].mode == mode)
			return true;
	return false;
}

static int check_run(struct source *source, const struct raw *raw, unsigned i, unsigned j)
{
	const struct raw_run *run = &raw->charts[i].runs[j];

	if (check_args(source, source_at(source, "charts[%u].runs[%u].args", i, j), run->args) < 0)
		return -1;
	for (unsigned k = 0; k < run->modes_count; k++)
		if (!has_mode(raw, run->modes[k]))
			return source_fault(source,
			                    source_at(source, "charts[%u].runs[%u].modes[%u]", i, j, k),
			                    "the exercise has no mode '%s'; name one of 'modes'",
			                    raw_mode_word(run->modes[k]));
	for (unsigned k = 0; k < run->workers_count; k++)
		if (check_workers(source, source_at(source, "charts[%u].runs[%u].workers[%u]", i, j, k),
		                  run->workers[k], 1, raw) < 0)
			return -1;
	return 0;
}

static int check_charts(struct source *source, const struct raw *raw)
{
	for (unsigned i = 0; i < raw->charts_count; i++) {
		if (check_chart_name(source, raw, i) < 0)
			return -1;
		for (unsigned j = 0; j < raw->charts[i].runs_count; j++)
			if (check_run(source, raw, i, j) < 0)
				return -1;
	}
	return 0;
}

static int check_sizes(struct source *source, const struct raw *raw)
{
	const struct raw_sizes *sizes = raw->sizes;
	const char *place = sizes ? strchr(sizes->args, '@') : NULL;

	if (!sizes)
		return 0;
	if (check_args(source, "sizes.args", sizes->args) < 0)
		return -1;
	if (!place || strchr(place + 1, '@'))
		return source_fault(source, "sizes.args",
		                    "'sizes.args' must hold one '@', the place of the size; write n=@");
	/* It stands in a table whose columns are parted by tabs, and on an axis. */
	if (strpbrk(sizes->unit, "\t\r\n"))
		return source_fault(source, "sizes.unit",
		                    "'sizes.unit' has a tab or a line break; write a few plain words");
	for (unsigned i = 0; i < sizes->values_count; i++) {
		if (check_range(source, source_at(source, "sizes.values[%u]", i), sizes->values[i], 1, 4e9) <
		    0)
			return -1;
		if (i > 0 && sizes->values[i] <= sizes->values[i - 1])
			return source_fault(source, source_at(source, "sizes.values[%u]", i),
			                    "'sizes.values' do not rise: %u after %u; put the smallest first",
			                    sizes->values[i], sizes->values[i - 1]);
	}
	if (!has_mode(raw, MODE_SERIAL) || raw->modes_count < 2)
		return source_fault(source, "sizes",
		                    "'sizes' compares serial mode with others; the exercise needs both");
	return 0;
}

static int check_points(struct source *source, const struct raw *raw)
{
	double sum = 0;

	if (check_range(source, "points", raw->points, 0.01, 1e6) < 0)
		return -1;
	for (unsigned i = 0; i < raw->modes_count; i++)
		sum += raw->modes[i].correct + raw->modes[i].clean + raw->modes[i].speed;
	for (unsigned i = 0; i < raw->questions_count; i++)
		sum += raw->questions[i].points;
	/* Tenths of points are fine and are not exact in binary. */
	if (fabs(sum - raw->points) > 1e-6)
		return source_fault(source, "points",
		                    "'points' is %g, but modes and questions add up to %g; change one",
		                    raw->points, sum);
	return 0;
}

int check_everything(struct source *source, const struct raw *raw)
{
	static int (*const CHECKS[])(struct source *, const struct raw *) = {
		check_submit, check_given,   check_compiler, check_limits,    check_modes,  check_cases,
		check_census, check_measure, check_bands,    check_questions, check_charts, check_sizes,
	};

	for (size_t i = 0; i < ARRAY_LENGTH(CHECKS); i++)
		if (CHECKS[i](source, raw) < 0)
			return -1;
	/* Last: a slip in one of the addends explains a wrong sum better than the sum does. */
	return check_points(source, raw);
}
