/* trials_table.h - trials.tsv, which a campaign of `parlab regrade` fills line by line, so
 * that a stopped one can continue.
 *
 * A line for each mode of each repetition, columns named in the first line:
 *   trial condition student exercise mode workers verdict share rounds dropped series
 *   speedup low high  reference low high  canary low high  gain low high  serial_s
 * trial: counted from 1 under each condition (quiet, busy).  Lines that begin with # name
 * the timed work: student, exercise, fingerprint (pipeline.h).
 */
#ifndef PARLAB_TRIALS_TABLE_H
#define PARLAB_TRIALS_TABLE_H

#include <stdio.h>

#include "../base/folder.h"
#include "../grading/trials.h"

/* A submission; a trial's `submission` is its index in an array of these. */
struct trial_subject {
	const char *student, *exercise, *fingerprint;
};

void trials_table_begin(FILE *to, const struct trial_subject *subjects, size_t count);
void trials_table_write(FILE *to, const struct trial_subject *subject, const struct trial *trial);
/* trials_table_read: append the file's trials to the list.  A last line without a newline
 * was cut off during writing, and is ignored.  -1: the file cannot be read, is not a
 * trials.tsv, or is about other work than these subjects. */
int trials_table_read(const struct folder *folder, const char *name, const struct trial_subject *subjects,
                      size_t count, struct trial **trials, size_t *trial_count);

#endif
