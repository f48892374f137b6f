/* trials_table.c - writes and reads trials.tsv.
 *
 * Shares have all their digits, since flips are counted by them; the other figures are for
 * people and for the coverage.  It makes no decisions.
 */
#include "trials_table.h"

#include <stdlib.h>
#include <string.h>

#include "../base/base.h"

enum { FILE_MOST = 256 << 20, COLUMNS = 24 };

static const char header[] =
	"trial\tcondition\tstudent\texercise\tmode\tworkers\tverdict\tshare\trounds\tdropped\tseries\tspeedup\tlow\t"
	"high\treference\treference_low\treference_high\tcanary\tcanary_low\tcanary_high\tgain\tgain_low\tgain_high\tserial_s\n";

static char *line_about(const struct trial_subject *s)
{
	return xasprintf("# %s\t%s\t%s\n", s->student, s->exercise, s->fingerprint);
}

void trials_table_begin(FILE *to, const struct trial_subject *subjects, size_t count)
{
	fputs(header, to);
	for (size_t i = 0; i < count; i++) {
		char *line = line_about(&subjects[i]);
		fputs(line, to);
		free(line);
	}
}

void trials_table_write(FILE *to, const struct trial_subject *subject, const struct trial *t)
{
	const struct speed *v = &t->speed;
	const struct interval *intervals[] = {&v->student, &v->reference, &v->canary, &v->gain};

	fprintf(to, "%d\t%s\t%s\t%s\t%s\t%d\t%s\t%.17g\t%d\t%d\t%d", t->number, t->busy ? "busy" : "quiet",
	        subject->student, subject->exercise, mode_name(t->mode), v->workers, verdict_key(t->verdict),
	        t->share, v->rounds, v->dropped, t->series);
	for (size_t i = 0; i < ARRAY_LENGTH(intervals); i++)
		fprintf(to, "\t%.6g\t%.6g\t%.6g", intervals[i]->median, intervals[i]->low,
		        intervals[i]->high);
	fprintf(to, "\t%.6g\n", v->reference_serial_s);
}

static int find_subject(const struct trial_subject *subjects, size_t count, const char *student,
                        const char *exercise, size_t *place)
{
	for (*place = 0; *place < count; (*place)++)
		if (strcmp(subjects[*place].student, student) == 0 &&
		    strcmp(subjects[*place].exercise, exercise) == 0)
			return 0;
	return error_set("%s %s is not part of this campaign", student, exercise);
}

static int read_words(char *const *field, struct trial *t)
{
	t->busy = strcmp(field[1], "busy") == 0;
	if (!t->busy && strcmp(field[1], "quiet") != 0)
		return error_set("'%s' is not a condition (quiet or busy)", field[1]);
	return mode_from_text(field[4], &t->mode) == 0 ? verdict_from_key(field[6], &t->verdict) : -1;
}

static int read_counts(char *const *field, struct trial *t)
{
	static const int columns[] = {0, 5, 8, 9, 10};
	int *const counts[] = {&t->number, &t->speed.workers, &t->speed.rounds, &t->speed.dropped,
	                       &t->series};
	uint64_t n;

	for (size_t i = 0; i < ARRAY_LENGTH(counts); i++) {
		if (parse_uint64(field[columns[i]], 0, 1 << 20, &n) != 0)
			return -1;
		*counts[i] = (int)n;
	}
	return 0;
}

static void read_figures(char *const *field, struct trial *t)
{
	struct interval *intervals[] = {&t->speed.student, &t->speed.reference, &t->speed.canary,
	                                &t->speed.gain};

	for (size_t i = 0; i < ARRAY_LENGTH(intervals); i++)
		*intervals[i] = (struct interval){
			.median = strtod(field[11 + 3 * i], NULL),
			.low = strtod(field[12 + 3 * i], NULL),
			.high = strtod(field[13 + 3 * i], NULL),
		};
	t->speed.reference_serial_s = strtod(field[COLUMNS - 1], NULL);
}

static int read_line(char *line, const struct trial_subject *subjects, size_t count, struct trial *t)
{
	char *field[COLUMNS + 1];
	size_t n = 0;

	for (char *word; n <= COLUMNS && (word = strsep(&line, "\t")) != NULL;)
		field[n++] = word;
	if (n != COLUMNS)
		return error_set("%zu fields, not %d", n, COLUMNS);
	*t = (struct trial){0};
	if (find_subject(subjects, count, field[2], field[3], &t->submission) != 0 ||
	    read_words(field, t) != 0 || read_counts(field, t) != 0 ||
	    parse_double(field[7], 0, 1, &t->share) != 0)
		return -1;
	read_figures(field, t);
	t->speed.mode = t->mode;
	t->speed.verdict = t->verdict;
	t->speed.graded = true;
	return 0;
}

static int read_lines(char *text, const struct trial_subject *subjects, size_t count, struct trial **trials,
                      size_t *trial_count)
{
	size_t number = 1;

	for (char *end; (end = strchr(text, '\n')) != NULL; text = end + 1, number++) {
		struct trial t;
		*end = 0;
		if (number == 1 || text[0] == '#')
			continue;
		if (read_line(text, subjects, count, &t) != 0)
			return error_prefix("line %zu", number);
		*GROW(*trials, *trial_count) = t;
	}
	return 0;
}

/* Times of other work, or by another parlab, would count as flips. */
static int compare_subjects(const char *text, const struct trial_subject *subjects, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		char *line = line_about(&subjects[i]);
		bool same = strstr(text, line) != NULL;
		free(line);
		if (!same)
			return error_set("belongs to another version of %s %s (or of parlab): choose another "
			                 "--out, or do not --continue",
			                 subjects[i].student, subjects[i].exercise);
	}
	return 0;
}

int trials_table_read(const struct folder *folder, const char *name, const struct trial_subject *subjects,
                      size_t count, struct trial **trials, size_t *trial_count)
{
	size_t bytes;
	char *text = folder_read(folder, name, FILE_MOST, &bytes);
	int failed;

	if (!text)
		return -1;
	if (strncmp(text, header, strlen(header)) != 0)
		failed = error_set("is not a trials.tsv of this parlab");
	else
		failed = compare_subjects(text, subjects, count) != 0 ||
		         read_lines(text, subjects, count, trials, trial_count) != 0;
	free(text);
	return failed ? error_prefix("%s/%s", folder->path, name) : 0;
}
