/* pool.c - the model solution: threads take tasks themselves, processes get them from the
 * parent.
 *
 * Why the dynamic schedule is good.  The last task starts when some worker becomes free,
 * and until then all workers are busy; so the makespan is at most sum / w + (1 - 1/w) * the
 * largest chunk, whatever the costs are (Graham, "Bounds on multiprocessing timing
 * anomalies", 1969).  Fixed blocks have no such bound: one block may hold all the expensive
 * tasks.  Small chunks keep the last term small; a chunk costs an atomic addition among
 * threads, and a message each way among processes.
 *
 * Locality: tasks of a chunk are neighbours, so a thread writes neighbouring
 * elements of result and span, and two threads meet in a cache line at a
 * chunk's border only.  Processes share nothing; the parent alone writes.
 *
 * Threads: the caller is worker 0.  Processes: the caller serves all workers, one socket
 * pair each (which is what Python's Pipe() is, too), and computes nothing itself: a worker
 * that is done should not have to wait for it.  Pipes would work too, two for each worker.
 * But a pipe does not preserve message borders, and write() has no MSG_NOSIGNAL, so SIGPIPE
 * would have to be ignored during the call and its handling restored.
 *
 * It never starts more workers than tasks, and on failure ends and reaps what
 * it started.
 */
#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "pool.h"

/* One call of pool_fork or pool_threads. */
struct plan {
	const struct pool_input *in;
	struct pool_output *out;
	int workers; /* as asked for: the blocks depend on it */
	int started; /* no more than there are tasks */
	uint64_t start_ns;
};

static int make_plan(const struct pool_input *in, int workers, struct pool_output *out, struct plan *plan)
{
	if (workers < 1 || in->chunk < 1 || (in->schedule != POOL_STATIC && in->schedule != POOL_DYNAMIC))
		return errno = EINVAL, -1;
	*plan = (struct plan){.in = in, .out = out, .workers = workers, .start_ns = pool_now_ns()};
	/* The blocks behind the last task are empty, so their workers need not exist. */
	plan->started = (size_t)workers < in->tasks ? workers : (int)in->tasks;
	return 0;
}

static struct pool_span do_task(const struct plan *plan, size_t i, int worker, int64_t *result)
{
	struct pool_span span = {.worker = (uint64_t)worker};

	span.start_ns = pool_now_ns() - plan->start_ns;
	*result = pool_task(plan->in->cost_ns[i], plan->in->value[i]);
	span.end_ns = pool_now_ns() - plan->start_ns;
	return span;
}

/* Threads */

struct crew {
	struct plan plan;
	atomic_size_t next; /* the first task not taken yet; dynamic only */
};

struct hand {
	pthread_t thread;
	struct crew *crew;
	int worker;
};

static void do_tasks(const struct plan *plan, size_t from, size_t end, int worker)
{
	for (size_t i = from; i < end; i++)
		plan->out->span[i] = do_task(plan, i, worker, &plan->out->result[i]);
}

static void work(struct crew *crew, int worker)
{
	const struct plan *plan = &crew->plan;
	size_t tasks = plan->in->tasks, chunk = plan->in->chunk, from;

	if (plan->in->schedule == POOL_STATIC) {
		do_tasks(plan, pool_block(tasks, plan->workers, worker),
		         pool_block(tasks, plan->workers, worker + 1), worker);
		return;
	}
	/* Relaxed order is enough: the counter hands out numbers and protects no memory. */
	while ((from = atomic_fetch_add_explicit(&crew->next, chunk, memory_order_relaxed)) < tasks)
		do_tasks(plan, from, tasks - from < chunk ? tasks : from + chunk, worker);
}

static void *lend_hand(void *argument)
{
	struct hand *hand = argument;

	work(hand->crew, hand->worker);
	return NULL;
}

/* Start workers 1, 2, ...; returns how many were started, with errno set if fewer than
 * wanted. */
static int start_hands(struct crew *crew, struct hand *hands, int wanted)
{
	for (int i = 0; i < wanted; i++) {
		hands[i] = (struct hand){.crew = crew, .worker = i + 1};
		int error = pthread_create(&hands[i].thread, NULL, lend_hand, &hands[i]);
		if (error != 0)
			return errno = error, i;
	}
	return wanted;
}

int pool_threads(const struct pool_input *in, int workers, struct pool_output *out)
{
	struct crew crew = {.next = 0};
	int wanted, came, error = 0;

	if (make_plan(in, workers, out, &crew.plan) != 0)
		return -1;
	if (in->tasks == 0)
		return 0;
	wanted = crew.plan.started - 1;
	struct hand *hands = calloc((size_t)wanted + 1, sizeof *hands); /* + 1: calloc(0) may be NULL */
	if (hands == NULL)
		return -1;
	came = start_hands(&crew, hands, wanted);
	if (came < wanted) {
		error = errno;
		atomic_store(&crew.next, in->tasks); /* stop those that were started */
	} else {
		work(&crew, 0);
	}
	for (int i = 0; i < came; i++)
		pthread_join(hands[i].thread, NULL);
	free(hands);
	return error == 0 ? 0 : (errno = error, -1);
}

/* Processes.  Sequenced packets: a message arrives complete or not at all, and a closed
 * peer is detected.  An order without tasks is the last. */

struct order {
	size_t from, count;
};

struct report {
	size_t task;
	int64_t result;
	struct pool_span span;
};

struct server {
	struct plan plan;
	size_t next;         /* the first task not taken yet; dynamic only */
	struct pollfd *line; /* [started]: to each worker; fd -1 when it was let go */
	pid_t *pid;          /* [started] */
	size_t *owed;        /* [started]: results of its order that are still to come */
};

/* MSG_NOSIGNAL: a worker that is gone must not kill us with SIGPIPE. */
static bool send_message(int fd, const void *message, size_t bytes)
{
	ssize_t sent;

	do
		sent = send(fd, message, bytes, MSG_NOSIGNAL);
	while (sent < 0 && errno == EINTR);
	return sent == (ssize_t)bytes;
}

static bool receive_message(int fd, void *message, size_t bytes)
{
	ssize_t got;

	do
		got = recv(fd, message, bytes, 0);
	while (got < 0 && errno == EINTR);
	return got == (ssize_t)bytes;
}

static _Noreturn void serve_as_worker(const struct plan *plan, int fd, int worker)
{
	struct order order;
	struct report report;

	while (receive_message(fd, &order, sizeof order) && order.count > 0)
		for (size_t i = order.from; i < order.from + order.count; i++) {
			report.task = i;
			report.span = do_task(plan, i, worker, &report.result);
			if (!send_message(fd, &report, sizeof report))
				_exit(1); /* the parent is gone */
		}
	_exit(0);
}

static int start_worker(struct server *s, int worker)
{
	int pair[2];

	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) != 0)
		return -1;
	pid_t pid = fork();
	if (pid == 0) {
		/* A child inherits the parent's ends too.  While it held them, other
		 * workers would not notice that the parent has ended. */
		for (int i = 0; i < worker; i++)
			close(s->line[i].fd);
		close(pair[0]);
		serve_as_worker(&s->plan, pair[1], worker);
	}
	int error = errno;
	close(pair[1]);
	if (pid < 0) {
		close(pair[0]);
		return errno = error, -1;
	}
	s->line[worker] = (struct pollfd){.fd = pair[0], .events = POLLIN};
	s->pid[worker] = pid;
	return 0;
}

/* The next order for a worker: its block, the next chunk, or nothing more. */
static struct order next_order(struct server *s, int worker, bool first)
{
	const struct pool_input *in = s->plan.in;
	struct order order = {0, 0};

	if (in->schedule == POOL_STATIC && first) {
		order.from = pool_block(in->tasks, s->plan.workers, worker);
		order.count = pool_block(in->tasks, s->plan.workers, worker + 1) - order.from;
	} else if (in->schedule == POOL_DYNAMIC) {
		order.from = s->next;
		order.count = in->tasks - s->next < in->chunk ? in->tasks - s->next : in->chunk;
		s->next += order.count;
	}
	return order;
}

static int give_order(struct server *s, int worker, bool first)
{
	struct order order = next_order(s, worker, first);

	if (!send_message(s->line[worker].fd, &order, sizeof order))
		return errno = EIO, -1;
	s->owed[worker] = order.count;
	if (order.count == 0) {
		close(s->line[worker].fd);
		s->line[worker].fd = -1; /* poll passes over it */
	}
	return 0;
}

static int take_report(struct server *s, int worker)
{
	struct report report;

	if (!receive_message(s->line[worker].fd, &report, sizeof report))
		return errno = EIO, -1; /* end of file with results outstanding: it died */
	s->plan.out->result[report.task] = report.result;
	s->plan.out->span[report.task] = report.span;
	s->owed[worker]--;
	return s->owed[worker] == 0 ? give_order(s, worker, false) : 0;
}

/* Until every worker has been let go. */
static int serve(struct server *s)
{
	size_t left = s->plan.in->tasks;

	for (int k = 0; k < s->plan.started; k++)
		if (give_order(s, k, true) != 0)
			return -1;
	while (left > 0) {
		if (poll(s->line, (nfds_t)s->plan.started, -1) < 0) {
			if (errno != EINTR)
				return -1;
			continue;
		}
		for (int k = 0; k < s->plan.started; k++) {
			if (s->line[k].fd < 0 || s->line[k].revents == 0)
				continue;
			if (take_report(s, k) != 0)
				return -1;
			left--;
		}
	}
	return 0;
}

static bool reap(pid_t pid)
{
	int status;

	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			return false;
	return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

/* Start, serve, reap; returns 0 or what went wrong. */
static int run_server(struct server *s)
{
	int came = 0, error = 0;

	while (came < s->plan.started && start_worker(s, came) == 0)
		came++;
	if (came < s->plan.started || serve(s) != 0)
		error = errno;
	for (int k = 0; k < came; k++) {
		if (s->line[k].fd >= 0)
			close(s->line[k].fd);
		if (error != 0)
			kill(s->pid[k], SIGKILL); /* it may be busy with a long task */
	}
	for (int k = 0; k < came; k++)
		if (!reap(s->pid[k]) && error == 0)
			error = EIO;
	return error;
}

int pool_fork(const struct pool_input *in, int workers, struct pool_output *out)
{
	struct server s = {.next = 0};
	int error = 0;

	if (make_plan(in, workers, out, &s.plan) != 0)
		return -1;
	if (in->tasks == 0)
		return 0;
	s.line = calloc((size_t)s.plan.started, sizeof *s.line);
	s.pid = calloc((size_t)s.plan.started, sizeof *s.pid);
	s.owed = calloc((size_t)s.plan.started, sizeof *s.owed);
	error = s.line && s.pid && s.owed ? run_server(&s) : ENOMEM;
	free(s.line);
	free(s.pid);
	free(s.owed);
	return error == 0 ? 0 : (errno = error, -1);
}
