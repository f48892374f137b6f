/* objects: measure/arm_order base/base */
/* test_arm_order.c - properties of a fair plan, for many seeds and sizes. */
#include <criterion/criterion.h>
#include <string.h>

#include "measure/arm_order.h"

enum { MOST = 17, SEEDS = 20 };

/* Each row and each column of block `block` contains every arm once. */
static void expect_latin(uint64_t seed, size_t block, size_t arms)
{
	int in_row[MOST][MOST] = {0}, in_place[MOST][MOST] = {0};

	for (size_t row = 0; row < arms; row++) {
		size_t order[MOST];
		arm_order(seed, block * arms + row, arms, order);
		for (size_t place = 0; place < arms; place++) {
			cr_assert_lt(order[place], arms);
			in_row[row][order[place]]++;
			in_place[place][order[place]]++;
		}
	}
	for (size_t i = 0; i < arms; i++) {
		for (size_t arm = 0; arm < arms; arm++) {
			cr_assert_eq(in_row[i][arm], 1);
			cr_assert_eq(in_place[i][arm], 1);
		}
	}
}

Test(plan, every_block_is_a_latin_square)
{
	for (uint64_t seed = 0; seed < SEEDS; seed++) {
		for (size_t arms = 1; arms <= MOST; arms++) {
			for (size_t block = 0; block < 4; block++)
				expect_latin(seed * UINT64_C(0x9e3779b97f4a7c15), block, arms);
		}
	}
}

Test(plan, is_a_function_of_seed_and_round)
{
	for (size_t round = 0; round < 50; round++) {
		size_t first[MOST], again[MOST];
		arm_order(7, round, MOST, first);
		arm_order(8, round + 1, MOST, again); /* a call in between must have no effect */
		arm_order(7, round, MOST, again);
		cr_assert_arr_eq(first, again, sizeof first);
	}
}

/* The number of rows in which two blocks are equal. */
static int same_square(uint64_t seed_a, size_t block_a, uint64_t seed_b, size_t block_b, size_t arms)
{
	for (size_t row = 0; row < arms; row++) {
		size_t a[MOST], b[MOST];
		arm_order(seed_a, block_a * arms + row, arms, a);
		arm_order(seed_b, block_b * arms + row, arms, b);
		if (memcmp(a, b, arms * sizeof *a) != 0)
			return 0;
	}
	return 1;
}

Test(plan, is_reshuffled_between_blocks_and_seeds)
{
	for (uint64_t seed = 0; seed < SEEDS; seed++) {
		cr_assert_not(same_square(seed, 0, seed, 1, 8));
		cr_assert_not(same_square(seed, 1, seed, 2, 8));
		cr_assert_not(same_square(seed, 0, seed + 1, 0, 8));
	}
}

/* Over many blocks each arm follows every other arm about equally often.  In a plain cyclic
 * square it would always follow the same one. */
Test(plan, lets_every_arm_follow_every_other)
{
	enum { ARMS = 5, ROUNDS = 5000 };
	int follows[ARMS][ARMS] = {0};

	for (size_t round = 0; round < ROUNDS; round++) {
		size_t order[ARMS];
		arm_order(11, round, ARMS, order);
		for (int place = 1; place < ARMS; place++)
			follows[order[place - 1]][order[place]]++;
	}
	for (int a = 0; a < ARMS; a++) {
		for (int b = 0; b < ARMS; b++) {
			if (a != b) /* 5000 * 4 / 20 = 1000 expected */
				cr_assert(follows[a][b] > 800 && follows[a][b] < 1200, "%d", follows[a][b]);
		}
	}
}

Test(plan, may_have_one_arm_or_none)
{
	size_t order[1] = {9};

	arm_order(1, 123, 0, order);
	cr_assert_eq(order[0], 9u);
	arm_order(1, 123, 1, order);
	cr_assert_eq(order[0], 0u);
}

Test(random, is_philox)
{
	/* The known answer in Random123's kat_vectors for philox2x64, 10 rounds, all zero. */
	cr_assert_eq(arm_random(0, 0), UINT64_C(0xca00a0459843d731));
	cr_assert_eq(arm_random(3, 4), arm_random(3, 4));
	cr_assert_neq(arm_random(3, 4), arm_random(3, 5));
	cr_assert_neq(arm_random(3, 4), arm_random(4, 4));
}

Test(random, every_bit_is_balanced)
{
	enum { DRAWS = 20000 };
	int ones[64] = {0};

	for (uint64_t k = 0; k < DRAWS; k++) {
		uint64_t draw = arm_random(42, k);
		for (int bit = 0; bit < 64; bit++)
			ones[bit] += draw >> bit & 1;
	}
	for (int bit = 0; bit < 64; bit++) /* standard deviation 71 */
		cr_assert_float_eq(ones[bit], DRAWS / 2.0, 400, "bit %d: %d", bit, ones[bit]);
}
