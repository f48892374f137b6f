/* off_clock.c - detect work outside the clock, before the rounds, in calls that a program
 * cannot distinguish from timed ones: CPU time used before READY (constructors), and CPU
 * time used during a rest after the call, in which the box runs but has nothing to do
 * (threads left running).
 *
 * The finding costs points, so it uses the minimum of several calls.  CPU time that a timed
 * call uses before its GO is also charged to it (grading/speed.c), so work that these calls
 * miss gains nothing.
 */
#include <math.h>

#include "../base/base.h"
#include "measure.h"

enum { LOOKS_MOST = 6, REFERENCE_LOOKS = 2, FAILURES_MOST = 2 };

/* Allowances, in seconds of CPU time.  Measured on a busy 2-core machine with the model
 * solutions: a driver reaches READY in 5 to 7 ms; a program at rest, including pools of GNU
 * OpenMP and of pthreads, uses 0.04 to 0.13 ms of a rest of 60 ms, and a single spinning
 * thread all of it.  The allowance at the start is start_stretch times what the reference's
 * driver took, plus a tenth of its serial solution's time, but at most start_extra_most_s
 * more.  In mpi mode the model's ranks are the measure: their launch takes 60 ms and more. */
static const double start_stretch = 1.5, start_extra = 0.1, start_extra_most_s = 0.05;
/* A call that takes this many times the model's serial time is certainly no speedup and is
 * ended; short calls get more. */
static const double patience = 5, patience_least_s = 1;
static const double rest_s = 0.06, rest_allowance_s = 0.02;

/* CPU time that calls used outside the clock, and their duration, in seconds; the minimum
 * of several. */
struct off_clock {
	double start_s, rest_s, call_s;
};

/* One call, then a rest.  Anything that runs then no longer works on the answer.  1: *least
 * is updated; 0: no answer. */
static int look_off_clock(struct timing *t, struct arm *arm, struct off_clock *least)
{
	int done = arm_open(t, arm) == 0 ? arm_call(t, arm) : -1;

	if (done != 1 || arm->call.too_slow)
		return done;
	least->start_s = fmin(least->start_s, arm->result.start_cpu_s);
	least->rest_s = fmin(least->rest_s, session_rest(arm->session, rest_s));
	least->call_s = fmin(least->call_s, (double)arm->result.elapsed_ns * 1e-9);
	arm_close(arm);
	return 1;
}

static const struct off_clock nothing_seen = {INFINITY, INFINITY, INFINITY};

static void note_start(struct timing *t, const struct arm *arm, double used, double allowed)
{
	series_note(t, arm->mode, arm->workers, VERDICT_OUTSIDE_CLOCK,
	            xasprintf("It used %.0f ms of CPU time before the first call; %.0f ms are allowed: "
	                      "work in constructors or global initialisers is work outside the clock.",
	                      1e3 * used, 1e3 * allowed),
	            xstrdup("Do the work inside the function that is called."));
}

static void note_rest(struct timing *t, const struct arm *arm, double used)
{
	series_note(t, arm->mode, arm->workers, VERDICT_OUTSIDE_CLOCK,
	            xasprintf("After the function returned, %.0f ms of CPU time were used in a rest of "
	                      "%.0f ms (%.0f ms are allowed): threads or processes were left running.",
	                      1e3 * used, 1e3 * rest_s, 1e3 * rest_allowance_s),
	            xstrdup("Join every thread and wait for every child, or let a pool sleep (on a "
	                    "condition variable, say) "
	                    "until there is work."));
}

/* Repeat if necessary: one late thread is not a worker left running, and a start, or a call
 * without an answer, may have been disturbed. */
static int examine_arm(struct timing *t, struct arm *arm, double allowed_start_s)
{
	struct off_clock seen = nothing_seen;
	int failures = 0;

	for (int look = 0;
	     look < LOOKS_MOST && (seen.rest_s > rest_allowance_s || seen.start_s > allowed_start_s);
	     look++) {
		int done = look_off_clock(t, arm, &seen);
		if (done < 0)
			return -1;
		if (done == 0 && ++failures == FAILURES_MOST)
			return arm_failed(t, arm);
		if (arm->call.too_slow)
			return 0; /* its times decide */
	}
	if (seen.start_s > allowed_start_s)
		note_start(t, arm, seen.start_s, allowed_start_s);
	else if (seen.rest_s > rest_allowance_s)
		note_rest(t, arm, seen.rest_s);
	return 0;
}

static int look_at_model(struct timing *t, struct arm *arm, struct off_clock *usual)
{
	for (int look = 0; look < REFERENCE_LOOKS; look++) {
		int done = look_off_clock(t, arm, usual);
		if (done < 0 || (done == 0 && arm_failed(t, arm) != 0))
			return -1;
	}
	return 0;
}

static struct arm *model_of(struct timing *t, const struct arm *arm)
{
	for (size_t i = 0; i < t->arm_count; i++)
		if (t->arms[i].kind == ARM_REFERENCE && t->arms[i].mode == arm->mode &&
		    t->arms[i].workers == arm->workers)
			return &t->arms[i];
	return NULL;
}

int examine_off_clock(struct timing *t)
{
	int graded = t->counts[t->count_count - 1];
	struct off_clock serial = nothing_seen;

	/* The first arm is the reference's serial solution. */
	if (look_at_model(t, &t->arms[0], &serial) != 0)
		return -1;
	double extra_s = fmin(start_extra * serial.call_s, start_extra_most_s);
	t->patience_s = fmax(patience * serial.call_s, patience_least_s);
	for (size_t i = 0; i < t->arm_count; i++) {
		struct arm *arm = &t->arms[i];
		struct off_clock usual = arm->mode == MODE_MPI ? nothing_seen : serial;
		if (arm->kind != ARM_STUDENT || arm->workers != graded)
			continue;
		if (arm->mode == MODE_MPI && look_at_model(t, model_of(t, arm), &usual) != 0)
			return -1;
		if (examine_arm(t, arm, start_stretch * usual.start_s + extra_s) < 0)
			return -1;
	}
	return 0;
}
