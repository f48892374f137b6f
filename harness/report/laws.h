/* laws.h - fits laws of scaling to a mode's timed rounds. */
#ifndef PARLAB_LAWS_H
#define PARLAB_LAWS_H

#include "../grading/outcome.h"

struct laws {
	int most;              /* the largest worker count that was timed */
	struct interval part;  /* Amdahl's serial part; 99%, by bootstrap over whole rounds */
	struct interval twice; /* the predicted speedup with twice as many workers */
	bool usl;              /* enough worker counts for the universal scalability law ... */
	double contention, coherency, peak_workers;
};

/* laws_of: of the student's program over its own time with one worker, paired by
 * round.  -1 (no error text): too few worker counts, or no law fits. */
int laws_of(const struct outcome *outcome, enum mode mode, struct laws *laws);

#endif
