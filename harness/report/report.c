/* report.c - writes the pages, tables and charts of a class or a student.
 *
 * Only one outcome is in memory at a time; of the others one line each is kept.  The same
 * gradebook gives the same bytes: nothing here depends on the time, the host or the
 * folder's previous contents.
 */
#include "report.h"

#include <stdlib.h>
#include <string.h>

#include "../base/base.h"
#include "../base/folder.h"
#include "../grading/score.h"
#include "../grading/speed.h"
#include "escape.h"
#include "page.h"
#include "tables.h"

/* Files are written to memory first, so that each is replaced in one step. */
static int keep(struct text *text, const struct folder *folder, const char *name)
{
	char *bytes = text_close(text);
	int failed = folder_write(folder, name, bytes, text->length);

	free(bytes);
	return failed;
}

/* ---- a student --------------------------------------------------------------- */

static int write_json(const struct outcome *outcome, const struct folder *folder)
{
	struct text text;
	char *json = report_json(outcome);

	fprintf(text_open(&text), "%s\n", json);
	free(json);
	return keep(&text, folder, "results.json");
}

static int write_page(const struct outcome *outcome, const struct folder *folder,
                      const struct page_charts *charts)
{
	struct text text;

	page_student(text_open(&text), outcome, charts);
	return keep(&text, folder, "index.html");
}

int report_rounds(const struct outcome *outcome, const struct folder *folder)
{
	struct text text;

	tables_write_rounds(outcome, text_open(&text));
	return keep(&text, folder, "rounds.tsv");
}

/* A chart that cannot be drawn does not affect the grade: the page says so and shows
 * the numbers. */
int report_student(const struct outcome *outcome, const struct folder *folder)
{
	struct page_charts charts = {.speed = PAGE_CHARTS_FAILED};

	if (report_charts(outcome, folder) == 0)
		charts.speed = folder_has(folder, "speedup.svg") ? PAGE_CHARTS_DRAWN : PAGE_CHARTS_NONE;
	charts.failures = report_own_charts(outcome, folder);
	int failed = write_json(outcome, folder) || write_page(outcome, folder, &charts) ? -1 : 0;
	report_own_charts_free(charts.failures, outcome);
	return failed;
}

/* ---- a class ----------------------------------------------------------------- */

static int open_folder_for(struct folder *folder, const struct folder *out, const struct gradebook_key *key)
{
	char *student = escape_component(key->student), *exercise = escape_component(key->exercise);
	struct folder home;
	int failed = folder_open_in(&home, out, student);

	if (!failed) {
		failed = folder_open_in(folder, &home, exercise);
		folder_close(&home);
	}
	free(student);
	free(exercise);
	return failed;
}

struct revision {
	int (*revise)(void *context, struct outcome *outcome, const struct folder *folder);
	void *context;
};

static int report_one(struct gradebook *book, const struct folder *out, const struct gradebook_key *key,
                      const struct revision *revision, struct grade_row *row)
{
	struct outcome outcome;
	struct folder folder;

	if (gradebook_load(book, key->student, key->exercise, &outcome) != 0)
		return -1;
	int failed = open_folder_for(&folder, out, key);
	if (!failed) {
		if (revision->revise)
			failed = revision->revise(revision->context, &outcome, &folder);
		if (!failed)
			failed = report_student(&outcome, &folder);
		folder_close(&folder);
	}
	*row = grade_row_of(&outcome);
	outcome_free(&outcome);
	return failed;
}

static int write_table(const struct folder *out, const char *name,
                       void (*write)(FILE *, const struct grade_row *, size_t), const struct grade_row *rows,
                       size_t count)
{
	struct text text;

	write(text_open(&text), rows, count);
	return keep(&text, out, name);
}

int report_recompute(struct outcome *outcome, const struct folder *folder)
{
	if (outcome->samples.count > 0) {
		if (tables_read_rounds(folder, "rounds.tsv", outcome) != 0)
			return -1;
		speed_judge_all(outcome);
	}
	struct score_rules rules = score_rules_of(outcome);
	score_outcome(&rules, outcome);
	score_rules_free(&rules);
	return 0;
}

int report_class(struct gradebook *book, const struct folder *out)
{
	return report_class_again(book, out, NULL, NULL);
}

int report_class_again(struct gradebook *book, const struct folder *out,
                       int (*revise)(void *context, struct outcome *outcome, const struct folder *folder),
                       void *context)
{
	struct revision revision = {revise, context};
	struct gradebook_key *keys;
	size_t count, done = 0;

	if (gradebook_keys(book, &keys, &count) != 0)
		return -1;
	struct grade_row *rows = xcalloc(count + 1, sizeof *rows);
	int failed = 0;
	while (!failed && done < count) {
		failed = report_one(book, out, &keys[done], &revision, &rows[done]);
		done++;
	}
	if (!failed)
		failed = write_table(out, "grades.csv", csv_grades, rows, count);
	if (!failed)
		failed = write_table(out, "index.html", page_class, rows, count);
	for (size_t i = 0; i < done; i++)
		grade_row_free(&rows[i]);
	free(rows);
	gradebook_keys_free(keys, count);
	return failed;
}
