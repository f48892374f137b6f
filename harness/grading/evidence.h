/* evidence.h - the timed rounds of a mode at a worker count, as a table: what
 * speed.c judges.  Pure.
 *
 * What a student's call used of a CPU before its clock ran, beyond what the model
 * solution's did in the same round, counts as if it were within.
 */
#ifndef PARLAB_EVIDENCE_H
#define PARLAB_EVIDENCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "../measure/sample.h"

/* Series as a set: bit n for series n, from 1. */
enum { EVIDENCE_SERIES_MOST = 63 };
#define EVIDENCE_ALL_SERIES (~UINT64_C(0))
bool evidence_has(uint64_t set, int series);

/* The times of the arms that matter, round by round; seconds. */
struct evidence {
	double *serial, *reference, *student, *canary1, *canary;
	int *series; /* of each round */
	size_t n;
	int dropped; /* rounds dropped on a sensor's evidence */
};

/* evidence_collect: of these series, the rounds in which every arm has a time that
 * counts.  Free with evidence_free. */
struct evidence evidence_collect(const struct samples *samples, enum mode mode, int workers, uint64_t series);
void evidence_free(struct evidence *evidence);

/* evidence_answered: the series in which the student's program gave an answer, at any
 * number of workers.  In a series whose rounds were all dropped before this mode's
 * turn there is nothing to be heard of it. */
uint64_t evidence_answered(const struct samples *samples, enum mode mode);
/* evidence_wrong: how many of those answers were wrong, whatever became of the round. */
int evidence_wrong(const struct samples *samples, enum mode mode);

#endif
