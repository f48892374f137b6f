/* scaling.c - the model solution: a gate, k workers behind it, and two clocks.
 *
 * Not speed matters here, but exact measurement.  Creating a process takes a tenth of a
 * millisecond or more, so without a gate the first worker would be well under way before
 * the last exists.  The gate lets all start at one moment, which is recorded.
 *
 * CPU time comes from the kernel's accounting, read once at the end: wait4 for processes,
 * the thread's clock for threads.  Polling while the workers run would take CPU time from
 * them, and the last reading would be too early.
 *
 * The caller sleeps while the workers work, so that it needs no CPU on a machine with k
 * CPUs.  There is no sharing to be tuned: each worker has one job of its own (the chunk is
 * the whole), works in registers, and writes its result once, at the end.
 *
 * On failure the closed gate makes all workers exit, and they are waited for; no child,
 * thread or open file is left behind.
 */
#include <errno.h>
#include <pthread.h>
#include <stdbool.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "scaling.h"

static double now_s(clockid_t clock)
{
	struct timespec t;

	clock_gettime(clock, &t);
	return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static bool is_legal(const struct scaling_input *in, int workers)
{
	return in->processes >= 1 && in->processes <= SCALING_PROCESSES_MAX && workers == in->processes;
}

/* mean(cpu) / max(wall): 1 if every worker had a CPU to itself all the time. */
static double ratio_of(const struct scaling_output *out, int k)
{
	double sum = 0, longest = 0;

	for (int i = 0; i < k; i++) {
		sum += out->cpu_s[i];
		if (out->wall_s[i] > longest)
			longest = out->wall_s[i];
	}
	return sum / k / longest;
}

/* Processes: the gate is a pipe, and a byte from it lets one child in.  End of file means:
 * exit. */

struct pipes {
	int gate[2], finish[2];
};

struct finish { /* fewer bytes than PIPE_BUF, so a write is never torn */
	int index;
	double at_s;
};

static void close_if_open(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

static void close_pipes(struct pipes *p)
{
	close_if_open(&p->gate[0]);
	close_if_open(&p->gate[1]);
	close_if_open(&p->finish[0]);
	close_if_open(&p->finish[1]);
}

static int open_pipes(struct pipes *p)
{
	*p = (struct pipes){{-1, -1}, {-1, -1}};
	if (pipe(p->gate) == 0 && pipe(p->finish) == 0)
		return 0;
	int error = errno;
	close_pipes(p);
	return errno = error, -1;
}

/* Read one whole message; false at the end of the pipe. */
static bool receive(int fd, void *message, size_t bytes)
{
	ssize_t got;

	do
		got = read(fd, message, bytes);
	while (got < 0 && errno == EINTR);
	return got == (ssize_t)bytes;
}

static bool deliver(int fd, const void *message, size_t bytes)
{
	ssize_t put;

	do
		put = write(fd, message, bytes);
	while (put < 0 && errno == EINTR);
	return put == (ssize_t)bytes;
}

static _Noreturn void be_child(struct pipes *p, int index, uint64_t iterations)
{
	struct finish finish = {.index = index};
	char go;

	/* A child must close the gate's other end, or no child ever sees end of file. */
	close(p->gate[1]);
	close(p->finish[0]);
	if (!receive(p->gate[0], &go, 1))
		_exit(0);
	burn(iterations);
	finish.at_s = now_s(CLOCK_MONOTONIC);
	_exit(deliver(p->finish[1], &finish, sizeof finish) ? 0 : 1);
}

/* Returns how many children were started; fewer than k with errno set. */
static int start_children(struct pipes *p, const struct scaling_input *in, pid_t *pids)
{
	for (int i = 0; i < in->processes; i++) {
		pids[i] = fork();
		if (pids[i] < 0)
			return i;
		if (pids[i] == 0)
			be_child(p, i, in->iterations[i]);
	}
	return in->processes;
}

/* Open the gate, and record when each was done; false if one never reported. */
static bool run_children(struct pipes *p, int k, double *wall_s)
{
	static const char go[SCALING_PROCESSES_MAX];
	struct finish finish;
	int heard = 0;

	close_if_open(&p->finish[1]); /* else its end would never come */
	double start = now_s(CLOCK_MONOTONIC);
	if (!deliver(p->gate[1], go, (size_t)k))
		return false;
	while (heard < k && receive(p->finish[0], &finish, sizeof finish)) {
		wall_s[finish.index] = finish.at_s - start;
		heard++;
	}
	return heard == k;
}

/* Only our own children, by their ids: the caller may have others. */
static bool reap(pid_t pid, double *cpu_s)
{
	struct rusage used;
	int status;

	while (wait4(pid, &status, 0, &used) < 0)
		if (errno != EINTR)
			return false;
	*cpu_s = (double)used.ru_utime.tv_sec + 1e-6 * (double)used.ru_utime.tv_usec +
	         (double)used.ru_stime.tv_sec + 1e-6 * (double)used.ru_stime.tv_usec;
	return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

int scaling_fork(const struct scaling_input *in, int workers, struct scaling_output *out)
{
	pid_t pids[SCALING_PROCESSES_MAX];
	struct pipes pipes;
	int started, error = 0;

	if (!is_legal(in, workers))
		return errno = EINVAL, -1;
	if (open_pipes(&pipes) != 0)
		return -1;
	started = start_children(&pipes, in, pids);
	if (started < in->processes)
		error = errno;
	else if (!run_children(&pipes, started, out->wall_s))
		error = EIO;
	close_pipes(&pipes); /* children that wait at the gate exit */
	for (int i = 0; i < started; i++)
		if (!reap(pids[i], &out->cpu_s[i]) && error == 0)
			error = EIO;
	if (error != 0)
		return errno = error, -1;
	out->ratio = ratio_of(out, in->processes);
	return 0;
}

/* Threads: the gate is a condition; it is opened once, for all. */

enum gate_state { GATE_SHUT, GATE_OPEN, GATE_HOME };

struct gate {
	pthread_mutex_t lock;
	pthread_cond_t changed;
	enum gate_state state;
};

struct worker {
	pthread_t thread;
	struct gate *gate;
	uint64_t iterations;
	double end_s, cpu_s;
};

static enum gate_state wait_at(struct gate *gate)
{
	pthread_mutex_lock(&gate->lock);
	while (gate->state == GATE_SHUT)
		pthread_cond_wait(&gate->changed, &gate->lock);
	enum gate_state state = gate->state;
	pthread_mutex_unlock(&gate->lock);
	return state;
}

static void set_gate(struct gate *gate, enum gate_state state)
{
	pthread_mutex_lock(&gate->lock);
	gate->state = state;
	pthread_cond_broadcast(&gate->changed);
	pthread_mutex_unlock(&gate->lock);
}

static void *be_worker(void *argument)
{
	struct worker *worker = argument;

	if (wait_at(worker->gate) == GATE_OPEN) {
		burn(worker->iterations);
		worker->end_s = now_s(CLOCK_MONOTONIC);
		worker->cpu_s = now_s(CLOCK_THREAD_CPUTIME_ID);
	}
	return NULL;
}

/* Returns how many threads were started; fewer than k with errno set. */
static int start_threads(struct worker *all, int k, const uint64_t *iterations, struct gate *gate)
{
	for (int i = 0; i < k; i++) {
		all[i] = (struct worker){.gate = gate, .iterations = iterations[i]};
		int error = pthread_create(&all[i].thread, NULL, be_worker, &all[i]);
		if (error != 0)
			return errno = error, i;
	}
	return k;
}

int scaling_threads(const struct scaling_input *in, int workers, struct scaling_output *out)
{
	struct gate gate = {PTHREAD_MUTEX_INITIALIZER, PTHREAD_COND_INITIALIZER, GATE_SHUT};
	struct worker all[SCALING_PROCESSES_MAX];
	int started, error = 0;

	if (!is_legal(in, workers))
		return errno = EINVAL, -1;
	started = start_threads(all, in->processes, in->iterations, &gate);
	if (started < in->processes)
		error = errno;
	double start = now_s(CLOCK_MONOTONIC);
	set_gate(&gate, error == 0 ? GATE_OPEN : GATE_HOME);
	for (int i = 0; i < started; i++) {
		pthread_join(all[i].thread, NULL);
		out->wall_s[i] = all[i].end_s - start;
		out->cpu_s[i] = all[i].cpu_s;
	}
	pthread_cond_destroy(&gate.changed);
	pthread_mutex_destroy(&gate.lock);
	if (error != 0)
		return errno = error, -1;
	out->ratio = ratio_of(out, in->processes);
	return 0;
}
