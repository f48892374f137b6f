/* tables.h - an outcome's raw samples as curves: what one arm took in the
 * rounds that count, and the two TSV files that charts are drawn from.
 *
 * rounds.tsv, one line a sample, columns named in the first line:
 *   round position arm mode workers seconds cpu_s idle_cpu_s right steal_s
 *   pressure_s switches seed dropped speedup foreign_cpu_s series throttled_s delay_s slowdown
 *   mhz
 * speedup: that round's time of the reference in serial mode divided by this
 * sample's (for the canary: by one worker's canary); NaN where there is none.
 * Numbers have all their digits, so that points can be worked out again from
 * the file alone; lines that begin with # say on what and with what it was
 * measured: host, versions, fitness, the seed of each series.
 *
 * speedup.tsv, a block for each curve; it opens with the quoted title,
 * "student fork", and two blank lines part it from the next; columns:
 *   workers, speedup, low, high, efficiency, low, high, ideal speedup
 */
#ifndef PARLAB_TABLES_H
#define PARLAB_TABLES_H

#include <stdio.h>

#include "../base/folder.h"
#include "../grading/outcome.h"

/* What the samples of an arm say by themselves.  An interval that the rounds
 * are too few for has NaN ends; without any round all is NaN. */
struct arm_summary {
	int rounds;              /* that count: right and not dropped */
	int dropped, wrong;      /* calls that do not */
	struct interval seconds; /* median and 99% interval */
	struct interval speedup; /* over the reference's serial time of the same rounds */
};
struct arm_summary arm_summary_of(const struct outcome *outcome, enum arm_kind arm, enum mode mode,
                                  int workers);

/* Rounds that were run, and how many of them a sensor's evidence dropped as a whole. */
int tables_rounds(const struct outcome *outcome, int *dropped);

void tables_write_rounds(const struct outcome *outcome, FILE *to);
/* tables_read_rounds: such a file's samples in the place of the outcome's own.
 * Columns are found by name.  -1: it cannot be read, a column is missing or a
 * field is no number; the outcome then has its old samples. */
int tables_read_rounds(const struct folder *folder, const char *name, struct outcome *outcome);
/* tables_write_speedup: how many curves there are; 0: the file is empty, nothing can be drawn. */
int tables_write_speedup(const struct outcome *outcome, FILE *to);

#endif
