/* objects: box/standing box/program_counter box/proctree base/base */
/* program */
/* test_standing.c - what is seen of programs that hang, each in a way of its own.
 *
 * A separate program, since it forks.  A child plays the hanging program; it is looked at
 * until it has got where it will stay. */
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/base.h"
#include "box/standing.h"
#include "told.h"

enum { LOOKS = 1000 };

/* A child dies with its parent. */
static pid_t child(void)
{
	pid_t parent = getpid(), pid = fork();

	if (pid == 0 && (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0 || getppid() != parent))
		_exit(1);
	return pid;
}

static void reads_a_pipe_left_open(void)
{
	int ends[2];
	char byte;

	if (pipe(ends) != 0)
		_exit(1);
	for (int i = 0; i < 2; i++)
		if (child() == 0) {
			while (read(ends[0], &byte, 1) > 0)
				;
			_exit(0);
		}
	while (wait(NULL) > 0)
		;
}

static void fills_a_pipe(void)
{
	static char much[1 << 20];
	int ends[2];

	if (pipe(ends) != 0)
		_exit(1);
	if (child() == 0) {
		while (write(ends[1], much, sizeof much) > 0)
			;
		_exit(0);
	}
	wait(NULL);
}

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static void *lock_twice(void *unused)
{
	pthread_mutex_lock(&lock);
	pthread_mutex_lock(&lock);
	return unused;
}

static void locks_twice(void)
{
	pthread_t thread;

	if (pthread_create(&thread, NULL, lock_twice, NULL) == 0)
		pthread_join(thread, NULL);
}

static void computes(void)
{
	for (volatile unsigned n = 0;; n++)
		;
}

static void sleeps(void)
{
	for (;;)
		pause();
}

/* Looks again until the words are there: on a busy machine it takes a while to get there. */
static void expect(const char *name, void (*program)(void), const char *words, const char *cause)
{
	pid_t pid = child();
	char *where = NULL, *hint = NULL;
	bool good = false;

	if (pid == 0) {
		program();
		_exit(0);
	}
	for (int look = 0; look < LOOKS && !good; look++) {
		struct standing standing;
		nanosleep(&(struct timespec){.tv_nsec = 10000000}, NULL);
		free(where);
		free(hint);
		standing_look(pid, &standing);
		where = standing_words(&standing, NULL, NULL, &hint);
		good = where && strcmp(where, words) == 0 && (cause ? hint && strstr(hint, cause) : !hint);
	}
	told(good, name, where ? where : "nothing was seen");
	free(where);
	free(hint);
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
}

int main(void)
{
	struct standing gone;
	char *hint;

	expect("children read from a pipe that nobody closes", reads_a_pipe_left_open,
	       "the function waited for the end of a child process, 2 child processes waited to read from a "
	       "pipe or socket",
	       "every writing end is closed");
	expect("a child fills a pipe that nobody reads", fills_a_pipe,
	       "the function waited for the end of a child process, a child process waited to write to a full "
	       "pipe or socket",
	       "64 KiB");
	expect("a thread locks a mutex twice", locks_twice,
	       "the function waited for a lock or for the end of a thread, another thread waited for a lock or "
	       "for the end of a thread",
	       "locked twice");
	expect("a loop never ends", computes, "the function computed", "loop");
	expect("a program sleeps", sleeps, "the function slept", NULL);
	standing_look(-1, &gone);
	told(!gone.known && !standing_words(&gone, NULL, NULL, &hint) && !hint,
	     "nothing is known of a program that is gone", "something is");
	return failures > 0;
}
