/* sample.h - what the measuring stage records: one sample for each timed call,
 * one series for each uninterrupted stretch of rounds.  Plain data.
 */
#ifndef PARLAB_SAMPLE_H
#define PARLAB_SAMPLE_H

#include <math.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "../base/base.h"
#include "../kit/protocol.h"

/* One timed repetition. */
enum arm_kind { ARM_REFERENCE, ARM_STUDENT, ARM_CANARY };
// clang-format off
#define ARM_NAMES {"reference", "student", "canary"}
// clang-format on
struct sample {
	int round;    /* from 1, numbered across all series */
	int series;   /* from 1; each series has fresh boxes and a fresh seed */
	int position; /* place in the round's order, from 1 */
	enum arm_kind arm;
	enum mode mode; /* serial for the serial reference and the canary */
	int workers;
	double seconds;       /* GO to DONE by parlab's clock; NaN if there was no DONE */
	double cpu_s;         /* CPU time of the box in that span */
	double idle_cpu_s;    /* CPU time of the driver before GO, outside the clock: loading, constructors */
	bool right;           /* its output was judged right */
	double foreign_cpu_s; /* CPU time that neither the timed program nor parlab used, all CPUs */
	double steal_s;       /* stolen from this machine in the span (/proc/stat) */
	double pressure_s;    /* PSI cpu "some" in the span */
	double throttled_s;   /* time in the span that a cgroup quota stopped this process's groups */
	double delay_s;       /* canary: time that its threads waited for a CPU */
	uint64_t switches;    /* canary: involuntary context switches; 0 else */
	double slowdown; /* of the machine: the longer of the probes just before and after the call, over the usual time in this series; 0: no probes */
	double mhz;      /* the lowest clock of a usable CPU, just before and after (cpufreq); 0: unknown */
	uint64_t seed;   /* of the round's input */
	bool dropped;    /* not used, on a sensor's evidence: repeated, or its whole round was dropped */
};

static inline bool sample_answered(const struct sample *s)
{
	return isfinite(s->seconds);
}

/* An uninterrupted stretch of rounds, with its own boxes and seed. */
struct series {
	int number;          /* from 1 */
	uint64_t seed;       /* determines the order of the arms and the rounds' inputs */
	int64_t started_at;  /* seconds since the epoch */
	int rounds, dropped; /* rounds run; of these dropped */
	char *ended;         /* why it ended: "decided", "25 rounds", "disturbed", ... */
};

/* Samples in the order of the calls; start with {0}.  The owner frees `list`. */
struct samples {
	struct sample *list;
	size_t count;
};

/* samples_add: append a zeroed one, for the caller to fill in. */
static inline struct sample *samples_add(struct samples *samples)
{
	struct sample *added = GROW(samples->list, samples->count);

	*added = (struct sample){0};
	return added;
}

#endif
