/* trials_table.h - trials.tsv, the file that a campaign of `parlab regrade` fills
 * line by line, so that one which was stopped can go on where it was.
 *
 * A line for each mode of each repetition, columns named in the first line:
 *   trial condition student exercise mode workers verdict share rounds dropped series
 *   speedup low high  reference low high  canary low high  gain low high  serial_s
 * trial: counted from 1 under each condition (quiet, busy).  Lines that begin
 * with # say what was timed: student, exercise, fingerprint (pipeline.h).
 */
#ifndef PARLAB_TRIALS_TABLE_H
#define PARLAB_TRIALS_TABLE_H

#include <stdio.h>

#include "../base/folder.h"
#include "../grading/trials.h"

/* A submission; a trial's `submission` is its place in an array of these. */
struct trial_subject {
	const char *student, *exercise, *fingerprint;
};

void trials_table_begin(FILE *to, const struct trial_subject *subjects, size_t count);
void trials_table_write(FILE *to, const struct trial_subject *subject, const struct trial *trial);
/* trials_table_read: adds what the file holds to the list.  A last line without an
 * end was cut off while it was written, and does not count.  -1: it cannot be
 * read, is no such file, or is about other work than these subjects. */
int trials_table_read(const struct folder *folder, const char *name, const struct trial_subject *subjects,
                      size_t count, struct trial **trials, size_t *trial_count);

#endif
