/* sitting.h - what the files of the measuring stage (timing.c, lanes.c, outside.c)
 * share among themselves; nobody else includes it.
 */
#ifndef PARLAB_SITTING_H
#define PARLAB_SITTING_H

#include "stages.h"

enum { COUNTS_MAX = 16 };

/* An arm of the rounds. */
struct lane {
	enum arm arm;
	enum mode mode;
	int workers;
	const struct program *program; /* NULL: canary */
	struct session *session;       /* from its call until its answer is judged */
	struct session_result result;  /* of its last call */
	bool over;                     /* it failed, or its mode did */
};

/* A sitting on its way. */
struct timing {
	struct pipeline *p;
	int sitting;             /* its number, from 1 */
	bool wanted[MODE_COUNT]; /* to be measured in this sitting */
	struct oracle_case now;  /* of the current round */
	struct lane *lanes;
	size_t lane_count;
	int counts[COUNTS_MAX]; /* worker counts to measure, ascending, from 2 */
	size_t count_count;
	uint64_t canary_steps, probe_steps;
	bool failed_mode[MODE_COUNT]; /* something was noted against it in this sitting */
};

/* lanes.c */
void lanes_add(struct timing *t); /* the reference's serial solution first, canaries, then the modes wanted */
void lanes_close(struct timing *t);
/* lane_open: a box for one call, its driver READY and frozen; for a lane with a program.  0, or -1. */
int lane_open(struct timing *t, struct lane *lane);
/* lane_call: the call in that box, which stays open until lane_close; fills
 * lane->result.  1: there is an answer; 0: none, and the box is closed; -1. */
int lane_call(struct timing *t, struct lane *lane);
/* lane_failed: it gave no answer, and that is its own doing: a note, and its end.
 * -1: it is the model's lane. */
int lane_failed(struct timing *t, struct lane *lane);
void lane_close(struct lane *lane);
/* sitting_note: something speaks against a mode.  The first time it is open,
 * whatever it is; when the same is seen in a fresh sitting it is confirmed, and
 * then it counts.  Takes the texts over. */
void sitting_note(struct timing *t, enum mode mode, int workers, enum verdict v, char *message, char *hint);
/* sitting_absolve: what was noted before against the modes of this sitting, and
 * was not seen in it, speaks against them no more. */
void sitting_absolve(struct timing *t);

/* outside.c: work outside the clock becomes a note; 0, or -1. */
int examine_outside(struct timing *t);

#endif
