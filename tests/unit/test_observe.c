/* objects: measure/observe measure/failing measure/thread_starter box/program_counter box/proctree base/base */
/* program */
/* test_observe.c - what is seen of a program from outside, and calls that are made to fail.
 *
 * A separate program, since it forks.  A child plays the observed program: it waits for a
 * byte, does its part, says what became of it, and waits again.  It is looked at then. */
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/base.h"
#include "measure/observe.h"
#include "told.h"

enum { SHORT_LIVED = 200 };

/* What a part returns: 0, or the errno of a call that failed. */
typedef int part(void);

static void *nothing(void *unused)
{
	return unused;
}

static int start_and_reap(int children)
{
	for (int i = 0; i < children; i++) {
		pid_t pid = fork();
		if (pid < 0)
			return errno;
		if (pid == 0)
			_exit(0);
		waitpid(pid, NULL, 0);
	}
	return 0;
}

static int three_children(void)
{
	return start_and_reap(3);
}

/* Each is gone before who created it has said so. */
static int many_children(void)
{
	return start_and_reap(SHORT_LIVED);
}

static int three_threads(void)
{
	pthread_t thread;

	for (int i = 0; i < 3; i++) {
		int error = pthread_create(&thread, NULL, nothing, NULL);
		if (error)
			return error;
		pthread_join(thread, NULL);
	}
	return 0;
}

static int two_pipes(void)
{
	int ends[2];

	for (int i = 0; i < 2; i++)
		if (pipe(ends) != 0)
			return errno;
	return 0;
}

static int shared_memory(void)
{
	return mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0) == MAP_FAILED
	               ? errno
	               : 0;
}

static int in_a_child(void)
{
	int status = 0;
	pid_t pid = fork();

	if (pid == 0)
		_exit(shared_memory());
	waitpid(pid, &status, 0);
	return WEXITSTATUS(status);
}

static int leaves_a_child(void)
{
	pid_t pid = fork();

	if (pid == 0) {
		pause();
		_exit(0);
	}
	return 0;
}

static int leaves_a_zombie(void)
{
	siginfo_t info;
	pid_t pid = fork();

	if (pid == 0)
		_exit(0);
	waitid(P_PID, (id_t)pid, &info, WEXITED | WNOWAIT);
	return 0;
}

/* The observed program: ready, then one part, between two bytes. */
static void play(part *p, int from, int to)
{
	unsigned char byte;

	if (write(to, "", 1) != 1 || read(from, &byte, 1) != 1)
		_exit(1);
	byte = (unsigned char)p();
	if (write(to, &byte, 1) != 1 || read(from, &byte, 1) != 1)
		_exit(1);
	_exit(0);
}

/* Observe one part: its errno; *seen. */
static int observe_part(part *p, const struct failing *failing, struct observed *seen)
{
	int go[2], done[2];
	unsigned char byte = 0;
	bool gone;
	pid_t parent = getpid(), pid;

	if (pipe(go) != 0 || pipe(done) != 0 || (pid = fork()) < 0)
		exit(2);
	if (pid == 0) {
		setpgid(0, 0);
		if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0 || getppid() != parent)
			_exit(1);
		close(go[1]);
		close(done[0]);
		play(p, go[0], done[1]);
	}
	close(go[0]);
	close(done[1]);
	if (read(done[0], &byte, 1) != 1) /* it is ready */
		exit(2);
	struct observer *observer = observe_start(pid, 0, failing, false, &gone);
	*seen = (struct observed){0};
	if (observer && write(go[1], "", 1) == 1 && read(done[0], &byte, 1) == 1)
		observe_look(observer, 1, 0, seen);
	kill(-pid, SIGKILL);
	kill(pid, SIGKILL);
	observe_end(observer);
	waitpid(pid, NULL, 0);
	close(go[1]);
	close(done[0]);
	return observer ? byte : -1;
}

static void is(const char *name, int expected, int got)
{
	char why[64];

	snprintf(why, sizeof why, "expected %d, got %d", expected, got);
	told(expected == got, name, why);
}

int main(void)
{
	static const struct failing none = {0};
	struct observed seen;

	is("short-lived children: no failure", 0, observe_part(many_children, &none, &seen));
	is("short-lived children are counted once", SHORT_LIVED, seen.processes);
	is("none of them is left", 0, seen.left_running + seen.left_zombies);
	observe_part(three_children, NULL, &seen);
	is("children are counted without looking at calls", 3, seen.processes);
	is("calls are not counted then", 0, seen.failing.counts[FAILING_FORK]);

	is("nothing fails where nothing is to fail", 0, observe_part(three_children, &none, &seen));
	is("three forks are counted", 3, seen.failing.counts[FAILING_FORK]);
	is("the second fork fails", EAGAIN,
	   observe_part(three_children, &(struct failing){.kind = FAILING_FORK, .nth = 2}, &seen));
	is("the first one was made", 1, seen.processes);
	is("a fourth does not come", 0,
	   observe_part(three_children, &(struct failing){.kind = FAILING_FORK, .nth = 4}, &seen));
	is("the third thread fails", EAGAIN,
	   observe_part(three_threads, &(struct failing){.kind = FAILING_THREAD, .nth = 3}, &seen));
	is("two threads were made", 2, seen.threads);
	is("the memory for threads' stacks is not counted", 0,
	   observe_part(three_threads, &none, &seen) + seen.failing.counts[FAILING_PIPE]);
	is("the second pipe fails", EMFILE,
	   observe_part(two_pipes, &(struct failing){.kind = FAILING_PIPE, .nth = 2}, &seen));
	is("the first one is left", 2, seen.left_descriptors);
	is("shared memory fails", ENOMEM,
	   observe_part(shared_memory, &(struct failing){.kind = FAILING_MEMORY, .nth = 1}, &seen));
	is("it was the first process's own call", false, seen.failed_below);
	is("it fails in a child, too", ENOMEM,
	   observe_part(in_a_child, &(struct failing){.kind = FAILING_MEMORY, .nth = 1}, &seen));
	is("it was a child's call", true, seen.failed_below);

	observe_part(shared_memory, NULL, &seen);
	is("a shared mapping that is left", 1, seen.left_mappings);
	observe_part(leaves_a_child, NULL, &seen);
	is("a child that is left", 1, seen.left_running);
	observe_part(leaves_a_zombie, NULL, &seen);
	is("a child that was not waited for", 1, seen.left_zombies);
	return failures > 0;
}
