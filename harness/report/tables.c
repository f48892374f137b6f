/* tables.c - summaries of an outcome's raw samples, and the TSV files.
 *
 * Estimates come from stats/; graded speedups are taken from the outcome and never
 * recomputed.  Others (times, the student's program with one worker) are estimated here
 * from the same rounds.
 */
#include "tables.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "../base/base.h"
#include "../base/folder.h"
#include "../grading/columns.h"
#include "../stats/stats.h"

static const char *const arm_names[] = ARM_NAMES;

/* The baseline time of a sample's speedup; NaN if its round lacks it.  If a call was
 * repeated, the one that is used. */
static double baseline(const struct outcome *outcome, const struct sample *sample)
{
	enum arm_kind arm = sample->arm == ARM_CANARY ? ARM_CANARY : ARM_REFERENCE;
	double seconds = NAN;

	for (size_t i = 0; i < outcome->samples.count; i++) {
		const struct sample *s = &outcome->samples.list[i];
		if (s->round != sample->round || s->arm != arm || s->mode != MODE_SERIAL || s->workers > 1)
			continue;
		seconds = s->seconds;
		if (!s->dropped)
			break;
	}
	return seconds;
}

static struct interval median_of(const double *x, size_t n)
{
	struct stats_interval i;

	if (n == 0)
		return (struct interval){NAN, NAN, NAN};
	if (stats_median_interval(x, n, stats_level, &i) != 0)
		return (struct interval){stats_median(x, n), NAN, NAN};
	return (struct interval){i.median, i.low, i.high};
}

static struct interval speedup_of(const double *serial, const double *seconds, size_t n)
{
	struct stats_interval i;

	if (n == 0 || stats_paired_speedup(serial, seconds, NULL, n, stats_level, &i) != 0)
		return (struct interval){NAN, NAN, NAN};
	return (struct interval){i.median, i.low, i.high};
}

struct arm_summary arm_summary_of(const struct outcome *outcome, enum arm_kind arm, enum mode mode,
                                  int workers)
{
	struct arm_summary summary = {0};
	double *seconds = xcalloc(outcome->samples.count + 1, sizeof *seconds);
	double *serial = xcalloc(outcome->samples.count + 1, sizeof *serial);
	size_t n = 0, paired = 0;

	for (size_t i = 0; i < outcome->samples.count; i++) {
		const struct sample *s = &outcome->samples.list[i];
		if (s->arm != arm || s->mode != mode || s->workers != workers)
			continue;
		summary.dropped += s->dropped;
		summary.wrong += !s->dropped && !s->right && sample_answered(s);
		if (s->dropped || !s->right || !(s->seconds > 0))
			continue;
		seconds[n] = s->seconds;
		serial[n] = baseline(outcome, s);
		paired += serial[n++] > 0;
	}
	summary.rounds = (int)n;
	summary.seconds = median_of(seconds, n);
	summary.speedup = speedup_of(serial, seconds, paired == n ? n : 0);
	free(seconds);
	free(serial);
	return summary;
}

int tables_rounds(const struct outcome *outcome, int *dropped)
{
	int rounds = 0;

	for (size_t i = 0; i < outcome->samples.count; i++)
		rounds = outcome->samples.list[i].round > rounds ? outcome->samples.list[i].round : rounds;
	bool *used = xcalloc((size_t)rounds + 1, sizeof *used);
	for (size_t i = 0; i < outcome->samples.count; i++)
		if (outcome->samples.list[i].round > 0)
			used[outcome->samples.list[i].round] |= !outcome->samples.list[i].dropped;
	*dropped = 0;
	for (int round = 1; round <= rounds; round++)
		*dropped += !used[round];
	free(used);
	return rounds;
}

/* ---- rounds.tsv ------------------------------------------------------------ */

/* The shortest of three notations that parses to the same number. */
static void put(FILE *to, double value)
{
	static const int digits[] = {9, 15, 17};
	char text[64] = "NaN";

	for (size_t i = 0; !isnan(value) && i < ARRAY_LENGTH(digits); i++) {
		snprintf(text, sizeof text, "%.*g", digits[i], value);
		if (strtod(text, NULL) == value)
			break;
	}
	fputs(text, to);
}

static void put_field(FILE *to, const struct column *column, const struct sample *s)
{
	const void *field = (const char *)s + column->offset;

	switch (column->kind) {
	case COLUMN_INT:
		fprintf(to, "%d", *(const int *)field);
		break;
	case COLUMN_BOOL:
		fprintf(to, "%d", *(const bool *)field);
		break;
	case COLUMN_WIDE:
		fprintf(to, "%" PRIu64, *(const uint64_t *)field);
		break;
	case COLUMN_REAL:
		put(to, *(const double *)field);
		break;
	default:
		fputs(column_word(column->kind, field), to);
	}
}

/* plots/common.gp selects columns by number: the speedup must follow this column. */
static const char before_speedup[] = "dropped";

static void write_sample(const struct outcome *outcome, const struct sample *s, FILE *to)
{
	double speedup = s->right && s->seconds > 0 ? baseline(outcome, s) / s->seconds : NAN;

	for (const struct column *c = sample_columns; c->name; c++) {
		if (c != sample_columns)
			fputc('\t', to);
		put_field(to, c, s);
		if (strcmp(c->name, before_speedup) == 0)
			fprintf(to, isfinite(speedup) ? "\t%.6g" : "\tNaN", speedup);
	}
	fputc('\n', to);
}

/* After the samples, because the first line names the columns. */
static void write_circumstances(const struct outcome *outcome, FILE *to)
{
	fprintf(to, "# host: %s\n", outcome->host ? outcome->host : "");
	fprintf(to, "# doctor: %s\n", outcome->doctor ? outcome->doctor : "");
	fprintf(to, "# fingerprint: %s\n", outcome->fingerprint ? outcome->fingerprint : "");
	for (size_t i = 0; i < outcome->series_count; i++) {
		const struct series *s = &outcome->series[i];
		fprintf(to, "# series %d: seed %" PRIu64 ", %d rounds, %d of them dropped; ended: %s\n",
		        s->number, s->seed, s->rounds, s->dropped, s->ended ? s->ended : "");
	}
}

void tables_write_rounds(const struct outcome *outcome, FILE *to)
{
	for (const struct column *c = sample_columns; c->name; c++)
		fprintf(to, "%s%s%s", c == sample_columns ? "" : "\t", c->name,
		        strcmp(c->name, before_speedup) == 0 ? "\tspeedup" : "");
	fputc('\n', to);
	for (size_t i = 0; i < outcome->samples.count; i++)
		write_sample(outcome, &outcome->samples.list[i], to);
	write_circumstances(outcome, to);
}

/* ---- and back ---------------------------------------------------------------- */

enum { FIELDS_MOST = 64, FILE_MOST = 64 << 20, WORKERS_MOST = 1 << 20 };

static int read_whole(const char *word, uint64_t most, uint64_t *value)
{
	return parse_uint64(word, 0, most, value);
}

/* Parse a word into a field of a sample; -1 if it is not of that kind. */
static int read_field(const struct column *column, const char *word, struct sample *s)
{
	void *field = (char *)s + column->offset;
	uint64_t whole = 0;

	switch (column->kind) {
	case COLUMN_INT:
		if (read_whole(word, WORKERS_MOST, &whole) != 0)
			return -1;
		*(int *)field = (int)whole;
		return 0;
	case COLUMN_BOOL:
		if (read_whole(word, 1, &whole) != 0)
			return -1;
		*(bool *)field = whole == 1;
		return 0;
	case COLUMN_WIDE:
		return read_whole(word, UINT64_MAX, field);
	case COLUMN_REAL:
		/* A call without an answer has no time. */
		if (column->offset == offsetof(struct sample, seconds) && strcmp(word, "NaN") == 0) {
			*(double *)field = NAN;
			return 0;
		}
		return parse_double(word, 0, 1e9, field);
	default:
		return column_take_word(column->kind, word, field);
	}
}

/* Split a line at its tabs; returns the number of fields. */
static size_t cut(char *line, char **fields)
{
	size_t n = 0;

	for (char *field; n < FIELDS_MOST && (field = strsep(&line, "\t")) != NULL;)
		fields[n++] = field;
	return n;
}

/* The index of each column's field in a line. */
static int find_columns(char *header, size_t *place)
{
	char *names[FIELDS_MOST];
	size_t n = cut(header, names);

	for (size_t c = 0; sample_columns[c].name; c++) {
		place[c] = 0;
		while (place[c] < n && strcmp(names[place[c]], sample_columns[c].name) != 0)
			place[c]++;
		if (place[c] == n)
			return error_set("there is no column '%s'", sample_columns[c].name);
	}
	return 0;
}

static int read_sample(char *line, const size_t *place, struct sample *s)
{
	char *fields[FIELDS_MOST];
	size_t n = cut(line, fields);

	*s = (struct sample){0};
	for (size_t c = 0; sample_columns[c].name; c++) {
		if (place[c] >= n)
			return error_set("there are only %zu fields", n);
		if (read_field(&sample_columns[c], fields[place[c]], s) != 0)
			return error_prefix("column '%s'", sample_columns[c].name);
	}
	return 0;
}

static int read_samples(char *text, struct sample **samples, size_t *count)
{
	size_t place[FIELDS_MOST] = {0}, number = 1;
	char *rest = text, *line = strsep(&rest, "\n");

	if (!line || find_columns(line, place) != 0)
		return error_prefix("line 1");
	while ((line = strsep(&rest, "\n")) != NULL) {
		number++;
		if (line[0] == 0 || line[0] == '#')
			continue;
		if (read_sample(line, place, GROW(*samples, *count)) != 0)
			return error_prefix("line %zu", number);
	}
	return 0;
}

int tables_read_rounds(const struct folder *folder, const char *name, struct outcome *outcome)
{
	struct sample *samples = NULL;
	size_t count = 0, bytes;
	char *text = folder_read(folder, name, FILE_MOST, &bytes);

	if (!text)
		return -1;
	int failed = read_samples(text, &samples, &count);
	free(text);
	if (failed) {
		free(samples);
		return error_prefix("%s/%s", folder->path, name);
	}
	free(outcome->samples.list);
	outcome->samples.list = samples;
	outcome->samples.count = count;
	return 0;
}

/* ---- speedup.tsv ----------------------------------------------------------- */

static bool is_there(struct interval i)
{
	return i.median > 0 && isfinite(i.median) && isfinite(i.low) && isfinite(i.high);
}

static void write_line(FILE *to, int workers, struct interval s, bool graded)
{
	double p = workers;

	fprintf(to, "%d\t%.6g\t%.6g\t%.6g\t%.6g\t%.6g\t%.6g\t%d\t%d\n", workers, s.median, s.low, s.high,
	        s.median / p, s.low / p, s.high / p, workers, graded);
}

static struct interval speedup_in(const struct speed *speed, enum arm_kind arm)
{
	return arm == ARM_REFERENCE ? speed->reference : arm == ARM_STUDENT ? speed->student : speed->canary;
}

/* With one worker: the reference and the canary are their own baselines. */
static struct interval alone(const struct outcome *outcome, enum arm_kind arm, enum mode mode)
{
	if (arm == ARM_STUDENT)
		return arm_summary_of(outcome, arm, mode, 1).speedup;
	return (struct interval){1, 1, 1};
}

/* One block; returns 1 if it has any rows. */
static int write_block(const struct outcome *outcome, enum arm_kind arm, enum mode mode, bool first, FILE *to)
{
	bool begun = false;
	struct interval one = alone(outcome, arm, mode);

	for (size_t i = 0; i < outcome->speed_count; i++) {
		const struct speed *speed = &outcome->speeds[i];
		if (speed->mode != mode || speed->workers < 1 || !is_there(speedup_in(speed, arm)))
			continue;
		if (!begun)
			fprintf(to, "%s\"%s %s\"\n", first ? "" : "\n\n", arm_names[arm], mode_name(mode));
		if (!begun && speed->workers > 1 && is_there(one))
			write_line(to, 1, one, false);
		write_line(to, speed->workers, speedup_in(speed, arm), speed->graded);
		begun = true;
	}
	return begun;
}

int tables_write_speedup(const struct outcome *outcome, FILE *to)
{
	int blocks = 0;

	for (int mode = MODE_FORK; mode < MODE_COUNT; mode++)
		for (int arm = 0; arm <= ARM_CANARY; arm++)
			blocks += write_block(outcome, (enum arm_kind)arm, (enum mode)mode, blocks == 0, to);
	return blocks;
}

/* ---- gain.tsv ---------------------------------------------------------------- */

/* NaN: unknown; inf: no limit. */
static void put_gain(FILE *to, double value)
{
	if (isinf(value))
		fputs(value > 0 ? "\tinf" : "\t-inf", to);
	else if (isnan(value))
		fputs("\tNaN", to);
	else
		fprintf(to, "\t%.6g", value);
}

int tables_write_gain(const struct outcome *outcome, FILE *to)
{
	int gains = 0;

	fputs("kind\tmode\tworkers\tgain\tlow\thigh\tshare\n", to);
	for (size_t i = 0; i < outcome->speed_count; i++) {
		const struct speed *s = &outcome->speeds[i];
		if (!s->graded || s->rounds == 0 || !interval_is_known(s->gain))
			continue;
		fprintf(to, "mode\t%s\t%d", mode_name(s->mode), s->workers);
		put_gain(to, s->gain.median);
		put_gain(to, s->gain.low);
		put_gain(to, s->gain.high);
		fputs("\tNaN\n", to);
		gains++;
	}
	for (size_t i = 0; i < outcome->rule_count; i++)
		if (outcome->rules[i].kind == RULE_BAND)
			fprintf(to, "band\t-\t0\t%.6g\tNaN\tNaN\t%.6g\n", outcome->rules[i].gain,
			        outcome->rules[i].share);
	return gains;
}

int tables_worker_counts(const struct outcome *outcome)
{
	int counts = 0;

	for (size_t i = 0; i < outcome->speed_count; i++) {
		bool first = outcome->speeds[i].workers > 1;
		for (size_t j = 0; j < i; j++)
			first &= outcome->speeds[j].workers != outcome->speeds[i].workers;
		counts += first;
	}
	return counts > 0 ? counts + 1 : 0; /* and one worker */
}
