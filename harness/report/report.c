/* report.c - writes the pages, tables and charts of a class or a student.
 *
 * Only a few outcomes are in memory at a time; of the others one line each is kept.  The same
 * gradebook gives the same bytes: nothing here depends on the time or the host, and on the
 * folder's previous contents only in that what is there already is not written again.
 */
#include "report.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../base/base.h"
#include "../base/folder.h"
#include "../base/parallel.h"
#include "../grading/score.h"
#include "../grading/speed.h"
#include "charts.h"
#include "escape.h"
#include "page.h"
#include "stamp.h"
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
	char *json = report_json(outcome, false); /* samples are in rounds.tsv */

	fprintf(text_open(&text), "%s\n", json);
	free(json);
	return keep(&text, folder, "results.json");
}

static int write_page(const struct outcome *outcome, const struct folder *folder,
                      const struct page_charts *charts, const char *stamp)
{
	struct text text;

	page_student(text_open(&text), outcome, charts, stamp);
	return keep(&text, folder, "index.html");
}

int report_rounds(const struct outcome *outcome, const struct folder *folder)
{
	struct text text;

	tables_write_rounds(outcome, text_open(&text));
	return keep(&text, folder, "rounds.tsv");
}

enum { CHART_MOST = 8 << 20 };

/* As it was drawn into the folder; without a failure, a chart that is not there has nothing
 * to show. */
static void add_chart(struct page_charts *charts, const struct folder *folder, const char *name,
                      const char *script, const char *failure)
{
	struct page_chart *chart = GROW(charts->list, charts->count);
	char *file = xasprintf("%s.svg", name);
	size_t bytes;

	*chart = (struct page_chart){
		.name = xstrdup(name), .script = xstrdup(script), .failure = xstrdup(failure)};
	chart->table = strcmp(name, "efficiency") == 0 ? "speedup" : chart->name;
	if (!failure && folder_has(folder, file))
		chart->svg = folder_read(folder, file, CHART_MOST, &bytes);
	free(file);
}

/* A chart that cannot be drawn does not affect the grade: the page says so and shows
 * the numbers. */
static struct page_charts draw_charts(const struct outcome *outcome, const struct folder *folder)
{
	static const char *const speed[] = {"gain", "speedup", "efficiency"};
	struct page_charts charts = {0};
	char *failure = report_charts(outcome, folder) != 0 ? xstrdup(error_text()) : NULL;

	for (size_t i = 0; i < ARRAY_LENGTH(speed); i++) {
		char *script = xasprintf("plots/%s.gp", speed[i]);
		add_chart(&charts, folder, speed[i], script, i == 0 ? failure : NULL);
		free(script);
	}
	char **failures = report_own_charts(outcome, folder);
	for (size_t i = 0; i < outcome->chart_count; i++) {
		const struct chart *own = &outcome->charts[i];
		char *script = own->tsv && !failures[i] ? charts_script(outcome->exercise, own->name) : NULL;
		if (own->tsv)
			add_chart(&charts, folder, own->name, script, failures[i]);
		free(script);
	}
	report_own_charts_free(failures, outcome);
	free(failure);
	return charts;
}

static void free_charts(struct page_charts *charts)
{
	for (size_t i = 0; i < charts->count; i++) {
		free(charts->list[i].name);
		free(charts->list[i].script);
		free(charts->list[i].svg);
		free(charts->list[i].failure);
	}
	free(charts->list);
}

/* The page is written last: its stamp vouches for the files beside it. */
static int write_student(const struct outcome *outcome, const struct folder *folder, const char *stamp)
{
	struct page_charts charts = draw_charts(outcome, folder);
	int failed = write_json(outcome, folder) || write_page(outcome, folder, &charts, stamp) ? -1 : 0;

	free_charts(&charts);
	return failed;
}

/* Not there at all, or changed since the page was written. */
static bool is_amiss(const struct folder *folder, const char *name, bool required, const struct stat *page)
{
	struct stat is;

	if (fstatat(folder->fd, name, &is, AT_SYMLINK_NOFOLLOW) != 0)
		return required;
	if (!S_ISREG(is.st_mode))
		return true;
	return is.st_mtim.tv_sec > page->st_mtim.tv_sec ||
	       (is.st_mtim.tv_sec == page->st_mtim.tv_sec && is.st_mtim.tv_nsec > page->st_mtim.tv_nsec);
}

static bool is_written(const struct outcome *outcome, const struct folder *folder, const char *stamp)
{
	enum { PAGE_MOST = 64 << 20 };
	static const char *const others[] = {"gain.tsv", "gain.svg", "speedup.tsv", "speedup.svg",
	                                     "efficiency.svg"};
	struct stat page;
	size_t bytes;

	if (fstatat(folder->fd, "index.html", &page, AT_SYMLINK_NOFOLLOW) != 0 ||
	    is_amiss(folder, "results.json", true, &page) ||
	    is_amiss(folder, "rounds.tsv", outcome->samples.count > 0, &page))
		return false;
	for (size_t i = 0; i < ARRAY_LENGTH(others); i++)
		if (is_amiss(folder, others[i], false, &page))
			return false;
	char *text = folder_read(folder, "index.html", PAGE_MOST, &bytes);
	bool written = text && page_has_stamp(text, stamp);
	free(text);
	return written;
}

static int report_student(const struct outcome *outcome, const struct folder *folder, const char *program)
{
	char *stamp = stamp_of(outcome, program);
	int failed = is_written(outcome, folder, stamp) ? 0 : write_student(outcome, folder, stamp);

	free(stamp);
	return failed;
}

/* ---- a class ----------------------------------------------------------------- */

int report_folder(struct folder *folder, const struct folder *out, const char *student_name,
                  const char *exercise_name)
{
	char *student = escape_component(student_name), *exercise = escape_component(exercise_name);
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

struct class_report {
	struct gradebook *book;
	const struct folder *out;
	struct gradebook_key *keys;
	struct grade_row *rows; /* one for each key */
	int (*revise)(void *context, struct outcome *outcome, const struct folder *folder);
	void *context;
	char *program; /* stamp.h */
};

static int report_one(void *context, size_t index)
{
	struct class_report *c = context;
	const struct gradebook_key *key = &c->keys[index];
	struct outcome outcome;
	struct folder folder;

	if (gradebook_load(c->book, key->student, key->exercise, &outcome) != 0)
		return -1;
	int failed = report_folder(&folder, c->out, key->student, key->exercise);
	if (!failed) {
		if (c->revise)
			failed = c->revise(c->context, &outcome, &folder);
		if (!failed)
			failed = report_student(&outcome, &folder, c->program);
		folder_close(&folder);
	}
	c->rows[index] = grade_row_of(&outcome);
	outcome_free(&outcome);
	return failed;
}

/* Pages do not depend on each other; a caller's `revise` is called by one thread only. */
static int thread_count(const struct class_report *c)
{
	long cpus = sysconf(_SC_NPROCESSORS_ONLN);

	return c->revise || cpus < 1 ? 1 : cpus > 8 ? 8 : (int)cpus;
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
	struct class_report c = {book, out, NULL, NULL, revise, context, stamp_program()};
	size_t count = 0;

	if (!c.program || gradebook_keys(book, &c.keys, &count) != 0) {
		free(c.program);
		return -1;
	}
	c.rows = xcalloc(count + 1, sizeof *c.rows);
	int failed = parallel_run(thread_count(&c), count, report_one, &c);
	if (!failed)
		failed = write_table(out, "grades.csv", csv_grades, c.rows, count);
	if (!failed)
		failed = write_table(out, "index.html", page_class, c.rows, count);
	for (size_t i = 0; i < count; i++)
		grade_row_free(&c.rows[i]);
	free(c.rows);
	free(c.program);
	gradebook_keys_free(c.keys, count);
	return failed;
}
