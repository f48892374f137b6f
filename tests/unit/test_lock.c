/* objects: measure/lock base/base base/file */
/* test_lock.c - graders take turns, and no grader waits for ever. */
#include <criterion/criterion.h>
#include <criterion/redirect.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/base.h"
#include "base/file.h"
#include "measure/lock.h"

static char folder[] = "/tmp/parlab-lock-XXXXXX";
static char *path;

static void make_folder(void)
{
	cr_assert_not_null(mkdtemp(folder));
	path = xasprintf("%s/parlab.lock", folder);
}

static void drop_folder(void)
{
	free(path);
	cr_assert_eq(folder_remove(folder), 0);
}

TestSuite(lock, .init = make_folder, .fini = drop_folder);

/* Could another process, with its own descriptor, take the lock in this way now? */
static bool could_lock(int how)
{
	int other = open(path, O_RDONLY | O_CLOEXEC);

	cr_assert_geq(other, 0);
	bool could = flock(other, how | LOCK_NB) == 0;
	close(other);
	return could;
}

static struct host_lock take(bool exclusive)
{
	struct host_lock lock;

	host_lock_take_in(&lock, folder, exclusive);
	return lock;
}

Test(lock, is_shared_to_load_and_exclusive_to_time)
{
	struct host_lock load = take(false), more_load = take(false);

	cr_assert(load.file >= 0 && more_load.file >= 0 && !load.without);
	cr_assert(could_lock(LOCK_SH));
	cr_assert_not(could_lock(LOCK_EX));
	host_lock_drop(&load);
	host_lock_drop(&more_load);
	struct host_lock timing = take(true);
	cr_assert_geq(timing.file, 0);
	cr_assert_not(could_lock(LOCK_SH));
	host_lock_drop(&timing);
	cr_assert(could_lock(LOCK_EX));
}

Test(lock, every_user_may_take_it_and_none_may_write_it)
{
	struct stat status;

	umask(0077);
	struct host_lock lock = take(true);
	cr_assert_eq(fstat(lock.file, &status), 0);
	cr_assert_eq(status.st_mode & 07777, 0444u);
	cr_assert_eq(status.st_nlink, 1u); /* no temporary file is left */
	host_lock_drop(&lock);
}

Test(lock, is_not_inherited_by_programs)
{
	struct host_lock lock = take(false);

	cr_assert(fcntl(lock.file, F_GETFD) & FD_CLOEXEC);
	host_lock_drop(&lock);
}

static void goes_without(const char *why)
{
	struct host_lock lock = take(true);

	cr_expect_eq(lock.file, -1);
	cr_assert(lock.without);
	cr_expect(strstr(lock.without, why), "'%s' is not in: %s", why, lock.without);
	host_lock_drop(&lock);
}

Test(lock, a_replacement_of_its_file_blocks_nobody)
{
	char *target = xasprintf("%s/target", folder);

	cr_assert_eq(symlink(target, path), 0);
	goes_without("cannot open");
	cr_assert_neq(access(target, F_OK), 0); /* the link's target was not created */
	unlink(path);
	cr_assert_eq(mkfifo(path, 0666), 0);
	goes_without("not a regular file");
	unlink(path);
	cr_assert_eq(mkdir(path, 0700), 0);
	goes_without("not a regular file");
	rmdir(path);
	free(target);
}

/* Start a process that takes the lock and keeps it. */
static pid_t start_holder(void)
{
	int ready[2];
	char byte;

	cr_assert_eq(pipe(ready), 0);
	pid_t holder = fork();
	if (holder == 0) {
		int file = open(path, O_RDONLY | O_CREAT, 0444);
		if (file >= 0 && flock(file, LOCK_EX) == 0 && write(ready[1], "", 1) == 1)
			pause();
		_exit(1);
	}
	cr_assert_eq(read(ready[0], &byte, 1), 1);
	close(ready[0]);
	close(ready[1]);
	return holder;
}

static void end_holder(pid_t holder)
{
	kill(holder, SIGKILL);
	waitpid(holder, NULL, 0);
}

Test(lock, one_held_for_ever_costs_the_patience_once)
{
	pid_t holder = start_holder();
	char *user = user_name(geteuid()),
	     *who = xasprintf("(process %d of %s, running since 2", (int)holder, user);

	cr_redirect_stderr();
	host_lock_patience(0.3);
	uint64_t start = clock_ns();
	goes_without(who);
	cr_assert_geq(clock_ns() - start, 300000000u);
	fflush(stderr);
	char told[1024] = "";
	cr_assert_gt(fread(told, 1, sizeof told - 1, cr_get_redirected_stderr()), 0);
	cr_assert(strstr(told, "waiting") && strstr(told, who), "%s", told);
	start = clock_ns(); /* the patience is used up */
	for (int i = 0; i < 100; i++)
		goes_without(who);
	cr_assert_lt(clock_ns() - start, 100 * 300000000ull);
	end_holder(holder);
	struct host_lock lock = take(true);
	cr_assert_geq(lock.file, 0); /* a free lock is taken even without patience */
	host_lock_drop(&lock);
	free(user);
	free(who);
}

Test(lock, one_that_becomes_free_is_taken)
{
	pid_t holder = start_holder();
	pid_t killer = fork();

	if (killer == 0) {
		usleep(200000);
		kill(holder, SIGKILL);
		_exit(0);
	}
	cr_redirect_stderr();
	struct host_lock lock = take(false);
	cr_assert_geq(lock.file, 0);
	cr_assert_null(lock.without);
	host_lock_drop(&lock);
	waitpid(killer, NULL, 0);
	waitpid(holder, NULL, 0);
}

/* Patience is a budget for the whole run and is restored by work.  So a process that takes the
 * lock again and again costs a grader part of its time, not all of it. */
Test(lock, patience_is_used_up_and_restored)
{
	cr_redirect_stderr();
	host_lock_patience(0.2);
	struct host_lock mine = take(true);
	pid_t holder;

	host_lock_drop(&mine);
	holder = start_holder();
	goes_without("was held by");
	end_holder(holder);
	mine = take(true);
	usleep(100000);
	host_lock_drop(&mine);
	holder = start_holder();
	uint64_t start = clock_ns();
	goes_without("was held by");
	cr_assert_geq(clock_ns() - start, 200000000u); /* three times 0.1 s, limited to 0.2 s */
	end_holder(holder);
}
