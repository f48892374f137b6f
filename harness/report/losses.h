/* losses.h - where an outcome's points went: the parts that lost points, or wait for them, for the
 * same reason are one loss.
 */
#ifndef PARLAB_LOSSES_H
#define PARLAB_LOSSES_H

#include "../grading/outcome.h"

struct loss {
	double points;
	enum verdict verdict;
	enum part_kind kind; /* of the first part */
	unsigned kinds;      /* a bit for each enum part_kind */
	unsigned modes;      /* a bit for each enum mode; 0 for questions */
	char *questions;     /* their names, "a, b"; NULL: none */
	char *reason;        /* the parts' common reason, without the mode's name */
};

/* losses_of: most points first; free with losses_free.  `pending`: of points that wait, not of
 * lost ones. */
struct loss *losses_of(const struct outcome *outcome, bool pending, size_t *count);
void losses_free(struct loss *losses, size_t count);

#endif
