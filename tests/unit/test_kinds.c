/* objects: report/kinds report/losses grading/outcome grading/verdict base/base */
/* test_kinds.c - one fault is shown once, whatever the modes, cases and worker counts in which it
 * was found, and points lost for one reason are one loss. */
#include <criterion/criterion.h>
#include <stdlib.h>

#include "base/base.h"
#include "report/kinds.h"
#include "report/losses.h"

static void add(struct outcome *o, enum mode mode, int workers, const char *message)
{
	*outcome_add_finding(o) = (struct finding){.stage = STAGE_CHECK,
	                                           .mode = mode,
	                                           .verdict = VERDICT_WRONG_ANSWER,
	                                           .workers = workers,
	                                           .message = xstrdup(message)};
}

Test(kinds, the_same_fault_in_several_modes_is_one)
{
	struct outcome o = {0};
	size_t count;

	add(&o, MODE_FORK, 1, "for 2..10 with 1 worker, primes: expected 7, got 6");
	add(&o, MODE_THREADS, 7, "for 2..10 with 7 workers, primes: expected 7, got 2 of them");
	add(&o, MODE_FORK, 2, "factorization_fork returned 3");
	add(&o, MODE_OPENMP, 2, "factorization_openmp returned 14");
	struct kind *kinds = kinds_of(&o, &count);
	cr_assert_eq(count, 2);
	cr_expect_eq(kinds[0].modes, 1u << MODE_FORK | 1u << MODE_THREADS);
	cr_expect_eq(kinds[0].first, &o.findings[0]);
	cr_expect_eq(kinds[0].count, 2);
	cr_expect_eq(kinds[1].modes, 1u << MODE_FORK | 1u << MODE_OPENMP);
	kinds_free(kinds, count);
	outcome_free(&o);
}

Test(kinds, other_stages_and_verdicts_are_other_faults)
{
	struct outcome o = {0};
	size_t count;

	add(&o, MODE_FORK, 1, "for 2..10: it ended");
	add(&o, MODE_FORK, 1, "for 2..10: it ended");
	add(&o, MODE_FORK, 1, "for 2..10: it ended");
	o.findings[1].stage = STAGE_SANITIZE;
	o.findings[2].verdict = VERDICT_CORRECT;
	struct kind *kinds = kinds_of(&o, &count);
	cr_expect_eq(count, 2);
	kinds_free(kinds, count);
	outcome_free(&o);
}

Test(kinds, values_are_split)
{
	struct kind_values v = kinds_values("for 2..10, y[3]: expected 7, got 6 (2 wrong in all)");

	cr_assert(v.what);
	cr_expect_str_eq(v.what, "for 2..10, y[3]");
	cr_expect_str_eq(v.expected, "7");
	cr_expect_str_eq(v.got, "6 (2 wrong in all)");
	kinds_values_free(&v);
	v = kinds_values("expected 7 of them");
	cr_expect_null(v.what);
	v = kinds_values(NULL);
	cr_expect_null(v.what);
}

Test(kinds, modes_are_listed)
{
	char *one = kinds_modes(1u << MODE_FORK),
	     *three = kinds_modes(1u | 1u << MODE_FORK | 1u << MODE_OPENMP);

	cr_expect_str_eq(one, "fork");
	cr_expect_str_eq(three, "serial, fork and openmp");
	free(one);
	free(three);
}

static void add_part(struct outcome *o, enum part_kind kind, enum mode mode, double points, double most,
                     double pending, const char *reason)
{
	*outcome_add_part(o) = (struct part){.kind = kind,
	                                     .mode = mode,
	                                     .points = points,
	                                     .most = most,
	                                     .pending = pending,
	                                     .name = kind == PART_QUESTION ? xstrdup(reason) : NULL,
	                                     .verdict = VERDICT_CRASHED,
	                                     .reason = xstrdup(reason)};
}

Test(losses, one_reason_is_one_loss)
{
	struct outcome o = {0};
	size_t count;

	add_part(&o, PART_CORRECT, MODE_SERIAL, 3, 3, 0, "serial: 8 of 8 cases right");
	add_part(&o, PART_CORRECT, MODE_FORK, 0, 2, 0,
	         "fork: 0 of 1 cases right, worst: crashed with 1 worker");
	add_part(&o, PART_SPEED, MODE_FORK, 0, 1, 0,
	         "fork: 0 of 1 cases right, worst: crashed with 1 worker, so its speed earns nothing");
	add_part(&o, PART_CORRECT, MODE_OPENMP, 0, 2, 0,
	         "openmp: 0 of 3 cases right, worst: crashed with 2 workers");
	add_part(&o, PART_SPEED, MODE_THREADS, 1, 4, 2, "threads: the gain straddles a border");
	add_part(&o, PART_QUESTION, MODE_SERIAL, 0, 7, 0, "why");
	struct loss *lost = losses_of(&o, false, &count);
	cr_assert_eq(count, 3);
	cr_expect_str_eq(lost[0].questions, "why");
	cr_expect_eq(lost[1].points, 5);
	cr_expect_str_eq(lost[1].reason, "0 of 1 cases right, worst: crashed with 1 worker");
	cr_expect_eq(lost[1].modes, 1u << MODE_FORK | 1u << MODE_OPENMP);
	cr_expect_eq(lost[1].kinds, 1u << PART_CORRECT | 1u << PART_SPEED);
	cr_expect_eq(lost[2].points, 1);
	losses_free(lost, count);
	struct loss *waits = losses_of(&o, true, &count);
	cr_assert_eq(count, 1);
	cr_expect_eq(waits[0].points, 2);
	cr_expect_str_eq(waits[0].reason, "the gain straddles a border");
	losses_free(waits, count);
	outcome_free(&o);
}
