/* standing.c - where the processes and threads of a program stand (standing.h).
 *
 * /proc/PID/task/TID/syscall names the system call that a thread waits in.  A program that
 * is not ours to look at, or that has gone, is left out.
 */
#include "standing.h"

#include <ctype.h>
#include <dirent.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "../base/base.h"
#include "proctree.h"
#include "program_counter.h"

enum { STOP_LOOKS = 50, STOP_LOOK_NS = 1000000 };

static const struct {
	long number;
	enum standing_at at;
} calls[] = {
	{SYS_futex, STANDING_LOCK},
	{SYS_wait4, STANDING_CHILD},
	{SYS_waitid, STANDING_CHILD},
	{SYS_read, STANDING_READ},
	{SYS_readv, STANDING_READ},
	{SYS_recvfrom, STANDING_READ},
	{SYS_recvmsg, STANDING_READ},
	{SYS_write, STANDING_WRITE},
	{SYS_writev, STANDING_WRITE},
	{SYS_sendto, STANDING_WRITE},
	{SYS_sendmsg, STANDING_WRITE},
	{SYS_nanosleep, STANDING_SLEEP},
	{SYS_clock_nanosleep, STANDING_SLEEP},
	{SYS_rt_sigtimedwait, STANDING_SLEEP},
	{SYS_rt_sigsuspend, STANDING_SLEEP},
#ifdef SYS_pause
	{SYS_pause, STANDING_SLEEP},
#endif
};

/* false: it cannot be seen. */
static bool look_at(pid_t process, const char *thread, enum standing_at *at)
{
	char path[320], text[64] = "";
	long number;

	snprintf(path, sizeof path, "/proc/%d/task/%s/syscall", (int)process, thread);
	FILE *file = fopen(path, "re");
	bool seen = file && fgets(text, sizeof text, file);
	if (file)
		fclose(file);
	if (!seen)
		return false;
	*at = strncmp(text, "running", strlen("running")) == 0 ? STANDING_COMPUTES : STANDING_ELSEWHERE;
	if (sscanf(text, "%ld", &number) != 1)
		return true;
	for (size_t i = 0; i < ARRAY_LENGTH(calls); i++)
		if (calls[i].number == number)
			*at = calls[i].at;
	return true;
}

/* Who was first seen where. */
struct first {
	pid_t process, thread; /* 0: nobody */
};

static void look_at_threads(pid_t process, bool is_first, struct standing *standing,
                            struct first firsts[STANDING_WHO][STANDING_AT])
{
	char path[64];
	enum standing_at at;

	snprintf(path, sizeof path, "/proc/%d/task", (int)process);
	DIR *folder = opendir(path);
	for (struct dirent *entry; folder && (entry = readdir(folder)) != NULL;) {
		if (!isdigit((unsigned char)entry->d_name[0]))
			continue;
		pid_t thread = (pid_t)strtol(entry->d_name, NULL, 10);
		bool leads = thread == process;
		if ((!is_first && !leads) || !look_at(process, entry->d_name, &at))
			continue;
		enum standing_who who = !is_first ? STANDING_CHILDREN
		                        : leads   ? STANDING_CALLER
		                                  : STANDING_THREADS;
		standing->count[who][at]++;
		standing->known = true;
		if (firsts[who][at].thread == 0)
			firsts[who][at] = (struct first){process, thread};
	}
	if (folder)
		closedir(folder);
}

/* What a running thread is at cannot be read: it is stopped first. */
static void stop_and_find(struct first f, uint64_t counters[PROGRAM_COUNTERS])
{
	size_t found = 0;

	if (kill(f.process, SIGSTOP) != 0)
		return;
	for (int look = 0; look < STOP_LOOKS && found == 0; look++) {
		nanosleep(&(struct timespec){.tv_nsec = STOP_LOOK_NS}, NULL);
		found = program_counters(f.process, f.thread, counters);
	}
	kill(f.process, SIGCONT);
}

/* Those that wait first: stopping a process changes what its other threads are seen at. */
static void find_counters(const struct first firsts[STANDING_WHO][STANDING_AT], struct standing *standing)
{
	for (int stop = 0; stop <= 1; stop++)
		for (int who = 0; who < STANDING_WHO; who++)
			for (int at = 0; at < STANDING_AT; at++) {
				struct first f = firsts[who][at];
				if (f.thread == 0 || (at == STANDING_COMPUTES) != stop)
					continue;
				if (stop)
					stop_and_find(f, standing->counters[who][at]);
				else
					program_counters(f.process, f.thread, standing->counters[who][at]);
			}
}

void standing_look(pid_t first, struct standing *standing)
{
	struct first firsts[STANDING_WHO][STANDING_AT] = {0};
	size_t count;

	*standing = (struct standing){0};
	if (first <= 0)
		return;
	pid_t *below = proctree_below(first, &count);
	look_at_threads(first, true, standing, firsts);
	for (size_t i = 0; i < count; i++)
		look_at_threads(below[i], false, standing, firsts);
	find_counters(firsts, standing);
	free(below);
}

/* --- words ------------------------------------------------------------------------ */

static const char *const places[STANDING_AT] = {
	[STANDING_COMPUTES] = "computed",
	[STANDING_LOCK] = "waited for a lock or for the end of a thread",
	[STANDING_CHILD] = "waited for the end of a child process",
	[STANDING_READ] = "waited to read from a pipe or socket",
	[STANDING_WRITE] = "waited to write to a full pipe or socket",
	[STANDING_SLEEP] = "slept",
	[STANDING_ELSEWHERE] = "waited in another system call",
};

static int all_at(const struct standing *s, enum standing_at at)
{
	int all = 0;

	for (int who = 0; who < STANDING_WHO; who++)
		all += s->count[who][at];
	return all;
}

/* What most often is the cause; NULL: this tells nothing. */
static const char *cause_of(const struct standing *s)
{
	if (s->count[STANDING_CHILDREN][STANDING_WRITE] > 0)
		return "A pipe holds 64 KiB: read what the children send before you wait for their end.";
	if (all_at(s, STANDING_READ) > 0)
		return "A reader sees the end of a pipe only when every writing end is closed, in every process: "
		       "close the ends that a process does not use.";
	if (all_at(s, STANDING_COMPUTES) > 0)
		return "Does a loop never end?";
	if (all_at(s, STANDING_LOCK) > 0)
		return "Is a mutex locked twice, or not unlocked on some path? Do all reach the barrier, and does "
		       "every waiting thread get its signal?";
	return NULL;
}

char *standing_words(const struct standing *s, standing_line *line, void *context, char **hint)
{
	static const char *const plural[STANDING_WHO] = {"", "threads", "child processes"};
	static const char *const singular[STANDING_WHO] = {"the function", "another thread",
	                                                   "a child process"};
	const char *cause = s->known ? cause_of(s) : NULL;
	struct text text;
	FILE *to = text_open(&text);

	for (int who = 0; who < STANDING_WHO; who++)
		for (int at = 0; at < STANDING_AT; at++) {
			int count = s->count[who][at];
			if (count == 0)
				continue;
			text_separate(&text, ", ");
			if (count > 1)
				fprintf(to, "%d %s %s", count, plural[who], places[at]);
			else
				fprintf(to, "%s %s", singular[who], places[at]);
			char *where =
				line && s->counters[who][at][0] ? line(context, s->counters[who][at]) : NULL;
			if (where)
				fprintf(to, " (%s)", where);
			free(where);
		}
	char *words = text_close(&text);
	*hint = cause ? xstrdup(cause) : NULL;
	if (s->known)
		return words;
	free(words);
	return NULL;
}
