/* tables.h - an outcome's raw samples as curves: an arm's times in the rounds that count,
 * and the TSV files for charts.
 *
 * rounds.tsv, one line a sample, columns named in the first line:
 *   round position arm mode workers seconds cpu_s idle_cpu_s right steal_s
 *   pressure_s switches seed dropped speedup foreign_cpu_s series throttled_s delay_s slowdown
 *   mhz
 * speedup: that round's time of the reference in serial mode divided by this sample's (for
 * the canary: by one worker's canary); NaN if there is none.  Numbers have all their
 * digits, so that points can be recomputed from the file alone.  Lines that begin with #
 * describe the measurement: host, versions, fitness, the seed of each series.
 *
 * speedup.tsv, a block for each curve, headed by its quoted title, "student fork", and
 * separated from the next by two blank lines; columns:
 *   workers, speedup, low, high, efficiency, low, high, ideal speedup,
 *   1 if this count is graded
 *
 * gain.tsv, with a header line: a row of kind `mode` for each graded mode, with its gain and
 * the ends of its interval, and a row of kind `band` for each band of points: from this gain
 * on, this share.
 */
#ifndef PARLAB_TABLES_H
#define PARLAB_TABLES_H

#include <stdio.h>

#include "../base/folder.h"
#include "../grading/outcome.h"

/* Estimates from the samples of one arm.  With too few rounds an interval's ends are NaN;
 * without any round everything is NaN. */
struct arm_summary {
	int rounds;              /* rounds that count: right and not dropped */
	int dropped, wrong;      /* calls that do not count */
	struct interval seconds; /* median and 99% interval */
	struct interval speedup; /* over the reference's serial time of the same rounds */
};
struct arm_summary arm_summary_of(const struct outcome *outcome, enum arm_kind arm, enum mode mode,
                                  int workers);

/* Rounds that were run, and how many of them were dropped entirely on a sensor's evidence. */
int tables_rounds(const struct outcome *outcome, int *dropped);

void tables_write_rounds(const struct outcome *outcome, FILE *to);
/* tables_read_rounds: replace the outcome's samples with those of such a file.  Columns are
 * found by name.  -1: the file cannot be read, lacks a column, or has a field that is not a
 * number; the outcome then keeps its samples. */
int tables_read_rounds(const struct folder *folder, const char *name, struct outcome *outcome);
/* tables_write_speedup: returns the number of curves; 0: the file is empty and nothing can
 * be drawn. */
int tables_write_speedup(const struct outcome *outcome, FILE *to);
/* tables_write_gain: returns the number of graded modes that have a gain. */
int tables_write_gain(const struct outcome *outcome, FILE *to);
/* tables_worker_counts: how many worker counts were timed, one worker included. */
int tables_worker_counts(const struct outcome *outcome);

#endif
