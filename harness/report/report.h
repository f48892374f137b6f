/* report.h - pages, charts, tables: pure functions of the gradebook's rows.
 *
 * Writes below OUT only:
 *   index.html  grades.csv
 *   STUDENT/EXERCISE/index.html  results.json
 *     if it was timed:  rounds.tsv  gain.tsv  gain.svg
 *     with four worker counts or more:  speedup.tsv  speedup.svg  efficiency.svg
 *     and NAME.tsv  NAME.svg for each of the exercise's own charts
 * Pages that would come out the same are not written again (stamp.h).
 * Every text from a submission is escaped for its output format.  Charts are drawn by
 * gnuplot from plots/NAME.gp or assignments/EXERCISE/NAME.gp, which read only the TSV
 * files.
 */
#ifndef PARLAB_REPORT_H
#define PARLAB_REPORT_H

#include <stdio.h>

#include "../base/folder.h"
#include "../gradebook/gradebook.h"
#include "../grading/outcome.h"

/* report_class: all pages and tables, for every row of the gradebook. */
int report_class(struct gradebook *book, const struct folder *out);
/* report_class_again: the same, but calls `revise` on each outcome first, with its folder
 * below OUT (as the last report left it); -1 from it ends the report. */
int report_class_again(struct gradebook *book, const struct folder *out,
                       int (*revise)(void *context, struct outcome *outcome, const struct folder *folder),
                       void *context);
/* report_folder: OUT/STUDENT/EXERCISE, opened; folder_close. */
int report_folder(struct folder *folder, const struct folder *out, const char *student, const char *exercise);
/* report_recompute: recompute points and speeds from FOLDER/rounds.tsv, the other stages'
 * findings and the stored rules; -1 if the rounds cannot be read.  An outcome that was not
 * timed is only scored again. */
int report_recompute(struct outcome *outcome, const struct folder *folder);
/* report_rounds: only an outcome's rounds.tsv, into `folder`. */
int report_rounds(const struct outcome *outcome, const struct folder *folder);
/* report_charts: an outcome's rounds.tsv, gain.tsv and speedup.tsv, and the charts from them,
 * into `folder`. */
int report_charts(const struct outcome *outcome, const struct folder *folder);
/* report_can_draw: is there a gnuplot?  report_tables: only the tables, where there is none. */
bool report_can_draw(void);
int report_tables(const struct outcome *outcome, const struct folder *folder);
/* report_own_charts: NAME.tsv and NAME.svg for each chart in the outcome that has
 * a table.  The result has an element for each chart: NULL, or why it could not
 * be written or drawn; free with report_own_charts_free. */
char **report_own_charts(const struct outcome *outcome, const struct folder *folder);
void report_own_charts_free(char **failures, const struct outcome *outcome);

/* Terminal. `colour`: escape sequences allowed. */
void terminal_check(const struct outcome *outcome, FILE *to,
                    bool colour); /* findings per mode, and what to do first */
/* terminal_worst: the gravest problem only, then the state of each mode. */
void terminal_worst(const struct outcome *outcome, FILE *to, bool colour);
/* terminal_success: if nothing is wrong, the points so far and what to do next.  `work`: the
 * words that name the work in a command; `part`: not all was checked; `speed`: some points are
 * for speed. */
void terminal_success(const struct outcome *outcome, const char *work, bool part, bool speed, FILE *to,
                      bool colour);
void terminal_bench(const struct outcome *outcome, FILE *to, bool colour);  /* the speedup table */
void terminal_points(const struct outcome *outcome, FILE *to, bool colour); /* parts with reasons */
void terminal_history(const struct outcome *outcome, FILE *to); /* a line for each result, oldest first */
/* terminal_program: how this program was called, for the commands that are shown; the
 * string is not copied. */
void terminal_program(const char *name);
/* terminal_text_chart: the speedups as bars of characters, where nothing can be drawn. */
void terminal_text_chart(const struct outcome *outcome, FILE *to);
/* terminal_answers: how many of the questions ANSWERS.md answers, and which it does not. */
void terminal_answers(const struct outcome *outcome, FILE *to);
/* A line or two for each of the exercise's own charts; `failures` comes from
 * report_own_charts for the same folder. */
void terminal_charts(const struct outcome *outcome, char *const *failures, const char *folder, FILE *to);
bool terminal_colour(FILE *to); /* a terminal, and NO_COLOR unset */
/* report_json: one JSON object, with the raw samples, or without them in a single line; caller
 * frees. */
char *report_json(const struct outcome *outcome, bool samples);
char *report_history_json(
	const struct outcome
		*outcome); /* the same without its lists, but with the results that it replaced */

#endif
