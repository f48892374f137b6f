/* rounds.h - paired rounds: every arm once per round, in a balanced order,
 * until enough is known.
 *
 * Knows nothing about the arms: it calls back.  Sensors are read around every timed call.
 * If they show other load or a slow machine, the call is repeated on the same input; if
 * that does not help, the whole round is dropped.  A slow call is not a reason: nothing
 * that a timed program does is evidence.  Unused samples are kept and marked dropped.
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
		workers; /* for each arm, the CPUs that its probes use; 0: no probe. NULL: no probes at all */
	const int *cpus; /* the CPUs that are used, on which the sensors look for other load ... */
	int cpu_count;   /* ... and their number; 0: all */
	int series;      /* its number, from 1, written into the samples */
	int first_round; /* the number of its first round, from 1; the series before it used those below */
	uint64_t seed;
	double budget_s; /* no round starts after this time; 0: no limit */
	double calm_s; /* the longest wait for a calm machine: at first, and in addition for each kept round */
	/* begin: prepare what all arms of the round share; -1 ends the series. */
	int (*begin)(void *context, int round, uint64_t seed);
	/* name: which arm this is; fills arm, mode and workers. */
	void (*name)(void *context, size_t arm, struct sample *sample);
	/* prepare: everything that can be done before the call's clock starts; called anew
	 * for each call.  1, 0 and -1 as in run. */
	int (*prepare)(void *context, size_t arm);
	/* run: the timed call of one arm.  When it returns, no process of the timed program
	 * is left that could affect later readings; *used_s is the CPU time of all other
	 * processes started for the call since `prepare`.  Fills seconds (NaN: no answer),
	 * cpu_s (of the timed program alone), idle_cpu_s, and for a canary delay_s and
	 * switches.  1: done; 0: this arm has retired; -1 ends the series. */
	int (*run)(void *context, size_t arm, struct sample *sample, double *used_s);
	/* failed: a call failed and no sensor excuses it: retire the arm.  0, or -1. */
	int (*failed)(void *context, size_t arm);
	/* judge: an answer, outside the clock and the sensors; fills right.  0, or -1. */
	int (*judge)(void *context, size_t arm, struct sample *sample);
	/* probe: a fixed amount of trusted work on each of `workers` CPUs at once; returns
	 * the seconds that it took. */
	double (*probe)(void *context, int workers);
	/* enough: called when 9, 12, 15, 20 and 25 rounds are usable; there are at most 25
	 * rounds. */
	bool (*enough)(void *context, int rounds);
	void *context;
};

/* rounds_run: 0, or -1 if a callback returned it.  Samples are appended, dropped ones too;
 * *series is filled in, with why it ended (the caller frees `ended`), on failure too.  In a
 * round that is dropped before its end, arms that did not run get a sample too, dropped and
 * without an answer, so that the record shows what was to be timed. */
int rounds_run(const struct rounds_plan *plan, struct samples *samples, struct series *series);

#endif
