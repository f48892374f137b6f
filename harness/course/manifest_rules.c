/* manifest_rules.c - refuses a manifest that would make a grade unfair: points
 * that do not add up, bands that do not fall, counts that cannot work together.
 *
 * Each rule is about several keys; the table in manifest_keys.c checks single ones.
 */
#include "manifest_rules.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static int check_submit(struct source *source, const struct manifest *m)
{
	for (size_t i = 0; m->submit[i]; i++)
		for (size_t j = 0; m->given[j]; j++)
			if (strcmp(m->submit[i], m->given[j]) == 0) {
				struct place place = place_at(source, "submit[%zu]", i);
				return place_fault(&place,
				                   "'%s' is both in 'submit' and in 'given'; delete one",
				                   m->submit[i]);
			}
	return 0;
}

/* The gain of a serial program is 0 by definition: nobody could earn these. */
static int check_serial(struct source *source, const struct manifest *m)
{
	for (size_t i = 0; i < m->mode_count; i++)
		if (m->modes[i].mode == MODE_SERIAL && m->modes[i].speed > 0) {
			struct place place = place_at(source, "modes[%zu].speed", i);
			return place_fault(
				&place,
				"mode 'serial' has no speedup; give its speed points to a parallel mode");
		}
	return 0;
}

/* Its function is in a file of its own; and what it cannot be examined for has no points. */
static int check_mpi(struct source *source, const struct manifest *m)
{
	for (size_t i = 0; i < m->mode_count; i++) {
		const struct manifest_mode *mode = &m->modes[i];
		struct place place = place_at(source, "modes[%zu].mode", i);
		if (mode->mode != MODE_MPI)
			continue;
		if (mode->clean > 0 || mode->robust > 0)
			return place_fault(
				&place,
				"mode 'mpi' is tried neither under sanitizers nor with failing calls; give "
				"its points to 'correct' and 'speed'");
		if (!manifest_file(m, MODE_MPI) || manifest_is_mpi(m->submit[0]))
			return place_fault(
				&place,
				"mode 'mpi' needs a file of its own; add one that ends in _mpi.c to 'submit', "
				"after the first");
	}
	return 0;
}

/* Otherwise a right solution with one process for each worker would exceed the limit. */
static int check_workers(const struct place *place, unsigned workers, const struct manifest *m)
{
	if (workers < m->limits.processes)
		return 0;
	return place_fault(place, "'%s' is %u, but 'limits.processes' is %u; raise the limit above it",
	                   place->path, workers, m->limits.processes);
}

static int check_cases(struct source *source, const struct manifest *m)
{
	bool sanitize = false;

	for (size_t i = 0; i < m->case_count; i++) {
		sanitize |= m->cases[i].sanitize;
		for (size_t j = 0; j < m->cases[i].worker_count; j++) {
			struct place place = place_at(source, "cases[%zu].workers[%zu]", i, j);
			if (check_workers(&place, m->cases[i].workers[j], m) < 0)
				return -1;
		}
	}
	if (sanitize)
		return 0;
	struct place place = place_at(source, "cases");
	return place_fault(&place, "no case runs under the sanitizers; add 'sanitize: true' to a small "
	                           "one");
}

static int check_census(struct source *source, const struct manifest *m)
{
	struct place place = place_at(source, "census.workers");

	return check_workers(&place, m->census_workers, m);
}

static int check_speed(struct source *source, const struct manifest *m)
{
	size_t i = 0;

	while (i < m->mode_count && !(m->modes[i].speed > 0))
		i++;
	if (i == m->mode_count)
		return 0;
	struct place place = place_at(source, "modes[%zu].speed", i);
	if (!m->measure_args)
		return place_fault(&place, "speed points, but nothing is timed; add 'measure: {args: ...}'");
	if (m->band_count == 0)
		return place_fault(
			&place,
			"speed points, but no 'bands' to earn them by; add 'bands: [{gain: 0.8, share: 1.0}]'");
	return 0;
}

static int check_bands(struct source *source, const struct manifest *m)
{
	for (size_t i = 1; i < m->band_count; i++) {
		const struct manifest_band *band = &m->bands[i], *above = band - 1;
		struct place gain = place_at(source, "bands[%zu].gain", i);
		struct place share = place_at(source, "bands[%zu].share", i);
		if (!(band->gain < above->gain))
			return place_fault(
				&gain, "'bands' do not fall: gain %g after %g; put the highest gain first",
				band->gain, above->gain);
		if (!(band->share < above->share))
			return place_fault(
				&share,
				"'bands' do not fall: share %g after %g; a lower gain must earn a lower share",
				band->share, above->share);
	}
	return 0;
}

static int check_run(struct source *source, const struct manifest *m, size_t i, size_t j)
{
	static const char *const words[MODE_COUNT] = MODE_NAMES;
	const struct manifest_run *run = &m->charts[i].runs[j];

	for (size_t k = 0; k < run->mode_count; k++) {
		struct place place = place_at(source, "charts[%zu].runs[%zu].modes[%zu]", i, j, k);
		if (!manifest_mode(m, run->modes[k]))
			return place_fault(&place, "the exercise has no mode '%s'; name one of 'modes'",
			                   words[run->modes[k]]);
	}
	for (size_t k = 0; k < run->worker_count; k++) {
		struct place place = place_at(source, "charts[%zu].runs[%zu].workers[%zu]", i, j, k);
		if (check_workers(&place, run->workers[k], m) < 0)
			return -1;
	}
	return 0;
}

static int check_charts(struct source *source, const struct manifest *m)
{
	for (size_t i = 0; i < m->chart_count; i++)
		for (size_t j = 0; j < m->charts[i].run_count; j++)
			if (check_run(source, m, i, j) < 0)
				return -1;
	return 0;
}

static int check_sizes(struct source *source, const struct manifest *m)
{
	const struct manifest_sizes *sizes = &m->sizes;
	struct place args = place_at(source, "sizes.args"), whole = place_at(source, "sizes");

	if (!sizes->args)
		return 0;
	const char *at = strchr(sizes->args, '@');
	if (!at || strchr(at + 1, '@'))
		return place_fault(&args, "'sizes.args' must hold one '@', the place of the size; write n=@");
	for (size_t i = 1; i < sizes->value_count; i++) {
		struct place place = place_at(source, "sizes.values[%zu]", i);
		if (sizes->values[i] <= sizes->values[i - 1])
			return place_fault(&place,
			                   "'sizes.values' do not rise: %u after %u; put the smallest first",
			                   sizes->values[i], sizes->values[i - 1]);
	}
	if (manifest_mode(m, MODE_SERIAL) && m->mode_count > 1)
		return 0;
	return place_fault(&whole, "'sizes' compares serial mode with others; the exercise needs both");
}

static int check_errors(struct source *source, const struct manifest *m)
{
	struct place place = place_at(source, "errors");

	bool judged = m->error_count == 0;

	for (size_t i = 0; i < m->mode_count; i++) {
		judged |= m->modes[i].robust > 0;
		if (m->modes[i].robust > 0 && m->modes[i].mode == MODE_SERIAL && m->error_count == 0)
			return place_fault(&place, "serial mode has points for 'robust', but nothing to earn "
			                           "them with; give 'errors', or move the points");
	}
	return judged ? 0
	              : place_fault(&place, "'errors' are judged in no mode; give one points for 'robust'");
}

static int check_points(struct source *source, const struct manifest *m)
{
	struct place place = place_at(source, "points");
	double sum = 0;

	for (size_t i = 0; i < m->mode_count; i++)
		sum += m->modes[i].correct + m->modes[i].clean + m->modes[i].robust + m->modes[i].speed;
	for (size_t i = 0; i < m->question_count; i++)
		sum += m->questions[i].points;
	/* Tenths of points are fine and are not exact in binary. */
	if (fabs(sum - m->points) <= 1e-6)
		return 0;
	return place_fault(&place, "'points' is %g, but modes and questions add up to %g; change one",
	                   m->points, sum);
}

int check_rules(struct source *source, const struct manifest *m)
{
	/* Check points last: an error in one of the terms explains a wrong sum better than
	 * the sum does. */
	static int (*const RULES[])(struct source *, const struct manifest *) = {
		check_submit, check_serial, check_mpi,   check_cases,  check_census, check_speed,
		check_bands,  check_charts, check_sizes, check_errors, check_points,
	};

	for (size_t i = 0; i < ARRAY_LENGTH(RULES); i++)
		if (RULES[i](source, m) < 0)
			return -1;
	return 0;
}
