/* measure.h - private to the measuring stage (measure.c, arms.c, off_clock.c).
 */
#ifndef PARLAB_MEASURE_H
#define PARLAB_MEASURE_H

#include "call.h"

enum { COUNTS_MAX = 16 };

/* An arm of the rounds. */
struct arm {
	enum arm_kind kind;
	enum mode mode;
	int workers;
	const struct program *program; /* NULL: canary */
	struct call call;
	struct session *session;      /* from its call until its answer is judged */
	struct session_result result; /* of its last call */
	bool over;                    /* it has retired */
};

/* A running series. */
struct timing {
	struct submission *sub;
	struct measuring *kept;
	double patience_s;       /* with a student's call, by the model's serial time */
	int series;              /* its number, from 1 */
	bool wanted[MODE_COUNT]; /* to be measured in this series */
	struct oracle_case now;  /* of the current round */
	struct arm *arms;
	size_t arm_count;
	int counts[COUNTS_MAX]; /* worker counts to measure, ascending, from 2 */
	size_t count_count;
	uint64_t canary_steps, probe_steps;
	bool failed_mode[MODE_COUNT]; /* a failure was noted in this series */
};

/* arms.c */
void arms_add(struct timing *t); /* the reference's serial solution first, canaries, then the modes wanted */
void arms_close(struct timing *t);
/* arm_open: a box for one call, its driver READY and frozen; for an arm with a program.  0, or -1. */
int arm_open(struct timing *t, struct arm *arm);
/* arm_call: make the call in that box, which stays open until arm_close; fills arm->result.
 * 1: there is an answer, or the call was too slow and was ended (call.too_slow, no
 * session); 0: no answer, and the box is closed; -1. */
int arm_call(struct timing *t, struct arm *arm);
/* arm_failed: the arm gave no answer and no sensor excuses it: note it and retire the arm.
 * -1 for a model solution's arm. */
int arm_failed(struct timing *t, struct arm *arm);
void arm_close(struct arm *arm);
/* series_note: note a failure of a mode.  The first one leaves the mode open; a second of
 * any kind (also a wrong answer, or a note from an earlier run) confirms it, and then it
 * counts.  Takes ownership of the texts. */
void series_note(struct timing *t, enum mode mode, int workers, enum verdict v, char *message, char *hint);
/* series_absolve: clear earlier notes on this series' modes that did not recur in it. */
void series_absolve(struct timing *t);

/* off_clock.c: work outside the clock becomes a note; 0, or -1. */
int examine_off_clock(struct timing *t);

#endif
