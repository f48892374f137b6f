/* observe.c - observe which processes and threads are created and which work, by ptrace.
 *
 * A dedicated thread seizes the watched process and waits for its events. ptrace binds
 * tracees to that thread, so it makes all requests, and it waits with __WNOTHREAD so as not
 * to reap other threads' children.  Its observations are in a table of tasks under a mutex.
 * CPU times come from /proc/PID/task/TID/schedstat (nanoseconds on a CPU), read when a task
 * is about to exit, or by observe_look while it lives.
 *
 * Every stopped task continues at once; the watched processes are not changed.
 */
#include "observe.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../base/base.h"

enum { TASKS_MAX = 20000 };

struct task {
	pid_t tid, process;
	uint64_t born_ns, died_ns; /* died: 0 while alive */
	uint64_t cpu_ns;
	int killed_by; /* a signal, or 0 */
};

struct observer {
	pthread_t thread;
	pthread_mutex_t lock;
	sem_t attached;
	pid_t first;
	int problem; /* errno of attaching */
	struct task *tasks;
	size_t count;
};

static pid_t process_of(pid_t tid)
{
	char path[64], line[256];
	int process = tid;

	snprintf(path, sizeof path, "/proc/%d/status", (int)tid);
	FILE *file = fopen(path, "re");
	while (file && fgets(line, sizeof line, file))
		if (sscanf(line, "Tgid: %d", &process) == 1)
			break;
	if (file)
		fclose(file);
	return process;
}

static uint64_t cpu_of(const struct task *task)
{
	char path[96], text[128];

	snprintf(path, sizeof path, "/proc/%d/task/%d/schedstat", (int)task->process, (int)task->tid);
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t got = fd < 0 ? -1 : read(fd, text, sizeof text - 1);
	if (fd >= 0)
		close(fd);
	text[got > 0 ? got : 0] = 0;
	return got > 0 ? strtoull(text, NULL, 10) : task->cpu_ns;
}

static struct task *find(struct observer *o, pid_t tid)
{
	for (size_t i = o->count; i-- > 0;)
		if (o->tasks[i].tid == tid && !o->tasks[i].died_ns)
			return &o->tasks[i];
	return NULL;
}

static void born(struct observer *o, pid_t tid)
{
	pthread_mutex_lock(&o->lock);
	if (!find(o, tid) && o->count < TASKS_MAX)
		*GROW(o->tasks, o->count) = (struct task){tid, process_of(tid), clock_ns(), 0, 0, 0};
	pthread_mutex_unlock(&o->lock);
}

/* `status`: as of waitpid; -1: unknown. */
static void dying(struct observer *o, pid_t tid, int status)
{
	pthread_mutex_lock(&o->lock);
	struct task *task = find(o, tid);
	if (task) {
		task->cpu_ns = cpu_of(task);
		task->died_ns = clock_ns();
		task->killed_by = status >= 0 && WIFSIGNALED(status) ? WTERMSIG(status) : 0;
	}
	pthread_mutex_unlock(&o->lock);
}

static void stopped(struct observer *o, pid_t tid, int status)
{
	int event = status >> 16, signal = WSTOPSIG(status);
	unsigned long created = 0, ending = 0;
	bool group_stop = event == PTRACE_EVENT_STOP &&
	                  (signal == SIGSTOP || signal == SIGTSTP || signal == SIGTTIN || signal == SIGTTOU);

	switch (event) {
	case PTRACE_EVENT_FORK:
	case PTRACE_EVENT_VFORK:
	case PTRACE_EVENT_CLONE:
		if (ptrace(PTRACE_GETEVENTMSG, tid, NULL, &created) == 0)
			born(o, (pid_t)created);
		break;
	case PTRACE_EVENT_EXIT:
		dying(o, tid, ptrace(PTRACE_GETEVENTMSG, tid, NULL, &ending) == 0 ? (int)ending : -1);
		break;
	default:
		born(o, tid); /* a new task may report before its parent's event */
	}
	if (group_stop)
		ptrace(PTRACE_LISTEN, tid, NULL, NULL);
	else
		ptrace(PTRACE_CONT, tid, NULL, (void *)(intptr_t)(event ? 0 : signal));
}

static void *observe(void *argument)
{
	struct observer *o = argument;
	long options = PTRACE_O_TRACEFORK | PTRACE_O_TRACEVFORK | PTRACE_O_TRACECLONE | PTRACE_O_TRACEEXIT;
	int status;
	pid_t tid;

	born(o, o->first);
	o->problem = ptrace(PTRACE_SEIZE, o->first, NULL, (void *)options) == 0 ? 0 : errno;
	sem_post(&o->attached);
	while (!o->problem) {
		tid = waitpid(-1, &status, __WALL | __WNOTHREAD);
		if (tid < 0 && errno == EINTR)
			continue;
		if (tid < 0)
			break; /* no task is left */
		if (WIFSTOPPED(status))
			stopped(o, tid, status);
		else
			dying(o, tid, status);
	}
	return NULL;
}

/* has_ended: it is gone, or its first thread has ended, so that attaching is impossible. */
static bool has_ended(pid_t pid)
{
	char path[64], text[512], state = 0;

	snprintf(path, sizeof path, "/proc/%d/stat", (int)pid);
	FILE *file = pid > 0 ? fopen(path, "re") : NULL;
	if (!file)
		return true;
	char *name_end = fgets(text, sizeof text, file) ? strrchr(text, ')') : NULL;
	bool known = name_end && sscanf(name_end + 1, " %c", &state) == 1;
	fclose(file);
	return !known || state == 'Z' || state == 'X';
}

struct observer *observe_start(pid_t pid, bool *gone)
{
	struct observer *o = xcalloc(1, sizeof *o);

	*gone = false;
	o->first = pid;
	pthread_mutex_init(&o->lock, NULL);
	sem_init(&o->attached, 0, 0);
	if (pthread_create(&o->thread, NULL, observe, o) != 0) {
		free(o);
		error_errno("census: cannot start an observer");
		return NULL;
	}
	while (sem_wait(&o->attached) != 0 && errno == EINTR)
		;
	if (o->problem) {
		*gone = has_ended(pid);
		errno = o->problem;
		error_errno("census: cannot observe the program (is ptrace forbidden here?)");
		observe_end(o);
		return NULL;
	}
	return o;
}

void observe_end(struct observer *o)
{
	if (!o)
		return;
	pthread_join(o->thread, NULL);
	pthread_mutex_destroy(&o->lock);
	sem_destroy(&o->attached);
	free(o->tasks);
	free(o);
}

/* --- what it means -------------------------------------------------------- */

static bool alive_at(const struct task *task, uint64_t when)
{
	return task->born_ns <= when && (!task->died_ns || task->died_ns > when);
}

/* The largest number alive at one moment; the maximum is reached when some task starts. */
static int most_alive(const struct task *tasks, size_t count)
{
	int most = 0;

	for (size_t i = 0; i < count; i++) {
		int alive = 0;
		for (size_t k = 0; k < count; k++)
			alive += alive_at(&tasks[k], tasks[i].born_ns);
		most = alive > most ? alive : most;
	}
	return most;
}

/* The same, counting only tasks with a fair share of the CPU time. */
static int most_working(const struct task *tasks, size_t count, double least_share)
{
	struct task *working = xcalloc(count + 1, sizeof *working);
	size_t n = 0;
	double all = 0;

	for (size_t i = 0; i < count; i++)
		all += (double)tasks[i].cpu_ns;
	for (size_t i = 0; i < count; i++)
		if ((double)tasks[i].cpu_ns >= least_share * all && tasks[i].cpu_ns > 0)
			working[n++] = tasks[i];
	int most = most_alive(working, n);
	free(working);
	return most;
}

/* One task per process, with the CPU time of all its threads and the lifetime of its first. */
static struct task *by_process(const struct task *tasks, size_t count, size_t *processes)
{
	struct task *result = NULL;

	*processes = 0;
	for (size_t i = 0; i < count; i++) {
		size_t k = 0;
		while (k < *processes && result[k].process != tasks[i].process)
			k++;
		if (k == *processes)
			*GROW(result, *processes) = tasks[i];
		else
			result[k].cpu_ns += tasks[i].cpu_ns;
	}
	return result;
}

static struct task *threads_of(const struct task *tasks, size_t count, pid_t process, size_t *threads)
{
	struct task *result = NULL;

	*threads = 0;
	for (size_t i = 0; i < count; i++)
		if (tasks[i].process == process)
			*GROW(result, *threads) = tasks[i];
	return result;
}

void observe_look(struct observer *o, int workers, double share, struct observed *seen)
{
	size_t process_count, thread_count;

	pthread_mutex_lock(&o->lock);
	for (size_t i = 0; i < o->count; i++)
		if (!o->tasks[i].died_ns)
			o->tasks[i].cpu_ns = cpu_of(&o->tasks[i]);
	struct task *processes = by_process(o->tasks, o->count, &process_count);
	struct task *threads = threads_of(o->tasks, o->count, o->first, &thread_count);

	*seen = (struct observed){
		.processes = (int)process_count - 1,
		.threads = (int)(o->count - process_count),
		.most_processes = most_alive(processes, process_count),
		.most_threads = most_alive(threads, thread_count),
		.working_processes = most_working(processes, process_count, share / workers),
		.working_threads = most_working(threads, thread_count, share / workers),
	};
	for (size_t i = 0; i < o->count; i++) {
		const struct task *task = &o->tasks[i];
		seen->cpu_s += (double)task->cpu_ns * 1e-9;
		if (task->killed_by && task->tid == task->process && task->tid != o->first) {
			seen->killed++;
			seen->killed_by = task->killed_by;
		}
	}
	pthread_mutex_unlock(&o->lock);
	free(processes);
	free(threads);
}
