/* score.h - from findings and measurements to points.  Pure: no files, no clock.
 *
 * Rules, per mode:
 *   correct   all of its points if every case was right and, in a parallel mode,
 *             workers were observed to overlap; else none.  A race or a memory
 *             error voids it: an answer that is right by luck does not count.
 *   clean     all if the sanitizers found nothing; none for a race, memory
 *             error or leak, or if the mode was not right.
 *   robust    all if every trial with an invalid input or a failing call went as the
 *             header says; none if one did not, or if the mode was not right.
 *             Never the headline.
 *   speed     the share of the band of the gain that the evidence supports
 *             (speed.at_least); what is above it, up to the band of the largest
 *             gain that it does not exclude (speed.at_most), is pending.  None if
 *             the mode was not right, or if work was done outside the clock.  All
 *             is pending if it is not measurable here, or if timing was skipped;
 *             the headline then shows the verdict without speed.
 *   question  pending for a person if answered, else 0 of its points.
 *   mark      what a person gave for a part takes the place of what is above.
 *   adjusted  what a person added or took away.
 *   late      takes its share of all of these away, of pending points, too.
 * The maximum is the whole, for everybody.  Pending points are shown beside it: the part of
 * the maximum that is neither earned nor lost yet.  So an undecided question is never worth
 * more than a bad answer to it.
 */
#ifndef PARLAB_SCORE_H
#define PARLAB_SCORE_H

#include "outcome.h"

struct score_mode {
	enum mode mode;
	double correct, clean, robust, speed;
};
/* At least this gain earns this share; falling order. */
struct score_band {
	double gain, share;
};
struct score_question {
	const char *name;
	double points;
	bool answered;
};

struct score_rules {
	const struct score_mode *modes;
	size_t mode_count;
	const struct score_band *bands;
	size_t band_count;
	const struct score_question *questions;
	size_t question_count;
	const struct rule *late; /* NULL: in time */
	bool not_timed;          /* timing was skipped */
	bool open_method;        /* the handout leaves the method open */
};

/* score_band_of: which band holds the interval.  0: all of [low, high] lies in
 * one band, *share set (0 below the lowest).  1: it straddles a border. */
int score_band_of(const struct score_band *bands, size_t count, struct interval gain, double *share);

/* score_rules_of: the rules stored in the outcome (outcome.rules), on the heap, with
 * borrowed names; score_rules_free. */
struct score_rules score_rules_of(const struct outcome *outcome);
void score_rules_free(struct score_rules *rules);

/* score_outcome: fills in points, most, pending and the headline verdict, and replaces the
 * parts. */
void score_outcome(const struct score_rules *rules, struct outcome *outcome);

/* Does this verdict cost a mode only the points for clean runs? */
bool score_is_blemish(enum stage stage, enum verdict v);

#endif
