/* objects: box/proctree base/base */
/* program */
/* test_proctree.c - stopping, measuring and waking a tree of processes through /proc,
 * as boxes do on machines without control groups.
 *
 * A separate program, since it forks.  The tree is a waiting root with two children and a
 * grandchild, which increment counters in shared memory while they run. */
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/base.h"
#include "box/proctree.h"
#include "told.h"

enum { COUNTERS = 3, WAIT_MS = 10000 };

static volatile unsigned long *counters;

static void count_for_ever(int which)
{
	for (;;)
		counters[which]++;
}

/* A child dies with its parent, so that a failed test leaves no process behind. */
static pid_t child(void)
{
	pid_t parent = getpid(), pid = fork();

	if (pid == 0 && (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0 || getppid() != parent))
		_exit(1);
	return pid;
}

static void be_root(void)
{
	if (child() == 0)
		count_for_ever(0);
	if (child() == 0) {
		if (child() == 0)
			count_for_ever(1);
		count_for_ever(2);
	}
	for (;;)
		pause();
}

static void sleep_ms(int ms)
{
	nanosleep(&(struct timespec){.tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000L}, NULL);
}

static bool all_move(void)
{
	unsigned long before[COUNTERS];

	for (int i = 0; i < COUNTERS; i++)
		before[i] = counters[i];
	for (int ms = 0; ms < WAIT_MS; ms += 10) {
		int moved = 0;
		for (int i = 0; i < COUNTERS; i++)
			moved += counters[i] != before[i];
		if (moved == COUNTERS)
			return true;
		sleep_ms(10);
	}
	return false;
}

static bool none_moves(void)
{
	unsigned long before[COUNTERS];

	for (int i = 0; i < COUNTERS; i++)
		before[i] = counters[i];
	sleep_ms(100);
	for (int i = 0; i < COUNTERS; i++)
		if (counters[i] != before[i])
			return false;
	return true;
}

static void test_tree(pid_t root)
{
	told(all_move(), "the tree runs", "a process of it does not count");
	for (int ms = 0; ms < WAIT_MS && proctree_cpu_s(root, false) == 0; ms += 10)
		sleep_ms(10); /* /proc counts in hundredths of a second */
	pid_t first = proctree_first_child(root);
	told(first > root && kill(first, 0) == 0, "the first child is found", "it is not one of them");
	told(proctree_stop(root, false) == 0, "the tree can be stopped", error_text());
	told(none_moves(), "and then none of it runs, grandchildren neither", "one does");
	double used = proctree_cpu_s(root, false);
	sleep_ms(50);
	told(used > 0 && proctree_cpu_s(root, false) <= used, "nor uses CPU time",
	     "it does, or had used none");
	told(proctree_stop(root, false) == 0 && none_moves(), "stopping twice changes nothing", "it does");
	told(proctree_continue(root, false) == 0 && all_move(), "the tree runs on",
	     "a process of it does not");
	told(proctree_cpu_s(root, false) >= used, "what was used stays counted", "it is less");
}

static void test_nothing_below(pid_t root)
{
	told(proctree_first_child(root) == -1, "a process without children has no first one", "it has");
	told(proctree_stop(root, false) == 0 && proctree_continue(root, false) == 0,
	     "there is nothing to stop", error_text());
	told(proctree_cpu_s(root, false) == 0, "and nothing was used", "something was");
}

int main(void)
{
	counters = mmap(NULL, COUNTERS * sizeof *counters, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS,
	                -1, 0);
	if (counters == MAP_FAILED)
		return 1;
	setvbuf(stdout, NULL, _IOLBF, 0);
	pid_t root = child();
	if (root == 0)
		be_root();
	test_tree(root);
	pid_t first = proctree_first_child(root);
	kill(root, SIGKILL);
	waitpid(root, NULL, 0);
	/* The children of a dead root have a new parent; they die soon. */
	for (int ms = 0; ms < WAIT_MS && kill(first, 0) == 0; ms += 10)
		sleep_ms(10);
	test_nothing_below(root);
	return failures != 0;
}
