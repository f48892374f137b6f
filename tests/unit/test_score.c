/* objects: grading/score grading/mode_standing grading/mark grading/score_rules grading/outcome grading/verdict base/base */
/* test_score.c - points and headline verdict for every kind of result. */
#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

#include "base/base.h"
#include "grading/score.h"

static const struct score_mode modes[] = {
	{.mode = MODE_SERIAL, .correct = 3, .clean = 1},
	{.mode = MODE_FORK, .correct = 2, .clean = 1, .speed = 3},
	{.mode = MODE_THREADS, .correct = 2, .clean = 1, .speed = 3},
};
static const struct score_band bands[] = {{0.8, 1}, {0.6, 0.75}, {0.3, 0.5}};
static const struct score_rules rules = {
	.modes = modes, .mode_count = ARRAY_LENGTH(modes), .bands = bands, .band_count = ARRAY_LENGTH(bands)};
enum { TOTAL = 16, CASES = 14, WORKERS = 4 };

static struct outcome outcome;

static struct finding *find(enum stage stage, enum mode mode, enum verdict verdict)
{
	struct finding *f = outcome_add_finding(&outcome);

	f->stage = stage;
	f->mode = mode;
	f->verdict = verdict;
	return f;
}

static void set_gain(struct speed *s, double low, double median, double high)
{
	s->gain = (struct interval){median, low, high};
	s->at_least = low;
	s->at_most = high;
}

static struct speed *time_mode(enum mode mode, double low, double median, double high)
{
	struct speed *s = outcome_add_speed(&outcome);

	s->mode = mode;
	s->workers = WORKERS;
	s->rounds = 9;
	s->graded = true;
	set_gain(s, low, median, high);
	return s;
}

static struct census *count_workers(enum mode mode, int working)
{
	struct census *c = outcome_add_census(&outcome);

	c->mode = mode;
	c->workers = WORKERS;
	c->working = working;
	return c;
}

static void check_all_right(enum mode mode)
{
	for (int i = 0; i < CASES; i++)
		find(STAGE_CHECK, mode, VERDICT_CORRECT);
	find(STAGE_SANITIZE, mode, VERDICT_CORRECT);
	find(STAGE_SANITIZE, mode, VERDICT_CORRECT);
}

/* Correct, clean and as fast as the reference in every mode. */
static void do_all_well(void)
{
	for (size_t i = 0; i < ARRAY_LENGTH(modes); i++) {
		check_all_right(modes[i].mode);
		if (modes[i].mode != MODE_SERIAL) {
			count_workers(modes[i].mode, WORKERS);
			time_mode(modes[i].mode, 0.93, 0.97, 1.02);
		}
	}
}

static struct part *part_of(enum part_kind kind, enum mode mode)
{
	for (size_t i = 0; i < outcome.part_count; i++) {
		if (outcome.parts[i].kind == kind && outcome.parts[i].mode == mode)
			return &outcome.parts[i];
	}
	cr_assert_fail("no such part");
	return NULL;
}

static void expect_part(enum part_kind kind, enum mode mode, double points, double most, double pending,
                        enum verdict verdict)
{
	struct part *p = part_of(kind, mode);

	cr_assert_float_eq(p->points, points, 1e-9, "points %g: %s", p->points, p->reason);
	cr_assert_float_eq(p->most, most, 1e-9, "most %g: %s", p->most, p->reason);
	cr_assert_float_eq(p->pending, pending, 1e-9, "pending %g: %s", p->pending, p->reason);
	cr_assert_str_eq(verdict_key(p->verdict), verdict_key(verdict), "%s", p->reason);
}

static void expect_void(enum mode mode, enum verdict verdict)
{
	expect_part(PART_CORRECT, mode, 0, 2, 0, verdict);
	expect_part(PART_CLEAN, mode, 0, 1, 0, verdict);
	expect_part(PART_SPEED, mode, 0, 3, 0, verdict);
}

static void expect_reason(enum part_kind kind, enum mode mode, const char *reason)
{
	cr_assert_str_eq(part_of(kind, mode)->reason, reason);
}

/* Score, and check the invariants of every outcome. */
static void score(void)
{
	double points = 0, most = 0, pending = 0;

	score_outcome(&rules, &outcome);
	for (size_t i = 0; i < outcome.part_count; i++) {
		struct part *p = &outcome.parts[i];
		cr_assert(p->reason && strlen(p->reason) > 10);
		cr_assert(p->points >= 0 && p->pending >= 0 && p->points + p->pending <= p->most + 1e-9);
		cr_assert_eq(p->pending > 0, verdict_is_pending(p->verdict));
		points += p->points;
		most += p->most;
		pending += p->pending;
	}
	cr_assert_float_eq(outcome.points, points, 1e-9);
	cr_assert_float_eq(outcome.most, most, 1e-9);
	cr_assert_float_eq(outcome.pending, pending, 1e-9);
	cr_assert_float_eq(outcome.most, TOTAL, 1e-9); /* the same for everybody */
}

static void empty(void)
{
	outcome_free(&outcome);
}

TestSuite(score, .init = empty, .fini = empty);

Test(score, full_points_with_reasons)
{
	do_all_well();
	score();
	cr_assert_eq(outcome.points, TOTAL);
	cr_assert_eq(outcome.pending, 0);
	cr_assert_eq(outcome.verdict, VERDICT_CORRECT);
	cr_assert_eq(outcome.part_count, 8u); /* serial has no points for speed, so no such part */
	expect_reason(PART_CORRECT, MODE_SERIAL, "serial: 14 of 14 cases right");
	expect_reason(PART_CORRECT, MODE_FORK, "fork: 14 of 14 cases right, workers overlapped");
	expect_reason(PART_CLEAN, MODE_FORK, "fork: the sanitizers found nothing in 2 runs");
	expect_reason(PART_SPEED, MODE_THREADS,
	              "threads: gain 0.97 (99% interval 0.93 to 1.02) "
	              "lies in the band from 0.8: full points");
}

Test(score, scoring_twice_changes_nothing)
{
	do_all_well();
	find(STAGE_CHECK, MODE_FORK, VERDICT_WRONG_ANSWER);
	score();
	double points = outcome.points;
	size_t parts = outcome.part_count;
	score();
	cr_assert_eq(outcome.points, points);
	cr_assert_eq(outcome.part_count, parts);
	cr_assert_eq(outcome.verdict, VERDICT_WRONG_ANSWER);
}

Test(score, a_failure_voids_its_mode_only)
{
	static const struct {
		enum stage stage;
		enum verdict verdict;
	} voiding[] = {
		{STAGE_CHECK, VERDICT_WRONG_ANSWER},    {STAGE_CHECK, VERDICT_NOT_ATTEMPTED},
		{STAGE_CHECK, VERDICT_CRASHED},         {STAGE_CHECK, VERDICT_TIMED_OUT},
		{STAGE_CHECK, VERDICT_OUT_OF_MEMORY},   {STAGE_CHECK, VERDICT_TOO_MANY_PROCESSES},
		{STAGE_CHECK, VERDICT_EXITED_EARLY},    {STAGE_SANITIZE, VERDICT_RACE},
		{STAGE_SANITIZE, VERDICT_MEMORY_ERROR}, {STAGE_SANITIZE, VERDICT_WRONG_ANSWER},
		{STAGE_CENSUS, VERDICT_NOT_PARALLEL},   {STAGE_MEASURE, VERDICT_WRONG_ANSWER},
	};

	for (size_t i = 0; i < ARRAY_LENGTH(voiding); i++) {
		empty();
		do_all_well();
		find(voiding[i].stage, MODE_FORK, voiding[i].verdict);
		score();
		expect_void(MODE_FORK, voiding[i].verdict);
		cr_assert_eq(outcome.points, TOTAL - 6);
		cr_assert_eq(outcome.most, TOTAL);
		cr_assert_eq(outcome.verdict, voiding[i].verdict);
	}
}

Test(score, a_failure_before_anything_ran_concerns_every_mode)
{
	find(STAGE_BUILD, MODE_SERIAL, VERDICT_DID_NOT_COMPILE);
	score();
	cr_assert_eq(outcome.points, 0);
	cr_assert_eq(outcome.most, TOTAL);
	cr_assert_eq(outcome.verdict, VERDICT_DID_NOT_COMPILE);
	expect_void(MODE_THREADS, VERDICT_DID_NOT_COMPILE);
	expect_reason(PART_CORRECT, MODE_THREADS,
	              "threads: the submission did not compile and 0 cases were run");
	empty();
	find(STAGE_COLLECT, MODE_SERIAL, VERDICT_NOT_ATTEMPTED);
	score();
	expect_void(MODE_FORK, VERDICT_NOT_ATTEMPTED);
	cr_assert_eq(outcome.points, 0);
}

Test(score, a_failed_sanitizer_build_concerns_its_mode_only)
{
	do_all_well();
	find(STAGE_BUILD, MODE_THREADS, VERDICT_NOT_MEASURABLE);
	score();
	cr_assert_eq(outcome.points, TOTAL - 6);
	cr_assert_eq(outcome.pending, 6);
	cr_assert_eq(outcome.verdict, VERDICT_NOT_MEASURABLE);
	cr_assert(strstr(part_of(PART_CORRECT, MODE_THREADS)->reason, "does not build with a sanitizer"));
}

Test(score, a_race_is_explained_as_luck)
{
	do_all_well();
	find(STAGE_SANITIZE, MODE_THREADS, VERDICT_RACE);
	score();
	expect_reason(PART_CORRECT, MODE_THREADS, "threads: a race was found, so a right answer is luck");
	expect_reason(PART_SPEED, MODE_THREADS, "threads: a race was found, so its speed earns nothing");
}

Test(score, a_wrong_case_is_named)
{
	do_all_well();
	struct finding *f = find(STAGE_CHECK, MODE_FORK, VERDICT_TIMED_OUT);
	f->case_name = xstrdup("edges");
	f->workers = 3;
	score();
	expect_reason(PART_CORRECT, MODE_FORK,
	              "fork: 14 of 15 cases right, worst: timed out in case edges with 3 workers");
}

Test(score, a_leak_costs_only_clean)
{
	do_all_well();
	find(STAGE_SANITIZE, MODE_FORK, VERDICT_LEAK);
	score();
	expect_part(PART_CORRECT, MODE_FORK, 2, 2, 0, VERDICT_CORRECT);
	expect_part(PART_CLEAN, MODE_FORK, 0, 1, 0, VERDICT_LEAK);
	expect_part(PART_SPEED, MODE_FORK, 3, 3, 0, VERDICT_CORRECT);
	cr_assert_eq(outcome.verdict, VERDICT_LEAK);
	expect_reason(PART_CLEAN, MODE_FORK, "fork: a leak was found, 2 of 3 sanitizer runs were clean");
}

static const struct score_mode robust_modes[] = {
	{.mode = MODE_FORK, .correct = 2, .clean = 1, .robust = 0.5},
};
static const struct score_rules robust_rules = {.modes = robust_modes, .mode_count = 1};

Test(score, robust_needs_every_trial)
{
	do_all_well();
	find(STAGE_ROBUST, MODE_FORK, VERDICT_CORRECT);
	find(STAGE_ROBUST, MODE_FORK, VERDICT_CORRECT);
	score_outcome(&robust_rules, &outcome);
	cr_expect_eq(outcome.points, 3.5);
	cr_expect_eq(outcome.verdict, VERDICT_CORRECT);
	expect_reason(PART_ROBUST, MODE_FORK,
	              "fork: invalid inputs and failing calls were handled in all of 2 trials");
	find(STAGE_ROBUST, MODE_FORK, VERDICT_NOT_ROBUST);
	score_outcome(&robust_rules, &outcome);
	cr_expect_eq(outcome.points, 3);
	cr_expect_eq(outcome.verdict, VERDICT_CORRECT, "it is not the headline");
	expect_reason(
		PART_ROBUST, MODE_FORK,
		"fork: invalid inputs and failing calls were handled in 2 of the 3 trials that were made");
}

Test(score, a_trial_that_was_not_made_is_pending)
{
	do_all_well();
	score_outcome(&robust_rules, &outcome);
	cr_expect_eq(outcome.points, 3);
	cr_expect_eq(outcome.pending, 0.5);
	find(STAGE_ROBUST, MODE_FORK, VERDICT_CORRECT);
	find(STAGE_ROBUST, MODE_FORK, VERDICT_NOT_MEASURABLE);
	score_outcome(&robust_rules, &outcome);
	cr_expect_eq(outcome.points, 3);
	cr_expect_eq(outcome.pending, 0.5);
}

Test(score, a_leak_in_a_trial_costs_only_clean)
{
	do_all_well();
	find(STAGE_ROBUST, MODE_FORK, VERDICT_CORRECT);
	find(STAGE_ROBUST, MODE_FORK, VERDICT_LEAK);
	score_outcome(&robust_rules, &outcome);
	cr_expect_eq(outcome.points, 2.5);
	cr_expect_eq(outcome.verdict, VERDICT_LEAK);
}

Test(score, being_robust_earns_nothing_where_the_answer_is_wrong)
{
	do_all_well();
	find(STAGE_ROBUST, MODE_FORK, VERDICT_CORRECT);
	find(STAGE_CHECK, MODE_FORK, VERDICT_WRONG_ANSWER);
	score_outcome(&robust_rules, &outcome);
	cr_expect_eq(outcome.points, 0);
}

Test(score, a_limit_met_under_a_sanitizer_costs_only_clean)
{
	do_all_well();
	find(STAGE_SANITIZE, MODE_FORK, VERDICT_TIMED_OUT);
	score();
	cr_assert_eq(outcome.points, TOTAL - 1);
	expect_part(PART_CLEAN, MODE_FORK, 0, 1, 0, VERDICT_TIMED_OUT);
}

Test(score, a_leak_is_the_headline_even_where_clean_has_no_points)
{
	static const struct score_mode only[] = {{.mode = MODE_SERIAL, .correct = TOTAL}};
	static const struct score_rules no_clean = {.modes = only, .mode_count = 1};

	check_all_right(MODE_SERIAL);
	find(STAGE_SANITIZE, MODE_SERIAL, VERDICT_LEAK);
	score_outcome(&no_clean, &outcome);
	cr_assert_eq(outcome.points, TOTAL);
	cr_assert_eq(outcome.verdict, VERDICT_LEAK);
}

Test(score, correct_without_overlap_is_not_parallel)
{
	check_all_right(MODE_SERIAL);
	check_all_right(MODE_FORK);
	check_all_right(MODE_THREADS);
	count_workers(MODE_FORK, 1);
	count_workers(MODE_THREADS, 2);
	time_mode(MODE_FORK, 0.9, 1, 1.1);
	time_mode(MODE_THREADS, 0.9, 1, 1.1);
	score();
	expect_void(MODE_FORK, VERDICT_NOT_PARALLEL);
	expect_part(PART_CORRECT, MODE_THREADS, 2, 2, 0, VERDICT_CORRECT);
	expect_reason(PART_CORRECT, MODE_FORK,
	              "fork: 14 of 14 cases right, but at most 1 of 4 workers worked at a time");
	cr_assert_eq(outcome.verdict, VERDICT_NOT_PARALLEL);
}

Test(score, a_finding_of_the_census_outweighs_its_numbers)
{
	do_all_well();
	outcome.censuses[0].working = 1;
	find(STAGE_CENSUS, outcome.censuses[0].mode, VERDICT_CORRECT);
	score();
	cr_assert_eq(outcome.points, TOTAL);
}

Test(score, a_census_with_one_worker_proves_nothing)
{
	do_all_well();
	outcome.censuses[0].workers = outcome.censuses[0].working = 1;
	score();
	expect_part(PART_CORRECT, outcome.censuses[0].mode, 0, 2, 2, VERDICT_NOT_MEASURABLE);
}

Test(score, what_was_not_examined_is_pending)
{
	score();
	cr_assert_eq(outcome.points, 0);
	cr_assert_eq(outcome.pending, TOTAL);
	cr_assert_eq(outcome.verdict, VERDICT_NOT_MEASURABLE);
}

Test(score, without_sanitizers_clean_is_pending)
{
	do_all_well();
	for (size_t i = 0; i < outcome.finding_count; i++) {
		if (outcome.findings[i].stage == STAGE_SANITIZE)
			outcome.findings[i].verdict = VERDICT_NOT_MEASURABLE;
	}
	score();
	cr_assert_eq(outcome.points, TOTAL - 3);
	cr_assert_eq(outcome.pending, 3);
}

Test(score, correct_but_not_timed_is_pending)
{
	do_all_well();
	outcome.speeds[0].graded = false;
	score();
	expect_part(PART_SPEED, MODE_FORK, 0, 3, 3, VERDICT_NOT_MEASURABLE);
	cr_assert(strstr(part_of(PART_SPEED, MODE_FORK)->reason, "0 rounds were timed"));
	cr_assert_eq(outcome.points, TOTAL - 3);
	cr_assert_eq(outcome.most, TOTAL);
}

/* Only the points for speed are pending; other verdicts stay visible. */
Test(score, skipped_timing_is_pending_and_not_the_headline)
{
	struct score_rules untimed = rules;

	untimed.not_timed = true;
	do_all_well();
	outcome.speed_count = 0;
	score_outcome(&untimed, &outcome);
	expect_part(PART_SPEED, MODE_FORK, 0, 3, 3, VERDICT_NOT_TIMED);
	cr_assert(strstr(part_of(PART_SPEED, MODE_FORK)->reason, "not timed"));
	expect_part(PART_CORRECT, MODE_FORK, 2, 2, 0, VERDICT_CORRECT);
	cr_assert_eq(outcome.verdict, VERDICT_CORRECT);
	cr_assert_float_eq(outcome.pending, 6, 1e-9);
	cr_assert_float_eq(outcome.most, TOTAL, 1e-9);

	find(STAGE_SANITIZE, MODE_THREADS, VERDICT_RACE);
	score_outcome(&untimed, &outcome);
	cr_assert_eq(outcome.verdict, VERDICT_RACE);
	expect_part(PART_SPEED, MODE_THREADS, 0, 3, 0, VERDICT_RACE);
}

Test(score, an_inconclusive_speed_keeps_its_reason)
{
	do_all_well();
	outcome.speeds[0].verdict = VERDICT_INCONCLUSIVE;
	outcome.speeds[0].at_least = -INFINITY;
	outcome.speeds[0].at_most = INFINITY;
	outcome.speeds[0].reason = xstrdup("the canary reached 0.61 of 4 workers");
	outcome.speeds[1].verdict = VERDICT_NOT_MEASURABLE;
	score();
	expect_part(PART_SPEED, MODE_FORK, 0, 3, 3, VERDICT_INCONCLUSIVE);
	expect_reason(PART_SPEED, MODE_FORK,
	              "the canary reached 0.61 of 4 workers; up to 100% of the points are pending");
	expect_reason(PART_SPEED, MODE_THREADS, "threads: not measurable here after 9 rounds with 4 workers");
	cr_assert_eq(outcome.verdict, VERDICT_INCONCLUSIVE);
}

Test(score, a_straddling_interval_is_inconclusive_even_if_called_correct)
{
	do_all_well();
	set_gain(&outcome.speeds[0], 0.7, 0.78, 0.85);
	score();
	expect_part(PART_SPEED, MODE_FORK, 2.25, 3, 0.75, VERDICT_INCONCLUSIVE);
	expect_reason(
		PART_SPEED, MODE_FORK,
		"fork: gain 0.78 (99% interval 0.70 to 0.85); 75% of the points are earned, and more, up to "
		"100%, are pending");
}

/* The supported points are earned; those that are not excluded are pending; the maximum is fixed. */
Test(score, supported_points_are_earned_and_not_excluded_ones_pending)
{
	static const struct {
		double at_least, at_most, points, pending;
	} known[] = {{-INFINITY, INFINITY, 0, 3}, {-INFINITY, 0.5, 0, 1.5}, {0.35, INFINITY, 1.5, 1.5},
	             {0.35, 0.65, 1.5, 0.75},     {0.1, 0.7, 0, 2.25},      {0.65, INFINITY, 2.25, 0.75}};

	do_all_well();
	outcome.speeds[0].verdict = VERDICT_INCONCLUSIVE;
	for (size_t i = 0; i < ARRAY_LENGTH(known); i++) {
		outcome.speeds[0].at_least = known[i].at_least;
		outcome.speeds[0].at_most = known[i].at_most;
		score();
		expect_part(PART_SPEED, MODE_FORK, known[i].points, 3, known[i].pending,
		            VERDICT_INCONCLUSIVE);
	}
}

Test(score, below_the_lowest_band_is_slow)
{
	do_all_well();
	set_gain(&outcome.speeds[0], 0.02, 0.1, 0.29);
	score();
	expect_part(PART_SPEED, MODE_FORK, 0, 3, 0, VERDICT_SLOW);
	expect_part(PART_CORRECT, MODE_FORK, 2, 2, 0, VERDICT_CORRECT);
	cr_assert_eq(outcome.verdict, VERDICT_SLOW);
	expect_reason(PART_SPEED, MODE_FORK,
	              "fork: gain 0.10 (99% interval 0.02 to 0.29) lies below the lowest band: no points");
}

Test(score, a_middle_band_earns_its_share)
{
	do_all_well();
	set_gain(&outcome.speeds[0], 0.61, 0.7, 0.79);
	score();
	expect_part(PART_SPEED, MODE_FORK, 2.25, 3, 0, VERDICT_CORRECT);
	expect_reason(PART_SPEED, MODE_FORK,
	              "fork: gain 0.70 (99% interval 0.61 to 0.79) "
	              "lies in the band from 0.6: 75% of the points");
}

Test(score, a_wrong_answer_in_a_timed_round_voids_the_mode)
{
	do_all_well();
	outcome.speeds[0].verdict = VERDICT_WRONG_ANSWER;
	score();
	expect_void(MODE_FORK, VERDICT_WRONG_ANSWER);
	expect_reason(PART_CORRECT, MODE_FORK,
	              "fork: 14 of 14 cases right, worst: wrong answer in a timed round with 4 workers");
}

Test(score, a_limit_met_by_more_workers_than_are_graded_costs_nothing)
{
	do_all_well();
	struct speed *beyond = time_mode(MODE_FORK, 0, 0, 0);
	beyond->graded = false;
	beyond->verdict = VERDICT_TIMED_OUT;
	score();
	cr_assert_eq(outcome.points, TOTAL);
	beyond->verdict = VERDICT_WRONG_ANSWER; /* but a wrong answer costs points */
	score();
	expect_void(MODE_FORK, VERDICT_WRONG_ANSWER);
}

/* --- headlines ---------------------------------------------------------- */

Test(score, a_stub_is_not_attempted)
{
	check_all_right(MODE_SERIAL);
	find(STAGE_CHECK, MODE_FORK, VERDICT_NOT_ATTEMPTED);
	check_all_right(MODE_THREADS);
	count_workers(MODE_THREADS, 1);
	score();
	cr_assert_eq(outcome.verdict, VERDICT_NOT_ATTEMPTED);
	cr_assert_eq(outcome.points, 4);
}

Test(score, wrong_in_one_mode_outranks_not_attempted_in_another)
{
	do_all_well();
	find(STAGE_CHECK, MODE_FORK, VERDICT_NOT_ATTEMPTED);
	find(STAGE_CHECK, MODE_THREADS, VERDICT_WRONG_ANSWER);
	score();
	cr_assert_eq(outcome.verdict, VERDICT_WRONG_ANSWER);
}

Test(score, an_open_speed_never_hides_a_failure)
{
	do_all_well();
	outcome.speeds[0].verdict = VERDICT_INCONCLUSIVE;
	find(STAGE_SANITIZE, MODE_THREADS, VERDICT_LEAK);
	score();
	cr_assert_eq(outcome.verdict, VERDICT_LEAK);
}

/* --- questions and rounding --------------------------------------------- */

Test(score, questions_are_pending_and_not_the_headline)
{
	static const struct score_question questions[] = {{"why", 2, true}, {"how", 1.5, false}};
	struct score_rules asking = rules;

	asking.questions = questions;
	asking.question_count = ARRAY_LENGTH(questions);
	do_all_well();
	score_outcome(&asking, &outcome);
	cr_assert_eq(outcome.verdict, VERDICT_CORRECT);
	cr_assert_eq(outcome.points, TOTAL);
	cr_assert_eq(outcome.most, TOTAL + 3.5);
	cr_assert_eq(outcome.pending, 2);
	struct part *last = &outcome.parts[outcome.part_count - 1];
	cr_assert_str_eq(last->name, "how");
	cr_assert_eq(last->kind, PART_QUESTION);
	cr_assert_eq(last->verdict, VERDICT_NOT_ATTEMPTED);
	cr_assert_str_eq(last->reason, "question how: no answer, 0 of 1.5 points");
}

Test(score, thirds_add_up_to_the_total)
{
	static const struct score_mode thirds[] = {
		{.mode = MODE_SERIAL, .correct = 10.0 / 3, .clean = 10.0 / 3},
		{.mode = MODE_FORK, .correct = 10.0 / 3, .clean = 10.0 / 3, .speed = 10.0 / 3},
		{.mode = MODE_THREADS, .correct = 10.0 / 3},
	};
	struct score_rules odd = {.modes = thirds,
	                          .mode_count = ARRAY_LENGTH(thirds),
	                          .bands = bands,
	                          .band_count = ARRAY_LENGTH(bands)};

	do_all_well();
	outcome.speeds[0].verdict = VERDICT_INCONCLUSIVE;
	score_outcome(&odd, &outcome);
	cr_assert_eq(llround(100 * outcome.most) + llround(100 * outcome.pending), 2000);
	for (size_t i = 0; i < outcome.part_count; i++) {
		double hundredths = 100 * (outcome.parts[i].most + outcome.parts[i].pending);
		cr_assert_float_eq(hundredths, round(hundredths), 1e-9);
		cr_assert_float_eq(hundredths, 1000.0 / 3, 1);
	}
}

/* --- bands -------------------------------------------------------------- */

static int band_share(double low, double high, double *share)
{
	struct interval gain = {(low + high) / 2, low, high};

	return score_band_of(bands, ARRAY_LENGTH(bands), gain, share);
}

Test(band, contains_an_interval_entirely_or_not)
{
	static const struct {
		double low, high;
		int straddles;
		double share;
	} known[] = {
		{0.8, 0.9, 0, 1},     {0.6, 0.7999, 0, 0.75}, {0.3, 0.5, 0, 0.5},
		{-1, 0.29, 0, 0},     {0.79, 0.8, 1, -1},     {0.29, 0.3, 1, -1},
		{0.2, 0.9, 1, -1},    {0.9, INFINITY, 0, 1},  {-INFINITY, INFINITY, 1, -1},
		{-INFINITY, 0, 0, 0}, {NAN, NAN, 1, -1},      {0.9, NAN, 1, -1},
	};

	for (size_t i = 0; i < ARRAY_LENGTH(known); i++) {
		double share = -1;
		cr_assert_eq(band_share(known[i].low, known[i].high, &share), known[i].straddles, "%zu", i);
		cr_assert_eq(share, known[i].share, "%zu", i);
	}
}

Test(band, a_border_between_equal_shares_decides_nothing)
{
	static const struct score_band level[] = {{0.8, 1}, {0.6, 1}, {0.2, 0}};
	double share = -1;

	cr_assert_eq(score_band_of(level, 3, (struct interval){0.8, 0.7, 0.9}, &share), 0);
	cr_assert_eq(share, 1);
	cr_assert_eq(score_band_of(level, 3, (struct interval){0.2, 0.1, 0.3}, &share), 0);
	cr_assert_eq(share, 0);
}
