/* evidence.h - the timed rounds of a mode at a worker count, as a table: what
 * speed.c judges.  Pure.
 *
 * CPU time that a student's call used before its clock started counts as part of the call,
 * as far as it exceeds the model solution's in the same round.
 */
#ifndef PARLAB_EVIDENCE_H
#define PARLAB_EVIDENCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "../measure/sample.h"

/* A set of series: bit n for series n, from 1. */
enum { EVIDENCE_SERIES_MOST = 63 };
#define EVIDENCE_ALL_SERIES (~UINT64_C(0))
bool evidence_has(uint64_t set, int series);

/* The times of the relevant arms, round by round; seconds.  *_cpu: of all its workers. */
struct evidence {
	double *serial, *reference, *student, *canary1, *canary;
	double *serial_cpu, *student_cpu;
	int *series; /* of each round */
	size_t n;
	int dropped; /* rounds dropped on a sensor's evidence */
};

/* evidence_collect: the rounds of these series in which every arm has a time that counts.
 * Free with evidence_free. */
struct evidence evidence_collect(const struct samples *samples, enum mode mode, int workers, uint64_t series);
void evidence_free(struct evidence *evidence);

/* evidence_answered: the series in which the student's program gave an answer, at any
 * number of workers.  A series does not count if all its rounds were dropped before this
 * mode was called. */
uint64_t evidence_answered(const struct samples *samples, enum mode mode);
/* evidence_wrong: how many of those answers were wrong, in kept and dropped rounds. */
int evidence_wrong(const struct samples *samples, enum mode mode);

#endif
