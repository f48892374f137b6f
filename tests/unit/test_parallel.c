/* objects: base/parallel base/base */
#include <criterion/criterion.h>
#include <stdatomic.h>
#include <string.h>
#include <time.h>

#include "base/base.h"
#include "base/parallel.h"

enum { TASKS = 100 };
static atomic_int done[TASKS];
static atomic_int busy, most_busy;

static int count_task(void *context, size_t index)
{
	int now = atomic_fetch_add(&busy, 1) + 1, seen = most_busy;

	(void)context;
	while (now > seen && !atomic_compare_exchange_weak(&most_busy, &seen, now))
		;
	nanosleep(&(struct timespec){.tv_nsec = 200000}, NULL);
	done[index]++;
	busy--;
	return 0;
}

static int fail_task(void *context, size_t index)
{
	const size_t *bad = context;

	done[index]++;
	return index >= *bad ? error_set("task %zu failed", index) : 0;
}

Test(parallel, every_task_runs_once_on_any_number_of_threads)
{
	for (int threads = 0; threads <= 8; threads++) {
		memset(done, 0, sizeof done);
		most_busy = 0;
		cr_assert_eq(parallel_run(threads, TASKS, count_task, NULL), 0);
		for (int i = 0; i < TASKS; i++)
			cr_assert_eq(done[i], 1);
		cr_assert_leq(most_busy, threads > 1 ? threads : 1);
	}
	cr_assert_gt(most_busy, 1);
}

Test(parallel, no_tasks_is_no_failure)
{
	cr_assert_eq(parallel_run(4, 0, count_task, NULL), 0);
}

Test(parallel, the_first_failure_is_reported_and_later_tasks_are_not_started)
{
	size_t bad = 3;

	cr_assert_eq(parallel_run(1, TASKS, fail_task, &bad), -1);
	cr_assert_str_eq(error_text(), "task 3 failed");
	cr_assert_eq(done[4], 0);
	memset(done, 0, sizeof done);
	cr_assert_eq(parallel_run(4, TASKS, fail_task, &bad), -1);
	cr_assert_str_eq(error_text(), "task 3 failed");
}
