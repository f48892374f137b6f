/* objects: grading/speed grading/evidence grading/score grading/mode_standing grading/mark grading/score_rules grading/trials grading/outcome grading/verdict stats/intervals base/base */
/* test_speed.c - from rounds to a verdict: one series, several, and many gradings. */
#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/base.h"
#include "grading/speed.h"
#include "grading/trials.h"

static const struct score_band bands[] = {{0.8, 1}, {0.5, 0.6}, {0.2, 0.3}};
enum { P = 2 };

static struct outcome outcome;
static int rounds;

static void start(void)
{
	outcome = (struct outcome){0};
	rounds = 0;
	*outcome_add_rule(&outcome) =
		(struct rule){.kind = RULE_MODE, .mode = MODE_THREADS, .correct = 1, .speed = 2};
	for (size_t i = 0; i < ARRAY_LENGTH(bands); i++)
		*outcome_add_rule(&outcome) =
			(struct rule){.kind = RULE_BAND, .gain = bands[i].gain, .share = bands[i].share};
}

static void end(void)
{
	outcome_free(&outcome);
}

TestSuite(speed, .init = start, .fini = end);
TestSuite(trials, .init = start, .fini = end);

static struct sample *add(int series, enum arm_kind arm, enum mode mode, int workers, double seconds)
{
	struct sample *s = samples_add(&outcome.samples);

	*s = (struct sample){.series = series,
	                     .round = rounds,
	                     .arm = arm,
	                     .mode = mode,
	                     .workers = workers,
	                     .seconds = seconds,
	                     .right = true};
	return s;
}

/* Add n rounds: the reference has a speedup of 2, the student this gain, with some scatter. */
static void sit(int series, int n, double gain, double scatter)
{
	for (int i = 0; i < n; i++) {
		double g = gain + scatter * (i % 3 - 1);
		rounds++;
		add(series, ARM_REFERENCE, MODE_SERIAL, 1, 1);
		add(series, ARM_CANARY, MODE_SERIAL, 1, 0.06);
		add(series, ARM_CANARY, MODE_SERIAL, P, 0.031);
		add(series, ARM_REFERENCE, MODE_THREADS, P, 0.5);
		add(series, ARM_STUDENT, MODE_THREADS, P, 1 / (1 + g));
	}
}

static enum speed_state judge(struct speed *speed)
{
	*speed = (struct speed){0};
	return speed_judge(&outcome, MODE_THREADS, P, speed);
}

static void expect(enum speed_state state, enum verdict verdict, const char *words)
{
	struct speed speed;
	enum speed_state found = judge(&speed);

	cr_assert_eq(found, state, "%d: %s", (int)found, speed.reason);
	cr_assert_eq(speed.verdict, verdict, "%s: %s", verdict_words(speed.verdict), speed.reason);
	cr_assert(strstr(speed.reason, words), "'%s' is not in '%s'", words, speed.reason);
	free(speed.reason);
}

/* Shares of the points for speed: earned, and at most earned once pending points are decided. */
static void expect_shares(double earned, double open_to)
{
	struct score_rules rules;

	speed_judge_all(&outcome);
	rules = score_rules_of(&outcome);
	for (int i = 0; i < 2; i++)
		*outcome_add_finding(&outcome) =
			(struct finding){.stage = i ? STAGE_CENSUS : STAGE_CHECK, .mode = MODE_THREADS};
	score_outcome(&rules, &outcome);
	score_rules_free(&rules);
	const struct part *part = &outcome.parts[1];
	cr_assert_eq(part->kind, PART_SPEED);
	cr_assert_eq(part->most, 2);
	cr_assert_float_eq(part->points, 2 * earned, 1e-9, "%g of 2: %s", part->points, part->reason);
	cr_assert_float_eq(part->pending, 2 * (open_to - earned), 1e-9, "%g pending: %s", part->pending,
	                   part->reason);
}

Test(speed, full_points_need_one_series)
{
	sit(1, 9, 1, 0.01);
	expect(SPEED_SETTLED, VERDICT_CORRECT, "9 rounds");
	expect_shares(1, 1);
}

Test(speed, what_costs_points_must_recur)
{
	sit(1, 9, 0.6, 0.01);
	expect(SPEED_UNCONFIRMED, VERDICT_INCONCLUSIVE, "would cost points");
	expect_shares(0.6, 1); /* the supported points are earned at once */
	sit(2, 9, 0.62, 0.01);
	expect(SPEED_SETTLED, VERDICT_CORRECT, "of more than one series");
	expect_shares(0.6, 0.6);
}

Test(speed, slow_must_recur_too)
{
	sit(1, 9, 0.05, 0.01);
	expect(SPEED_UNCONFIRMED, VERDICT_INCONCLUSIVE, "would cost points");
	expect_shares(0, 1);
	sit(2, 9, 0.04, 0.01);
	expect(SPEED_SETTLED, VERDICT_SLOW, "18 rounds");
	expect_shares(0, 0);
}

/* All rounds together are far from every border, but the second series alone decides nothing. */
Test(speed, a_second_series_need_not_be_conclusive_by_itself)
{
	sit(1, 25, 0.57, 0.02);
	sit(2, 25, 0.58, 0.01);
	for (size_t i = 0, hit = 0; i < outcome.samples.count && hit < 8; i++) {
		struct sample *s = &outcome.samples.list[i];
		if (s->series == 2 && s->arm == ARM_STUDENT && ++hit)
			s->seconds = 1 / 1.75;
	}
	expect(SPEED_SETTLED, VERDICT_CORRECT, "50 rounds, of more than one series");
	expect_shares(0.6, 0.6);
}

Test(speed, series_that_disagree_leave_open_what_lies_between_them)
{
	sit(1, 9, 0.6, 0.01);
	sit(2, 9, 0.95, 0.01);
	expect(SPEED_OPEN, VERDICT_INCONCLUSIVE, "0.59 to 0.96, 18 rounds) straddles the border");
	expect_shares(0.6, 1);
	sit(3, 9, 0.95, 0.01);
	expect(SPEED_OPEN, VERDICT_INCONCLUSIVE, "straddles");
}

Test(speed, an_interval_across_a_border_earns_the_lower_band)
{
	sit(1, 25, 0.5, 0.04);
	expect(SPEED_OPEN, VERDICT_INCONCLUSIVE, "straddles");
	expect_shares(0.3, 1); /* no second series has excluded the higher bands yet */
	sit(2, 25, 0.5, 0.04);
	expect(SPEED_OPEN, VERDICT_INCONCLUSIVE, "straddles");
	expect_shares(0.3, 0.6);
}

Test(speed, an_open_series_can_be_decided_by_the_next)
{
	sit(1, 9, 0.83, 0.04); /* straddles 0.8 */
	expect(SPEED_OPEN, VERDICT_INCONCLUSIVE, "straddles");
	sit(2, 25, 0.84, 0.01);
	expect(SPEED_SETTLED, VERDICT_CORRECT, "34 rounds");
}

Test(speed, nothing_is_earned_without_a_usable_interval)
{
	sit(1, 8, 1, 0.01);
	expect(SPEED_OPEN, VERDICT_INCONCLUSIVE, "only 8 rounds");
	expect_shares(0, 1);
}

/* Later looks have a higher confidence level, so nine rounds are not enough for them. */
Test(speed, later_series_need_more_rounds)
{
	sit(1, 0, 1, 0);
	rounds++;
	add(1, ARM_STUDENT, MODE_THREADS, P, 1);
	sit(2, 9, 1, 0.01);
	expect(SPEED_OPEN, VERDICT_INCONCLUSIVE, "at least 10 are needed");
	sit(2, 1, 1, 0.01);
	expect(SPEED_SETTLED, VERDICT_CORRECT, "10 rounds");
}

Test(speed, a_wrong_answer_must_recur)
{
	sit(1, 9, 1, 0.01);
	outcome.samples.list[outcome.samples.count - 1].right = false;
	expect(SPEED_UNCONFIRMED, VERDICT_INCONCLUSIVE, "1 timed answer was wrong");
	/* A series in which the arm was never called does not count. */
	rounds++;
	struct sample *s = add(3, ARM_STUDENT, MODE_THREADS, P, NAN);
	s->dropped = true;
	s->right = false;
	expect(SPEED_UNCONFIRMED, VERDICT_INCONCLUSIVE, "no second series has confirmed it");
	sit(2, 9, 1, 0.01);
	expect(SPEED_OPEN, VERDICT_INCONCLUSIVE, "none in another series");
	outcome.samples.list[outcome.samples.count - 1].right = false;
	expect(SPEED_SETTLED, VERDICT_WRONG_ANSWER, "2 timed answers were wrong");
}

static struct finding *note(enum verdict v)
{
	struct finding *f = outcome_add_finding(&outcome);

	*f = (struct finding){.stage = STAGE_MEASURE,
	                      .mode = MODE_THREADS,
	                      .verdict = v,
	                      .message = xstrdup("It crashed.")};
	return f;
}

/* Two failures of different kinds are two failures. */
Test(speed, a_wrong_answer_after_another_failure_is_a_second_failure)
{
	struct finding *f = note(VERDICT_INCONCLUSIVE);

	sit(1, 9, 1, 0.01);
	cr_assert_eq(speed_state_of(&outcome, MODE_THREADS), SPEED_UNCONFIRMED);
	f->verdict = VERDICT_CORRECT; /* not seen in a second series */
	sit(2, 9, 1, 0.01);
	expect(SPEED_SETTLED, VERDICT_CORRECT, "18 rounds");
	outcome.samples.list[outcome.samples.count - 1].right = false;
	expect(SPEED_SETTLED, VERDICT_WRONG_ANSWER, "1 timed answer was wrong, and another call failed");
	f->verdict = VERDICT_INCONCLUSIVE;
	speed_judge_all(&outcome);
	cr_assert_eq(outcome.speeds[0].verdict, VERDICT_WRONG_ANSWER);
	cr_assert_eq(speed_state_of(&outcome, MODE_THREADS), SPEED_SETTLED);
}

Test(speed, the_state_of_a_mode_follows_from_the_outcome)
{
	cr_assert_eq(speed_state_of(&outcome, MODE_THREADS), SPEED_OPEN);
	sit(1, 9, 0.6, 0.01);
	cr_assert_eq(speed_state_of(&outcome, MODE_THREADS), SPEED_UNCONFIRMED);
	sit(2, 9, 0.6, 0.01);
	cr_assert_eq(speed_state_of(&outcome, MODE_THREADS), SPEED_SETTLED);
	cr_assert_eq(speed_state_of(&outcome, MODE_FORK), SPEED_OPEN);
}

Test(speed, a_wrong_answer_with_one_worker_counts)
{
	for (int series = 1; series <= 2; series++) {
		sit(series, 9, 1, 0.01);
		add(series, ARM_STUDENT, MODE_THREADS, 1, 1)->right = false;
	}
	expect(SPEED_SETTLED, VERDICT_WRONG_ANSWER, "2 timed answers were wrong");
}

Test(speed, work_before_the_clock_counts_as_time)
{
	sit(1, 9, 1, 0.01);
	for (size_t i = 0; i < outcome.samples.count; i++)
		outcome.samples.list[i].idle_cpu_s =
			outcome.samples.list[i].arm == ARM_STUDENT ? 0.008 : 0.005;
	expect(SPEED_SETTLED, VERDICT_CORRECT, "gain is 1.00");
	for (size_t i = 0; i < outcome.samples.count; i++)
		if (outcome.samples.list[i].arm == ARM_STUDENT)
			outcome.samples.list[i].idle_cpu_s = 0.005 * 1.5 + 0.003 + 0.5;
	expect(SPEED_UNCONFIRMED, VERDICT_INCONCLUSIVE, "gain 0.00");
}

Test(speed, a_disturbed_series_has_no_veto)
{
	sit(1, 9, 0.3, 0.01);
	for (size_t i = 0; i < outcome.samples.count; i++)
		if (outcome.samples.list[i].arm == ARM_CANARY && outcome.samples.list[i].workers == P)
			outcome.samples.list[i].seconds = 0.055;
	expect(SPEED_OPEN, VERDICT_INCONCLUSIVE, "machine was busy");
	sit(2, 9, 0.95, 0.01);
	expect(SPEED_SETTLED, VERDICT_CORRECT, "9 rounds");
}

Test(speed, a_call_without_an_answer_is_no_round)
{
	sit(1, 10, 1, 0.01);
	outcome.samples.list[outcome.samples.count - 1].seconds = NAN;
	outcome.samples.list[outcome.samples.count - 1].right = false;
	expect(SPEED_SETTLED, VERDICT_CORRECT, "9 rounds");
}

Test(speed, a_wrong_answer_counts_in_a_round_that_was_cut_short)
{
	for (int series = 1; series <= 2; series++) {
		sit(series, 9, 1, 0.01);
		rounds++;
		struct sample *s =
			add(series, ARM_STUDENT, MODE_THREADS, P, 0.5); /* the others were never called */
		s->right = false;
		s->dropped = true;
	}
	expect(SPEED_SETTLED, VERDICT_WRONG_ANSWER, "2 timed answers");
}

Test(speed, a_dropped_round_counts_as_such_wherever_it_ended)
{
	sit(1, 9, 1, 0.01);
	for (int i = 0; i < 3; i++) {
		rounds++;
		add(1, ARM_REFERENCE, MODE_SERIAL, 1, 1)->dropped =
			true; /* the arms after it were never called */
	}
	struct speed speed;
	judge(&speed);
	cr_assert_eq(speed.dropped, 3);
	free(speed.reason);
}

Test(speed, disturbances_of_the_student_alone_are_reported)
{
	sit(1, 4, 1, 0.01);
	for (int i = 0; i < 8; i++) {
		rounds++;
		for (int call = 0; call < 5; call++)
			add(1, ARM_STUDENT, MODE_THREADS, P, 0.5)->dropped = true;
	}
	expect(SPEED_OPEN, VERDICT_INCONCLUSIVE, "were this program's");
}

Test(speed, dropped_rounds_do_not_count)
{
	sit(1, 12, 1, 0.01);
	for (size_t i = 0; i < outcome.samples.count; i++)
		outcome.samples.list[i].dropped = outcome.samples.list[i].round > 8;
	expect(SPEED_OPEN, VERDICT_INCONCLUSIVE, "only 8 rounds were usable (4 were dropped");
}

Test(speed, a_reference_or_machine_that_does_not_speed_up_decides_nothing)
{
	sit(1, 9, 1, 0.01);
	for (size_t i = 0; i < outcome.samples.count; i++)
		if (outcome.samples.list[i].arm == ARM_CANARY && outcome.samples.list[i].workers == P)
			outcome.samples.list[i].seconds = 0.05;
	expect(SPEED_OPEN, VERDICT_INCONCLUSIVE, "machine was busy");
	for (size_t i = 0; i < outcome.samples.count; i++)
		if (outcome.samples.list[i].arm == ARM_REFERENCE && outcome.samples.list[i].workers == P)
			outcome.samples.list[i].seconds = 0.9;
	expect(SPEED_OPEN, VERDICT_INCONCLUSIVE, "does not speed up");
}

/* The CPUs give 1.94 times. */
Test(speed, a_speedup_that_sharing_cannot_explain_waits_for_a_person)
{
	sit(1, 15, 1.3, 0.01);
	expect(SPEED_OPEN, VERDICT_INCONCLUSIVE, "another method");
	*outcome_add_rule(&outcome) = (struct rule){.kind = RULE_OPEN_METHOD};
	expect(SPEED_SETTLED, VERDICT_CORRECT, "the gain is 1.30");
}

Test(speed, so_does_far_less_work_than_the_models)
{
	sit(1, 15, 0.9, 0.01);
	for (size_t i = 0; i < outcome.samples.count; i++)
		outcome.samples.list[i].cpu_s = outcome.samples.list[i].arm == ARM_STUDENT ? 0.8 : 1;
	expect(SPEED_SETTLED, VERDICT_CORRECT, "the gain is 0.90");
	for (size_t i = 0; i < outcome.samples.count; i++)
		if (outcome.samples.list[i].arm == ARM_STUDENT)
			outcome.samples.list[i].cpu_s = 0.5;
	expect(SPEED_OPEN, VERDICT_INCONCLUSIVE, "only 0.50 of the CPU time");
	*outcome_add_rule(&outcome) = (struct rule){.kind = RULE_OPEN_METHOD};
	expect(SPEED_SETTLED, VERDICT_CORRECT, "the gain is 0.90");
}

Test(speed, a_series_may_end_when_more_rounds_change_nothing)
{
	sit(1, 9, 0.6, 0.01);
	cr_assert(speed_decided(&outcome, MODE_THREADS, P)); /* another series must confirm it */
	sit(2, 5, 0.6, 0.01);
	cr_assert_not(speed_decided(&outcome, MODE_THREADS, P));
	sit(2, 4, 0.6, 0.01);
	cr_assert(speed_decided(&outcome, MODE_THREADS, P));
}

Test(speed, is_recomputed_from_samples_findings_and_rules)
{
	sit(1, 9, 1, 0.01);
	speed_judge_all(&outcome);
	cr_assert_eq(outcome.speed_count, 1);
	cr_assert(outcome.speeds[0].graded);
	cr_assert_eq(outcome.speeds[0].verdict, VERDICT_CORRECT);
	struct finding *f = outcome_add_finding(&outcome);
	*f = (struct finding){.stage = STAGE_MEASURE,
	                      .mode = MODE_THREADS,
	                      .verdict = VERDICT_OUTSIDE_CLOCK,
	                      .message = xstrdup("It used 60 ms.")};
	speed_judge_all(&outcome);
	cr_assert_eq(outcome.speed_count, 1);
	cr_assert_eq(outcome.speeds[0].verdict, VERDICT_OUTSIDE_CLOCK);
}

/* Correct, but with work outside the clock: only the points for speed are lost. */
Test(speed, work_outside_the_clock_costs_the_speed_points_alone)
{
	for (int i = 0; i < 2; i++)
		*outcome_add_finding(&outcome) =
			(struct finding){.stage = i ? STAGE_CENSUS : STAGE_CHECK, .mode = MODE_THREADS};
	*outcome_add_finding(&outcome) = (struct finding){.stage = STAGE_MEASURE,
	                                                  .mode = MODE_THREADS,
	                                                  .verdict = VERDICT_OUTSIDE_CLOCK,
	                                                  .message = xstrdup("It used 60 ms.")};
	sit(1, 9, 1, 0.01);
	speed_judge_all(&outcome);
	struct score_rules rules = score_rules_of(&outcome);
	score_outcome(&rules, &outcome);
	score_rules_free(&rules);
	cr_assert_eq(outcome.part_count, 2);
	cr_assert_eq(outcome.parts[0].points, 1);
	cr_assert_eq(outcome.parts[1].points, 0);
	cr_assert_eq(outcome.parts[1].most, 2);
	cr_assert(strstr(outcome.parts[1].reason, "60 ms"));
	cr_assert_eq(outcome.verdict, VERDICT_OUTSIDE_CLOCK);
}

Test(speed, timing_can_be_removed)
{
	sit(1, 9, 1, 0.01);
	*outcome_add_series(&outcome) = (struct series){.number = 1, .ended = xstrdup("decided")};
	*outcome_add_finding(&outcome) = (struct finding){.stage = STAGE_CHECK, .message = xstrdup("kept")};
	*outcome_add_finding(&outcome) = (struct finding){.stage = STAGE_MEASURE, .message = xstrdup("gone")};
	speed_judge_all(&outcome);
	outcome_forget_timing(&outcome);
	cr_assert_eq(outcome.samples.count + outcome.speed_count + outcome.series_count, 0);
	cr_assert_eq(outcome.finding_count, 1);
	cr_assert_str_eq(outcome.findings[0].message, "kept");
}

/* --- trials ----------------------------------------------------------------- */

static struct trial trial(enum verdict v, double share)
{
	return (struct trial){.submission = 3, .mode = MODE_FORK, .verdict = v, .share = share};
}

Test(trials, flips_differ_from_the_majority)
{
	struct trial all[] = {
		trial(VERDICT_CORRECT, 1),      trial(VERDICT_CORRECT, 1), trial(VERDICT_CORRECT, 0.6),
		trial(VERDICT_INCONCLUSIVE, 0), trial(VERDICT_SLOW, 0),    trial(VERDICT_CORRECT, 1),
	};
	struct tally t = trials_tally(all, ARRAY_LENGTH(all), 3, MODE_FORK);

	cr_assert(t.trials == 6 && t.full == 3 && t.part == 1 && t.none == 1 && t.open == 1);
	cr_assert_eq(t.flips, 2);
	cr_assert_eq(t.usual, 1);
	cr_assert_eq(trials_tally(all, ARRAY_LENGTH(all), 2, MODE_FORK).trials, 0);
	cr_assert_eq(trials_tally(all, ARRAY_LENGTH(all), 3, MODE_OPENMP).trials, 0);
}

Test(trials, an_open_result_is_no_flip)
{
	struct trial all[] = {trial(VERDICT_INCONCLUSIVE, 0), trial(VERDICT_NOT_MEASURABLE, 0),
	                      trial(VERDICT_CORRECT, 1)};

	cr_assert_eq(trials_tally(all, 3, 3, MODE_FORK).flips, 0);
	cr_assert_eq(trials_tally(all, 2, 3, MODE_FORK).flips, 0);
}

Test(trials, use_the_graded_speed)
{
	struct trial t;

	sit(1, 9, 0.6, 0.01);
	sit(2, 9, 0.6, 0.01);
	speed_judge_all(&outcome);
	cr_assert_eq(trial_of(&outcome, MODE_THREADS, &t), 0);
	cr_assert_eq(t.share, 0.6);
	cr_assert_eq(trial_of(&outcome, MODE_FORK, &t), -1);
}
