/* objects: grading/verdict grading/outcome base/base */
/* test_verdict.c - the texts and ranks of verdicts, and the outcome that contains them. */
#include <criterion/criterion.h>
#include <string.h>

#include "base/base.h"
#include "grading/outcome.h"
#include "grading/verdict.h"

Test(verdict, keys_and_texts_are_unique)
{
	for (int i = 0; i < VERDICT_COUNT; i++) {
		enum verdict back;
		cr_assert_eq(verdict_from_key(verdict_key(i), &back), 0);
		cr_assert_eq((int)back, i);
		for (int j = 0; j < i; j++) {
			cr_assert_str_neq(verdict_key(i), verdict_key(j));
			cr_assert_str_neq(verdict_words(i), verdict_words(j));
			cr_assert_neq(verdict_rank(i), verdict_rank(j));
		}
	}
}

Test(verdict, texts_are_those_of_the_course)
{
	cr_assert_str_eq(verdict_words(VERDICT_WRONG_ANSWER), "wrong answer");
	cr_assert_str_eq(verdict_key(VERDICT_WRONG_ANSWER), "wrong-answer");
	cr_assert_str_eq(verdict_words(VERDICT_NOT_MEASURABLE), "not measurable here");
	cr_assert_str_eq(verdict_key(VERDICT_DID_NOT_COMPILE), "did-not-compile");
}

Test(verdict, keys_are_fit_for_files_and_css)
{
	for (int i = 0; i < VERDICT_COUNT; i++)
		cr_assert_eq(strspn(verdict_key(i), "abcdefghijklmnopqrstuvwxyz-"), strlen(verdict_key(i)));
}

Test(verdict, an_unknown_key_is_an_error)
{
	enum verdict v = VERDICT_LEAK;

	cr_assert_eq(verdict_from_key("splendid", &v), -1);
	cr_assert_eq(v, VERDICT_LEAK);
	cr_assert(strstr(error_text(), "splendid"));
}

Test(verdict, numbers_outside_the_list_are_harmless)
{
	cr_assert_str_eq(verdict_words((enum verdict)99), "unknown");
	cr_assert_str_eq(verdict_key((enum verdict)77), "unknown");
	cr_assert_gt(verdict_rank((enum verdict)99), verdict_rank(VERDICT_DID_NOT_COMPILE));
}

Test(verdict, ranks_are_ordered)
{
	static const enum verdict falling[] = {
		VERDICT_DID_NOT_COMPILE,
		VERDICT_SILENCED,
		VERDICT_MEMORY_ERROR,
		VERDICT_RACE,
		VERDICT_CRASHED,
		VERDICT_TIMED_OUT,
		VERDICT_OUT_OF_MEMORY,
		VERDICT_TOO_MANY_PROCESSES,
		VERDICT_EXITED_EARLY,
		VERDICT_WRONG_ANSWER,
		VERDICT_NOT_ATTEMPTED,
		VERDICT_NOT_PARALLEL,
		VERDICT_LEAK,
		VERDICT_OUTSIDE_CLOCK,
		VERDICT_SLOW,
		VERDICT_NOT_ROBUST,
		VERDICT_INCONCLUSIVE,
		VERDICT_NOT_MEASURABLE,
		VERDICT_NOT_TIMED,
		VERDICT_CORRECT,
	};

	cr_assert_eq(ARRAY_LENGTH(falling), (size_t)VERDICT_COUNT);
	for (size_t i = 1; i < ARRAY_LENGTH(falling); i++)
		cr_assert_gt(verdict_rank(falling[i - 1]), verdict_rank(falling[i]));
	cr_assert_eq(verdict_rank(VERDICT_CORRECT), 0);
}

Test(verdict, worse_does_not_depend_on_the_order)
{
	for (int a = 0; a < VERDICT_COUNT; a++) {
		for (int b = 0; b < VERDICT_COUNT; b++)
			cr_assert_eq(verdict_worse(a, b), verdict_worse(b, a));
		cr_assert_eq((int)verdict_worse(a, VERDICT_CORRECT), a);
	}
}

Test(verdict, three_verdicts_leave_the_question_open)
{
	int pending = 0;

	for (int i = 0; i < VERDICT_COUNT; i++)
		pending += verdict_is_pending(i);
	cr_assert_eq(pending, 3);
	cr_assert(verdict_is_pending(VERDICT_INCONCLUSIVE));
	cr_assert(verdict_is_pending(VERDICT_NOT_MEASURABLE));
	cr_assert(verdict_is_pending(VERDICT_NOT_TIMED));
}

Test(mode, is_found_by_name_and_by_letter)
{
	for (int i = 0; i < MODE_COUNT; i++) {
		enum mode by_name, by_letter;
		char letter[2] = {mode_letter(i)};
		cr_assert_eq(mode_from_text(mode_name(i), &by_name), 0);
		cr_assert_eq(mode_from_text(letter, &by_letter), 0);
		cr_assert_eq((int)by_name, i);
		cr_assert_eq((int)by_letter, i);
	}
	cr_assert_str_eq(mode_name(MODE_FORK), "fork");
	cr_assert_eq(mode_letter(MODE_FORK), 'm');
}

Test(mode, anything_else_is_an_error)
{
	static const char *const texts[] = {"", "x", "sm", "Fork", "thread", " s"};

	for (size_t i = 0; i < ARRAY_LENGTH(texts); i++) {
		enum mode mode;
		cr_assert_eq(mode_from_text(texts[i], &mode), -1, "'%s'", texts[i]);
	}
	cr_assert_str_eq(mode_name((enum mode)MODE_COUNT), "unknown");
	cr_assert_eq(mode_letter((enum mode)MODE_COUNT), '?');
}

Test(stage, is_found_by_its_name)
{
	for (int i = 0; i < STAGE_COUNT; i++) {
		enum stage back;
		cr_assert_eq(stage_from_name(stage_name(i), &back), 0);
		cr_assert_eq((int)back, i);
	}
	enum stage none;
	cr_assert_str_eq(stage_name(STAGE_SANITIZE), "sanitize");
	cr_assert_eq(stage_from_name("sanitise", &none), -1);
	cr_assert_str_eq(stage_name(STAGE_COUNT), "unknown");
}

Test(outcome, hands_out_zeroed_elements_and_frees_all)
{
	struct outcome outcome = {.student = xstrdup("good"), .exercise = xstrdup("factorization")};

	for (int i = 0; i < 100; i++) {
		struct finding *f = outcome_add_finding(&outcome);
		cr_assert_null(f->message);
		cr_assert_eq(f->verdict, VERDICT_CORRECT);
		f->case_name = xstrdup("a");
		f->message = xstrdup("b");
		f->detail = xstrdup("c");
		f->hint = xstrdup("d");
		f->again = xstrdup("e");
		cr_assert_eq(outcome_add_census(&outcome)->working, 0);
		cr_assert_eq(samples_add(&outcome.samples)->round, 0);
		outcome_add_speed(&outcome)->reason = xstrdup("f");
		struct part *p = outcome_add_part(&outcome);
		cr_assert_eq(p->points, 0);
		p->name = xstrdup("g");
		p->reason = xstrdup("h");
	}
	cr_assert_eq(outcome.finding_count, 100u);
	cr_assert_eq(outcome.samples.count, 100u);
	outcome_free(&outcome);
	cr_assert_null(outcome.findings);
	cr_assert_eq(outcome.part_count, 0u);
	outcome_free(&outcome); /* an empty one may be freed, too */
}

Test(outcome, fault_in_finds_the_first_and_of_the_sanitizers_the_gravest)
{
	struct outcome outcome = {0};
	static const struct finding found[] = {
		{.stage = STAGE_CHECK, .mode = MODE_FORK, .verdict = VERDICT_CORRECT},
		{.stage = STAGE_CHECK, .mode = MODE_SERIAL, .verdict = VERDICT_CRASHED},
		{.stage = STAGE_SANITIZE, .mode = MODE_FORK, .verdict = VERDICT_LEAK},
		{.stage = STAGE_CHECK, .mode = MODE_FORK, .verdict = VERDICT_WRONG_ANSWER},
		{.stage = STAGE_CHECK, .mode = MODE_FORK, .verdict = VERDICT_TIMED_OUT},
		{.stage = STAGE_SANITIZE, .mode = MODE_FORK, .verdict = VERDICT_RACE},
		{.stage = STAGE_SANITIZE, .mode = MODE_FORK, .verdict = VERDICT_MEMORY_ERROR},
		{.stage = STAGE_SANITIZE, .mode = MODE_FORK, .verdict = VERDICT_CORRECT},
	};

	for (size_t i = 0; i < ARRAY_LENGTH(found); i++)
		*outcome_add_finding(&outcome) = found[i];
	cr_assert_eq(outcome_fault_in(&outcome, STAGE_CHECK, MODE_FORK), &outcome.findings[3]);
	cr_assert_eq(outcome_fault_in(&outcome, STAGE_SANITIZE, MODE_FORK), &outcome.findings[6]);
	cr_assert_null(outcome_fault_in(&outcome, STAGE_CENSUS, MODE_FORK));
	cr_assert_null(outcome_fault_in(&outcome, STAGE_CHECK, MODE_OPENMP));
	outcome_free(&outcome);
}
