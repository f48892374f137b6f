/* objects: pipeline/secret_draw base/digest base/base */
/* test_secret_draw.c - drawn numbers depend on the secret and on everything that they are drawn for. */
#include <criterion/criterion.h>

#include "pipeline/secret_draw.h"

Test(draw, the_same_secret_draws_the_same)
{
	cr_expect_eq(draw("s", "pool", DRAWN_INPUT, 3), draw("s", "pool", DRAWN_INPUT, 3));
	cr_expect_eq(draw(NULL, "pool", DRAWN_INPUT, 3), draw("", "pool", DRAWN_INPUT, 3));
}

Test(draw, every_parameter_changes_the_result)
{
	const uint64_t one = draw("s", "pool", DRAWN_INPUT, 3);

	cr_expect_neq(one, draw("t", "pool", DRAWN_INPUT, 3));
	cr_expect_neq(one, draw("s", "sweep", DRAWN_INPUT, 3));
	cr_expect_neq(one, draw("s", "pool", DRAWN_CENSUS_WORKERS, 3));
	cr_expect_neq(one, draw("s", "pool", DRAWN_INPUT, 4));
	/* Adjacent names are separated. */
	cr_expect_neq(draw("ab", "c", DRAWN_INPUT, 0), draw("a", "bc", DRAWN_INPUT, 0));
}

Test(draw, every_value_of_a_range_and_no_other_is_drawn)
{
	enum { LOW = 2, HIGH = 5, DRAWS = 400 };
	int seen[HIGH + 2] = {0};

	for (int i = 0; i < DRAWS; i++) {
		int value = draw_between("s", "pool", DRAWN_SANITIZED_WORKERS, (uint64_t)i, LOW, HIGH);
		cr_assert(value >= LOW && value <= HIGH, "%d", value);
		seen[value]++;
	}
	for (int value = LOW; value <= HIGH; value++)
		cr_expect_gt(seen[value], DRAWS / 8, "%d was drawn %d times", value, seen[value]);
	cr_expect_eq(draw_between("s", "pool", DRAWN_INPUT, 0, 3, 1), 3, "nothing is between");
}
