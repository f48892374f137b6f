/* objects: pipeline/worker_counts pipeline/secret_draw base/digest base/base */
/* test_worker_counts.c - the numbers of workers in each stage. */
#include <criterion/criterion.h>
#include <stdlib.h>

#include "pipeline/worker_counts.h"

static unsigned listed[] = {2, 9};
static struct manifest_case cases[] = {{.name = "any"},
                                       {.name = "listed", .workers = listed, .worker_count = 2}};
static struct manifest exercise = {
	.name = "ex", .cases = cases, .case_count = 2, .census_workers = 4, .limits = {.processes = 64}};

enum { ANY, LISTED, SECRETS = 200 };

static struct pipeline_job job_of(const char *secret)
{
	return (struct pipeline_job){.exercise = &exercise, .secret = secret};
}

static char *secret_number(int number)
{
	static char text[16];

	snprintf(text, sizeof text, "%d", number);
	return text;
}

Test(worker_counts, check_tries_the_usual_numbers_and_a_drawn_one)
{
	bool seen[64] = {false};

	for (int i = 0; i < SECRETS; i++) {
		const struct pipeline_job job = job_of(secret_number(i));
		size_t count;
		int *counts = worker_counts_checked(&job, MODE_FORK, ANY, &count);
		cr_assert_eq(count, 5);
		cr_assert_leq(count, worker_counts_most(&cases[ANY]));
		cr_assert(counts[0] == 1 && counts[1] == 2 && counts[2] == 3 && counts[3] == 7);
		cr_assert(counts[4] >= 4 && counts[4] <= 17 && counts[4] != 7, "%d", counts[4]);
		seen[counts[4]] = true;
		free(counts);
	}
	cr_expect(seen[4] && seen[8] && seen[16] && seen[17]);
}

Test(worker_counts, check_tries_exactly_the_listed_numbers)
{
	const struct pipeline_job job = job_of("s");
	size_t count;
	int *counts = worker_counts_checked(&job, MODE_THREADS, LISTED, &count);

	cr_assert_eq(count, 2);
	cr_expect(counts[0] == 2 && counts[1] == 9);
	free(counts);
	counts = worker_counts_checked(&job, MODE_SERIAL, LISTED, &count);
	cr_assert_eq(count, 1);
	cr_expect_eq(counts[0], 1);
	free(counts);
}

Test(worker_counts, a_requested_number_replaces_all)
{
	struct pipeline_job job = job_of("s");
	size_t count;

	job.only_workers = 23;
	for (size_t index = ANY; index <= LISTED; index++) {
		int *counts = worker_counts_checked(&job, MODE_FORK, index, &count);
		cr_assert_eq(count, 1);
		cr_expect_eq(counts[0], 23);
		cr_expect_eq(worker_count_sanitized(&job, FLAVOUR_THREAD, MODE_FORK, index, false), 23);
		free(counts);
	}
	cr_expect_eq(worker_count_census(&job, MODE_FORK), 23);
}

Test(worker_counts, all_are_below_the_limit_of_processes)
{
	exercise.limits.processes = 6;
	for (int i = 0; i < SECRETS; i++) {
		const struct pipeline_job job = job_of(secret_number(i));
		size_t count;
		int *counts = worker_counts_checked(&job, MODE_FORK, ANY, &count);
		for (size_t k = 0; k < count; k++)
			cr_assert_lt(counts[k], 6);
		free(counts);
		cr_assert_lt(worker_count_sanitized(&job, FLAVOUR_ADDRESS, MODE_FORK, ANY, true), 6);
		cr_assert_lt(worker_count_census(&job, MODE_FORK), 6);
	}
}

Test(worker_counts, ranges_of_the_stages_overlap)
{
	bool few[64] = {false}, many[64] = {false}, census[64] = {false};

	for (int i = 0; i < SECRETS; i++) {
		const struct pipeline_job job = job_of(secret_number(i));
		few[worker_count_sanitized(&job, FLAVOUR_THREAD, MODE_OPENMP, ANY, false)] = true;
		many[worker_count_sanitized(&job, FLAVOUR_THREAD, MODE_OPENMP, ANY, true)] = true;
		census[worker_count_census(&job, MODE_OPENMP)] = true;
	}
	for (int w = 2; w <= 5; w++)
		cr_expect(few[w] && many[w] && census[w], "%d", w);
	cr_expect(many[8] && many[12]);
	cr_expect_not(few[1] || many[1] || census[1] || few[6] || many[13] || census[7]);
}
