/* observe.c - observe which processes and threads are created and which work, by ptrace.
 *
 * A dedicated thread seizes the watched process and waits for its events. ptrace binds
 * tracees to that thread, so it makes all requests, and it waits with __WNOTHREAD so as not
 * to reap other threads' children.  Its observations are in a table of tasks under a mutex.
 * CPU times come from /proc/PID/task/TID/schedstat (nanoseconds on a CPU), read when a task
 * is about to exit, or by observe_look while it lives.
 *
 * Every stopped task continues at once.  The watched processes are not changed, except that
 * one system call may be made to fail (failing.h); then they stop at every system call.
 */
#include "observe.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/kcmp.h>
#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../base/base.h"
#include "../box/proctree.h"
#include "thread_starter.h"

enum { TASKS_MAX = 20000 };

struct task {
	pid_t tid, process;
	uint64_t born_ns, died_ns;      /* died: 0 while alive */
	uint64_t cpu_ns, cpu_before_ns; /* since it is observed; before */
	int killed_by;                  /* a signal, or 0 */
	bool announced;                 /* by the event of who created it */
	bool stopped;                   /* at least once: at first before it has done anything */
	bool shares;                    /* a process: memory that fork() gives a copy of */
	enum starter starter;
};

struct observer {
	pthread_t thread;
	pthread_mutex_t lock;
	sem_t attached;
	pid_t first;
	int problem; /* errno of attaching */
	struct task *tasks;
	size_t count;
	bool counts_calls, with_below;
	struct failing failing;
	int descriptors, mappings; /* of the first process, at the start */
	uint64_t kept_inode;
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
	return got > 0 ? strtoull(text, NULL, 10) - task->cpu_before_ns : task->cpu_ns;
}

/* ---- what a process has -------------------------------------------------- */

static int descriptors_of(pid_t pid)
{
	char path[64];
	int count = 0;

	snprintf(path, sizeof path, "/proc/%d/fd", (int)pid);
	DIR *folder = opendir(path);
	if (!folder)
		return 0;
	for (const struct dirent *entry; (entry = readdir(folder));)
		count += entry->d_name[0] != '.';
	closedir(folder);
	return count;
}

/* How many shared mappings it has (private ones the C library maps as it likes, and keeps).
 * *has_file: is one of them of this file?  Its protection does not matter: it can be changed. */
static int mappings_of(pid_t pid, uint64_t file_inode, bool *has_file)
{
	char path[64], line[512], permissions[5] = "";
	unsigned long inode = 0;
	int count = 0;

	*has_file = false;
	snprintf(path, sizeof path, "/proc/%d/maps", (int)pid);
	FILE *file = fopen(path, "re");
	while (file && fgets(line, sizeof line, file)) {
		if (sscanf(line, "%*x-%*x %4s %*x %*x:%*x %lu", permissions, &inode) != 2 ||
		    permissions[3] != 's')
			continue;
		count++;
		*has_file |= inode == file_inode;
	}
	if (file)
		fclose(file);
	return count;
}

static bool inherits_file(const struct observer *o, pid_t pid)
{
	bool has_file;

	mappings_of(pid, o->kept_inode, &has_file);
	return has_file;
}

/* Like a thread, it has no memory of its own. */
static bool has_memory_of(pid_t pid, pid_t other)
{
	return syscall(SYS_kcmp, pid, other, KCMP_VM, 0L, 0L) == 0;
}

static struct task *find(struct observer *o, pid_t tid)
{
	for (size_t i = o->count; i-- > 0;)
		if (o->tasks[i].tid == tid && !o->tasks[i].died_ns)
			return &o->tasks[i];
	return NULL;
}

static struct task *enter(struct observer *o, pid_t tid)
{
	if (o->count == TASKS_MAX)
		return NULL;
	struct task *task = GROW(o->tasks, o->count);
	*task = (struct task){.tid = tid, .process = process_of(tid), .born_ns = clock_ns()};
	return task;
}

/* It stopped: it lives. */
static void seen_alive(struct observer *o, pid_t tid)
{
	pthread_mutex_lock(&o->lock);
	struct task *task = find(o, tid);
	if (!task)
		task = enter(o, tid);
	if (task && !task->stopped && tid == task->process && tid != o->first)
		task->shares = inherits_file(o, tid);
	if (task)
		task->stopped = true;
	pthread_mutex_unlock(&o->lock);
}

/* Who created it says so, perhaps only after it has lived and died. */
static void announced(struct observer *o, pid_t tid, enum starter starter)
{
	pthread_mutex_lock(&o->lock);
	struct task *task = NULL;
	for (size_t i = o->count; i-- > 0 && !task;)
		if (o->tasks[i].tid == tid && !o->tasks[i].announced)
			task = &o->tasks[i];
	if (!task)
		task = enter(o, tid);
	if (task) {
		task->announced = true;
		task->starter = starter;
	}
	pthread_mutex_unlock(&o->lock);
}

/* Does a process share all memory with another one that lives? */
static bool is_sharing(const struct observer *o, const struct task *task)
{
	if (task->tid != task->process || task->tid == o->first)
		return false;
	for (size_t i = 0; i < o->count; i++) {
		const struct task *other = &o->tasks[i];
		if (other->tid == other->process && other->tid != task->tid && !other->died_ns &&
		    has_memory_of(task->tid, other->tid))
			return true;
	}
	return false;
}

/* `status`: as of waitpid; -1: unknown. */
static void dying(struct observer *o, pid_t tid, int status)
{
	pthread_mutex_lock(&o->lock);
	struct task *task = find(o, tid);
	if (task) {
		task->cpu_ns = cpu_of(task);
		task->shares |= is_sharing(o, task);
		task->died_ns = clock_ns();
		task->killed_by = status >= 0 && WIFSIGNALED(status) ? WTERMSIG(status) : 0;
	}
	pthread_mutex_unlock(&o->lock);
}

/* Continue until the next event. */
static void go_on(const struct observer *o, pid_t tid, int signal)
{
	ptrace(o->counts_calls ? PTRACE_SYSCALL : PTRACE_CONT, tid, NULL, (void *)(intptr_t)signal);
}

static void at_call(struct observer *o, pid_t tid)
{
	pthread_mutex_lock(&o->lock);
	failing_at_stop(&o->failing, tid);
	pthread_mutex_unlock(&o->lock);
	go_on(o, tid, 0);
}

/* Only the first process's threads matter. */
static enum starter starter_of(const struct observer *o, pid_t creator, int event)
{
	return event == PTRACE_EVENT_CLONE && process_of(creator) == o->first
	               ? thread_starter(o->first, creator)
	               : STARTER_UNKNOWN;
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
			announced(o, (pid_t)created, starter_of(o, tid, event));
		break;
	case PTRACE_EVENT_EXIT:
		dying(o, tid, ptrace(PTRACE_GETEVENTMSG, tid, NULL, &ending) == 0 ? (int)ending : -1);
		break;
	default:
		seen_alive(o, tid);
	}
	if (group_stop)
		ptrace(PTRACE_LISTEN, tid, NULL, NULL);
	else
		go_on(o, tid, event ? 0 : signal);
}

/* A seized process runs on; only from its next stop on can it be told to stop at calls. */
static int stop_at_calls(struct observer *o)
{
	int status;

	if (ptrace(PTRACE_INTERRUPT, o->first, NULL, NULL) != 0)
		return errno;
	while (waitpid(o->first, &status, __WALL | __WNOTHREAD) < 0)
		if (errno != EINTR)
			return errno;
	if (!WIFSTOPPED(status))
		return ESRCH;
	stopped(o, o->first, status);
	return 0;
}

/* Attach to the threads of a process that are not known yet; returns how many. */
static int attach_to_threads(struct observer *o, pid_t process, long options)
{
	char path[64];
	int attached = 0;

	snprintf(path, sizeof path, "/proc/%d/task", (int)process);
	DIR *folder = opendir(path);
	for (const struct dirent *entry; folder && (entry = readdir(folder)) != NULL;) {
		pid_t tid = (pid_t)strtol(entry->d_name, NULL, 10);
		if (tid <= 0 || find(o, tid) || ptrace(PTRACE_SEIZE, tid, NULL, (void *)options) != 0)
			continue;
		pthread_mutex_lock(&o->lock);
		struct task *task = enter(o, tid);
		if (task) {
			task->announced = task->stopped = true;
			task->cpu_before_ns = cpu_of(task);
			task->shares = tid == process && inherits_file(o, process);
		}
		pthread_mutex_unlock(&o->lock);
		attached++;
	}
	if (folder)
		closedir(folder);
	return attached;
}

/* To all that there is below the first process, until nothing is new. */
static void attach_below(struct observer *o, long options)
{
	int attached;

	do {
		size_t count;
		pid_t *below = proctree_below(o->first, &count);
		attached = attach_to_threads(o, o->first, options);
		for (size_t i = 0; i < count; i++)
			attached += attach_to_threads(o, below[i], options);
		free(below);
	} while (attached > 0);
}

static void *observe(void *argument)
{
	struct observer *o = argument;
	long options = PTRACE_O_TRACEFORK | PTRACE_O_TRACEVFORK | PTRACE_O_TRACECLONE | PTRACE_O_TRACEEXIT |
	               PTRACE_O_TRACESYSGOOD;
	int status;
	pid_t tid;

	announced(o, o->first, STARTER_UNKNOWN);
	o->problem = ptrace(PTRACE_SEIZE, o->first, NULL, (void *)options) == 0 ? 0 : errno;
	if (!o->problem && o->with_below)
		attach_below(o, options);
	if (!o->problem && o->counts_calls)
		o->problem = stop_at_calls(o);
	sem_post(&o->attached);
	while (!o->problem) {
		tid = waitpid(-1, &status, __WALL | __WNOTHREAD);
		if (tid < 0 && errno == EINTR)
			continue;
		if (tid < 0)
			break; /* no task is left */
		if (WIFSTOPPED(status) && WSTOPSIG(status) == (SIGTRAP | 0x80))
			at_call(o, tid);
		else if (WIFSTOPPED(status))
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

static bool is_zombie(pid_t pid)
{
	char path[64], text[512];

	snprintf(path, sizeof path, "/proc/%d/stat", (int)pid);
	FILE *file = fopen(path, "re");
	const char *name_end = file && fgets(text, sizeof text, file) ? strrchr(text, ')') : NULL;
	bool zombie = name_end && strncmp(name_end, ") Z", 3) == 0;
	if (file)
		fclose(file);
	return zombie;
}

struct observer *observe_start(pid_t pid, uint64_t inode, const struct failing *failing, bool with_below,
                               bool *gone)
{
	struct observer *o = xcalloc(1, sizeof *o);
	bool unused;

	*gone = false;
	o->first = pid;
	o->kept_inode = inode;
	o->counts_calls = failing != NULL;
	o->with_below = with_below;
	if (failing)
		o->failing = *failing;
	o->descriptors = descriptors_of(pid);
	o->mappings = mappings_of(pid, inode, &unused);
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

/* The same, counting only tasks with a fair share of the CPU time, and not those that `without`
 * started (STARTER_UNKNOWN: all). */
static int most_working(const struct task *tasks, size_t count, double least_share, enum starter without)
{
	struct task *working = xcalloc(count + 1, sizeof *working);
	size_t n = 0;
	double all = 0;

	for (size_t i = 0; i < count; i++)
		all += (double)tasks[i].cpu_ns;
	for (size_t i = 0; i < count; i++)
		if ((double)tasks[i].cpu_ns >= least_share * all && tasks[i].cpu_ns > 0 &&
		    (without == STARTER_UNKNOWN || tasks[i].starter != without))
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

static double cpu_of_all(const struct observer *o)
{
	double all = 0;

	for (size_t i = 0; i < o->count; i++)
		all += (double)o->tasks[i].cpu_ns;
	return all;
}

/* Only those that work count: popen(), for one, makes a child that shares all memory until it executes
 * another program. */
static void count_sharing(const struct observer *o, double least_share, struct observed *seen)
{
	const double least_ns = least_share * cpu_of_all(o);

	for (size_t i = 0; i < o->count; i++) {
		const struct task *task = &o->tasks[i];
		if (task->tid == o->first || task->cpu_ns == 0 || (double)task->cpu_ns < least_ns)
			continue;
		seen->sharing += task->shares || (!task->died_ns && is_sharing(o, task));
	}
}

static void look_at_leftovers(const struct observer *o, struct observed *seen)
{
	for (size_t i = 0; i < o->count; i++) {
		const struct task *task = &o->tasks[i];
		bool is_process = task->tid == task->process;
		if (task->tid == o->first)
			continue;
		if (!task->died_ns)
			seen->left_running += is_process || task->process == o->first;
		else
			seen->left_zombies += is_process && is_zombie(task->tid);
	}
	int descriptors = descriptors_of(o->first) - o->descriptors;
	bool unused;
	int mappings = mappings_of(o->first, 0, &unused) - o->mappings;
	seen->left_descriptors = descriptors > 0 ? descriptors : 0;
	seen->left_mappings = mappings > 0 ? mappings : 0;
}

static void list_cpu(const struct task *tasks, size_t count, pid_t first, double cpu_s[OBSERVED_EACH])
{
	size_t n = 0;

	for (size_t i = 0; i < count && n < OBSERVED_EACH; i++)
		if (tasks[i].tid != first)
			cpu_s[n++] = (double)tasks[i].cpu_ns * 1e-9;
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
		.working_processes = most_working(processes, process_count, share / workers, STARTER_UNKNOWN),
		.working_threads = most_working(threads, thread_count, share / workers, STARTER_UNKNOWN),
		.working_own = most_working(threads, thread_count, share / workers, STARTER_OPENMP),
		.working_openmp = most_working(threads, thread_count, share / workers, STARTER_PROGRAM),
	};
	for (size_t i = 0; i < o->count; i++) {
		const struct task *task = &o->tasks[i];
		seen->cpu_s += (double)task->cpu_ns * 1e-9;
		if (task->killed_by && task->tid == task->process && task->tid != o->first) {
			seen->killed++;
			seen->killed_by = task->killed_by;
		}
	}
	list_cpu(processes, process_count, o->first, seen->process_cpu_s);
	list_cpu(threads, thread_count, o->first, seen->thread_cpu_s);
	count_sharing(o, share / workers, seen);
	look_at_leftovers(o, seen);
	seen->failing = o->failing;
	for (size_t i = 0; i < o->count; i++)
		seen->failed_below |= o->tasks[i].tid == o->failing.tid && o->tasks[i].process != o->first;
	pthread_mutex_unlock(&o->lock);
	free(processes);
	free(threads);
}
