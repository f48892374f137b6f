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
	int round;    /* from 1, counted on through all series */
	int series;   /* from 1: fresh boxes and a fresh seed each */
	int position; /* place in the round's order, from 1 */
	enum arm_kind arm;
	enum mode mode; /* serial for reference serial and canary */
	int workers;
	double seconds;       /* GO to DONE by parlab's clock; NaN: there was no DONE */
	double cpu_s;         /* CPU time of the box in that span */
	double idle_cpu_s;    /* CPU time of the driver before GO, outside the clock: loading, constructors */
	bool right;           /* its output was judged right */
	double foreign_cpu_s; /* CPU time that neither the timed program nor parlab used, all CPUs */
	double steal_s;       /* stolen from this machine in the span (/proc/stat) */
	double pressure_s;    /* PSI cpu "some" in the span */
	double throttled_s;   /* for which a cgroup's quota stopped this process's groups in the span */
	double delay_s;       /* canary: its threads were ready to run and waited for a CPU */
	uint64_t switches;    /* canary: involuntary context switches; 0 else */
	double slowdown; /* of the machine: time of trusted work just before and after, the longer, over its usual
	                          time in this series; 0: not looked for */
	double mhz;      /* the lowest clock of a usable CPU, just before and after (cpufreq); 0: unknown */
	uint64_t seed; /* of the round's input */
	bool dropped;  /* not used, on a sensor's evidence: made again, or its whole round was dropped */
};

static inline bool sample_answered(const struct sample *s)
{
	return isfinite(s->seconds);
}

/* One uninterrupted stretch of rounds with boxes and a seed of its own. */
struct series {
	int number;          /* from 1 */
	uint64_t seed;       /* of the plan: the order of the arms and the rounds' inputs follow from it */
	int64_t started_at;  /* seconds since the epoch */
	int rounds, dropped; /* run; of these dropped */
	char *ended;         /* why it ended: "decided", "25 rounds", "disturbed", ... */
};

/* Samples in the order of the calls; start with {0}.  Whoever holds it frees `list`. */
struct samples {
	struct sample *list;
	size_t count;
};

/* samples_add: a zeroed one at the end, to be filled in by the caller. */
static inline struct sample *samples_add(struct samples *samples)
{
	struct sample *added = GROW(samples->list, samples->count);

	*added = (struct sample){0};
	return added;
}

#endif
