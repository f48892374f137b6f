/* sample_outcome.h - outcomes for the tests of gradebook, report and terminal: one good
 * submission, except for a wrong answer and a race, with timed rounds.  Every field is set,
 * some of them to hostile text.
 */
#ifndef PARLAB_SAMPLE_OUTCOME_H
#define PARLAB_SAMPLE_OUTCOME_H

#include <math.h>
#include <stdint.h>

#include "base/base.h"
#include "grading/outcome.h"

enum { SAMPLE_ROUNDS = 9, SAMPLE_WORKERS = 2 };

/* Output that tries to inject mark-up into a page, or escape sequences into a terminal. */
#define HOSTILE "<script>alert('x')</script> \x1b[31m & \"quoted\" \xff"

static inline void sample_outcome_finding(struct outcome *o, enum stage stage, enum mode mode,
                                          enum verdict verdict, int workers)
{
	struct finding *f = outcome_add_finding(o);
	*f = (struct finding){.stage = stage, .mode = mode, .verdict = verdict, .workers = workers};
	f->case_name = stage == STAGE_CHECK ? xstrdup("smallest") : NULL;
	if (verdict == VERDICT_CORRECT)
		return;
	f->message = xasprintf("For 2..1000 with %d workers: expected 508, got 506", workers);
	f->detail = xstrdup("factorization.c:12\n" HOSTILE "\n");
	f->hint = xstrdup("Are chunks missing at the end?");
	f->again = xasprintf("parlab check factorization --mode %s --case 4", mode_name(mode));
}

static inline void sample_outcome_sample(struct outcome *o, int round, enum arm_kind arm, enum mode mode,
                                         int workers, double seconds)
{
	int position = 1;
	for (size_t i = 0; i < o->samples.count; i++)
		position += o->samples.list[i].round == round;
	*samples_add(&o->samples) = (struct sample){
		.series = 1,
		.round = round,
		.position = position,
		.arm = arm,
		.mode = mode,
		.workers = workers,
		.seconds = seconds,
		.cpu_s = seconds * workers,
		.idle_cpu_s = 0.001,
		.right = true,
		.foreign_cpu_s = 0.004,
		.steal_s = 0.002,
		.pressure_s = 0.003,
		.delay_s = arm == ARM_CANARY && workers > 1 ? 0.001 : 0,
		.mhz = 2400 + workers,
		.slowdown = arm == ARM_CANARY ? 0 : 1.0 + 0.01 * workers,
		.switches = 7,
		.seed = UINT64_C(0x7fffffffffffff00) + (uint64_t)round,
	};
}

/* The reference has a speedup of 2 with two workers, the student slightly less. */
static inline void sample_outcome_mode(struct outcome *o, enum mode mode)
{
	for (int round = 1; round <= SAMPLE_ROUNDS; round++) {
		double drift = 1 + 0.01 * round;
		sample_outcome_sample(o, round, ARM_REFERENCE, mode, SAMPLE_WORKERS, 0.51 * drift);
		sample_outcome_sample(o, round, ARM_STUDENT, mode, 1, 1.04 * drift);
		sample_outcome_sample(o, round, ARM_STUDENT, mode, SAMPLE_WORKERS,
		                      (0.55 + 0.002 * round) * drift);
	}
	*outcome_add_speed(o) = (struct speed){
		.mode = mode,
		.workers = SAMPLE_WORKERS,
		.rounds = SAMPLE_ROUNDS,
		.dropped = 0,
		.reference_serial_s = 1.05,
		.reference_s = 0.535,
		.student_s = 0.588,
		.reference = {1.96, 1.95, 1.97},
		.student = {1.786, 1.757, 1.812},
		.canary = {1.99, 1.98, 2},
		.gain = {0.82, 0.79, INFINITY},
		.graded = true,
		.verdict = VERDICT_INCONCLUSIVE,
		.reason = xstrdup("the gain straddles the border of a band"),
	};
}

static inline void sample_outcome_rounds(struct outcome *o)
{
	for (int round = 1; round <= SAMPLE_ROUNDS; round++) {
		double drift = 1 + 0.01 * round;
		sample_outcome_sample(o, round, ARM_REFERENCE, MODE_SERIAL, 1, drift);
		sample_outcome_sample(o, round, ARM_CANARY, MODE_SERIAL, 1, 0.06);
		sample_outcome_sample(o, round, ARM_CANARY, MODE_SERIAL, SAMPLE_WORKERS, 0.0302);
	}
	*outcome_add_series(o) = (struct series){.number = 1,
	                                         .seed = 77,
	                                         .started_at = 1700000000,
	                                         .rounds = SAMPLE_ROUNDS,
	                                         .ended = xstrdup("decided")};
	sample_outcome_mode(o, MODE_FORK);
	sample_outcome_mode(o, MODE_OPENMP);
}

static inline void sample_outcome_parts(struct outcome *o)
{
	*outcome_add_part(o) = (struct part){.kind = PART_CORRECT,
	                                     .mode = MODE_SERIAL,
	                                     .points = 3,
	                                     .most = 3,
	                                     .reason = xstrdup("serial: 2 of 2 cases right")};
	*outcome_add_part(o) =
		(struct part){.kind = PART_CORRECT,
	                      .mode = MODE_FORK,
	                      .points = 0,
	                      .most = 2,
	                      .verdict = VERDICT_WRONG_ANSWER,
	                      .reason = xstrdup("fork: 1 of 2 cases right, worst: wrong answer")};
	*outcome_add_part(o) = (struct part){.kind = PART_SPEED,
	                                     .mode = MODE_OPENMP,
	                                     .most = 3,
	                                     .pending = 3,
	                                     .verdict = VERDICT_INCONCLUSIVE,
	                                     .reason = xstrdup("openmp: the gain straddles a border")};
	*outcome_add_part(o) = (struct part){.kind = PART_QUESTION,
	                                     .name = xstrdup("why-dynamic"),
	                                     .most = 1,
	                                     .pending = 1,
	                                     .verdict = VERDICT_INCONCLUSIVE,
	                                     .reason = xstrdup("question why-dynamic: waits for a person")};
	o->points = 3;
	o->most = 9;
	o->pending = 4;
	o->verdict = VERDICT_WRONG_ANSWER;
}

/* A chart with a script in plots/, and a chart without a table. */
static inline void sample_outcome_charts(struct outcome *o)
{
	*outcome_add_chart(o) = (struct chart){
		.name = xstrdup("sizes"),
		.title = xstrdup("Time against size <in elements>"),
		.tsv = xstrdup("mode\tworkers\tunit\tsize\tseconds\tlow\thigh\tbreak_even\n"
	                       "serial\t1\telements\t100\t0.001\t0.0009\t0.0012\t0\n"
	                       "serial\t1\telements\t1000\t0.01\t0.009\t0.012\t0\n"
	                       "fork\t2\telements\t100\t0.002\t0.0019\t0.0022\t0\n"
	                       "fork\t2\telements\t1000\t0.007\t0.0069\t0.0082\t1\n"),
	};
	*outcome_add_chart(o) = (struct chart){
		.name = xstrdup("gantt"),
		.title = xstrdup("Who did which task when"),
		.problem = xstrdup("in fork mode with 8 workers: crashed"),
	};
}

/* sample_outcome: the caller frees it with outcome_free. */
static inline struct outcome sample_outcome(const char *student, const char *exercise)
{
	struct outcome o = {
		.student = xstrdup(student),
		.exercise = xstrdup(exercise),
		.title = xstrdup("Counting <prime> factors"),
		.fingerprint = xstrdup("0123abcd"),
		.graded_at = 1700000000,
		.doctor = xstrdup("fit; CPUs: 2 usable"),
		.marks = xstrdup(""),
		.host = xstrdup("Some CPU, 2 usable CPUs (cores), bubblewrap, gcc 12"),
	};
	sample_outcome_finding(&o, STAGE_CHECK, MODE_SERIAL, VERDICT_CORRECT, 1);
	sample_outcome_finding(&o, STAGE_CHECK, MODE_SERIAL, VERDICT_CORRECT, 1);
	sample_outcome_finding(&o, STAGE_CHECK, MODE_FORK, VERDICT_CORRECT, 1);
	sample_outcome_finding(&o, STAGE_CHECK, MODE_FORK, VERDICT_WRONG_ANSWER, 3);
	sample_outcome_finding(&o, STAGE_CHECK, MODE_FORK, VERDICT_WRONG_ANSWER, 7);
	sample_outcome_finding(&o, STAGE_CHECK, MODE_OPENMP, VERDICT_CORRECT, 3);
	sample_outcome_finding(&o, STAGE_SANITIZE, MODE_OPENMP, VERDICT_RACE, 3);
	*outcome_add_census(&o) = (struct census){.mode = MODE_FORK,
	                                          .workers = 3,
	                                          .processes = 3,
	                                          .threads = 0,
	                                          .most_processes = 4,
	                                          .most_threads = 1,
	                                          .working = 3,
	                                          .cpu_s = 0.25};
	sample_outcome_rounds(&o);
	sample_outcome_parts(&o);
	sample_outcome_charts(&o);
	return o;
}

#endif
