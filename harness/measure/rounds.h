/* rounds.h - paired rounds: every arm once per round, in a balanced order,
 * until enough is known.
 *
 * Knows nothing of what an arm is: it calls back.  Sensors are read around
 * every timed call.  A call in which they show other load or a slow machine is
 * repeated on the same input; if that does not help, the whole round is dropped.
 * Being slow is no reason: nothing that a timed program does is evidence.  Unused
 * samples are kept and marked dropped.
 */
#ifndef PARLAB_ROUNDS_H
#define PARLAB_ROUNDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "sample.h"

struct rounds_plan {
	size_t arms;
	const int *
		workers; /* of each arm: CPUs that probes beside it keep busy; 0: it needs none.  NULL: no probes */
	const int *cpus; /* the CPUs that are used, whose other load the sensors watch ... */
	int cpu_count;   /* ... so many; 0: all */
	int series;      /* its number, from 1, written into the samples */
	int first_round; /* the number of its first round, from 1; the series before it used those below */
	uint64_t seed;
	double budget_s; /* no round is begun after so long; 0: no limit */
	double calm_s;   /* the longest to wait for calm moments: so long at first, and for each round kept */
	/* begin: make what all arms of the round share; -1 ends everything. */
	int (*begin)(void *context, int round, uint64_t seed);
	/* name: which arm this is; fills arm, mode and workers. */
	void (*name)(void *context, size_t arm, struct sample *sample);
	/* prepare: all that can be done for the call before its clock runs; begun anew for each call.  1, 0 and -1 as in run. */
	int (*prepare)(void *context, size_t arm);
	/* run: the timed call of one arm.  When it returns, nothing of the timed program is left
	 * that could do anything to what is looked at next; *used_s is the CPU time of all that
	 * was begun for the call since `prepare`, in other processes than this one.  Fills
	 * seconds (NaN: no answer), cpu_s (of the timed program alone), idle_cpu_s, and for a
	 * canary delay_s and switches.  1: done; 0: this arm is finished; -1 ends everything. */
	int (*run)(void *context, size_t arm, struct sample *sample, double *used_s);
	/* failed: a call failed and no sensor excuses it: retire the arm.  0, or -1. */
	int (*failed)(void *context, size_t arm);
	/* judge: an answer, outside the clock and the sensors; fills right.  0, or -1. */
	int (*judge)(void *context, size_t arm, struct sample *sample);
	/* probe: a fixed amount of trusted work for each of `workers` CPUs at once; the seconds that it took now. */
	double (*probe)(void *context, int workers);
	/* enough: asked when 9, 12, 15, 20 and 25 rounds can be used; 25 rounds are the most. */
	bool (*enough)(void *context, int rounds);
	void *context;
};

/* rounds_run: 0, or -1 if a callback said so.  Samples are appended,
 * dropped ones too; *series is filled in with why it ended (the caller frees `ended`), on failure too.  In a round that
 * is dropped before its end, the arms whose turn does not come have a sample, too,
 * dropped and without an answer: the kept rounds tell what there was to be timed. */
int rounds_run(const struct rounds_plan *plan, struct samples *samples, struct series *series);

#endif
