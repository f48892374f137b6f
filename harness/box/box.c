/* box.c - run untrusted code in a sandbox.
 *
 * Threat model: the author of the code knows this file.  It may try any system call, use
 * all the time and memory its limits allow, and use the open files it was given.  It wants
 * other people's work, the reference, the grader's clock and verdicts, or the machine.
 *
 * Layers, from the outside in, and what each stops:
 *   another user     started as root, parlab runs each box as a separate user
 *                    that owns nothing (box_user.c): code that escapes all other
 *                    layers has no rights, and the kernel's per-user counts cover
 *                    one box only
 *   name spaces      (bubblewrap) user, PID, network, IPC, mount, UTS, cgroup:
 *                    no other process, no network, no shared memory, no files
 *                    but libraries (or the tool chain) and the given views, all
 *                    read-only; /tmp and /dev/shm are small and vanish
 *   no privileges    no capabilities, no_new_privs, no further user name spaces
 *   system calls     seccomp.c
 *   control group    memory, number of processes and CPU time of the whole tree
 *   rlimits          limits.c
 *   the deadline     PID 1 of the box is killed, and the kernel kills all others
 *
 * Who watches whom: parlab -> bwrap (its child, in parlab's own PID name space) -> bwrap's
 * init (PID 1 inside) -> the command (PID 2).  If parlab dies, bwrap dies with it, and so
 * does the box.  Pipes: bwrap writes JSON lines to `status` ("child-pid" at the start;
 * "exit-code" at the end, and only if the sandbox was complete), and waits on `gate` before
 * the command runs, while limits that need its PID are set.
 *
 * NULL or -1 means that the sandbox failed.  A box_result says how the command
 * ended.  Out of scope: bugs in the kernel itself, and hardware
 * side channels.
 */
#include "box.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../base/base.h"
#include "../base/file.h"
#include "box_user.h"
#include "bwrap.h"
#include "cgroup.h"
#include "launch.h"
#include "memory_room.h"
#include "nobox.h"
#include "proctree.h"
#include "seccomp.h"

enum {
	START_TIMEOUT_MS = 10000,
	POLL_MS = 100,
	GONE_TIMEOUT_MS = 10000,
	STATUS_BYTES = 4096,
};

/* --unsafe-no-box was given: no sandbox at all (box_go_without). */
static atomic_bool without;

struct box {
	pid_t monitor;  /* bwrap */
	int monitor_fd; /* pidfd of bwrap: readable when it has ended */
	pid_t init;     /* PID 1 of the box, as numbered here */
	int init_fd;
	int status; /* bwrap's JSON lines */
	char status_text[STATUS_BYTES];
	size_t status_bytes;
	struct cgroup *group;
	struct box_limits limits;
	size_t room; /* memory reserved for it */
	uint64_t started_ns, ended_ns;
	char *folder; /* without a sandbox: where it may write */
	int ending;   /* waitpid's status, without a sandbox */
	bool reaped, gone, killed, timed_out, cpu_exhausted, frozen;
	bool stopped; /* frozen by signals, not by the group's freezer */
	double cpu_seen_s; /* the largest reading so far, where there is no cgroup: readings from /proc vanish with the processes */
};

/* --- starting ------------------------------------------------------------ */

static int64_t status_number(const struct box *box, const char *key)
{
	const char *at = strstr(box->status_text, key);

	return at && (at = strchr(at, ':')) != NULL ? strtoll(at + 1, NULL, 10) : -1;
}

/* Read bwrap's status until `key` is there; false at its end or after the time. */
static bool status_await(struct box *box, const char *key, int timeout_ms)
{
	uint64_t deadline = clock_ns() + (uint64_t)timeout_ms * 1000000;

	while (!strstr(box->status_text, key) && box->status_bytes < STATUS_BYTES - 1) {
		struct pollfd p = {.fd = box->status, .events = POLLIN};
		uint64_t now = clock_ns();
		if (now >= deadline || poll(&p, 1, (int)((deadline - now) / 1000000) + 1) == 0)
			return false;
		ssize_t got = read(box->status, box->status_text + box->status_bytes,
		                   STATUS_BYTES - 1 - box->status_bytes);
		if (got == 0 || (got < 0 && errno != EINTR))
			return false;
		box->status_bytes += got > 0 ? (size_t)got : 0;
	}
	return strstr(box->status_text, key) != NULL;
}

static int pidfd_of(pid_t pid)
{
	return (int)syscall(SYS_pidfd_open, pid, 0);
}

/* The kernel counts processes per user.  A box that runs as a separate user is limited
 * before it starts.  Any other is limited before its command runs, inside its user name
 * space, where only its own processes count. */
static int limit_processes(const struct box *box)
{
	const rlim_t most = box->limits.processes + BOX_PROCESSES;
	const struct rlimit limit = {most, most};

	return geteuid() == 0 ? 0 : prlimit(box->init, RLIMIT_NPROC, &limit, NULL);
}

static int close_all(int *fds, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (fds[i] >= 0)
			close(fds[i]);
	return -1;
}

static void fill_launch(struct launch *l, const struct box_request *request)
{
	l->request = request;
	l->without = without;
	if (without) {
		l->argv = plain_command(request, l->folder);
		l->environment = plain_environment(request, l->folder);
	} else {
		l->argv = bwrap_command(request);
		/* Empty: bwrap is PID 1 in the box, and /proc/1/environ would show its environment. */
		l->environment = xcalloc(1, sizeof *l->environment);
	}
	l->program = without ? l->argv[0] : "/usr/bin/bwrap";
	l->uid = box_user_uid();
	l->gid = box_user_gid();
	l->drop = geteuid() == 0;
	CPU_ZERO(&l->cpus);
	for (size_t i = 0; i < request->cpu_count; i++)
		CPU_SET(request->cpus[i], &l->cpus);
}

/* Fork bwrap; gate[1] stays open for the caller. */
static int launch_monitor(struct box *box, struct launch *l, int gate[2])
{
	int status[2] = {-1, -1}, failure[2] = {-1, -1}, problem = 0;
	int seccomp =
		seccomp_program(l->request->tracing_inside, l->request->fixed_stderr, l->request->loopback);
	ssize_t got;

	if (seccomp < 0 || pipe2(status, O_CLOEXEC) != 0 || pipe2(failure, O_CLOEXEC) != 0 ||
	    pipe2(gate, O_CLOEXEC) != 0) {
		if (seccomp >= 0)
			error_errno("box: pipe");
		int all[] = {seccomp, status[0], status[1], failure[0], failure[1], gate[0], gate[1]};
		return close_all(all, ARRAY_LENGTH(all));
	}
	l->status = status[1];
	l->seccomp = seccomp;
	l->gate = gate[0];
	l->failure = failure[1];
	l->group = box->group;
	box->status = status[0];
	box->monitor = fork();
	if (box->monitor == 0)
		launch_child(l);
	int ours[] = {seccomp, status[1], failure[1], gate[0]};
	close_all(ours, ARRAY_LENGTH(ours));
	got = box->monitor < 0 ? -1 : read(failure[0], &problem, sizeof problem);
	close(failure[0]);
	if (got == 0)
		return 0;
	errno = got > 0 ? problem : errno;
	error_errno(errno == ENOENT ? "box: /usr/bin/bwrap is missing; install bubblewrap"
	                            : "box: cannot start bubblewrap");
	if (box->monitor > 0)
		waitpid(box->monitor, NULL, 0);
	box->monitor = 0;
	close(gate[1]);
	return -1;
}

/* Only through a pidfd can a process be waited for, or killed, without confusing it with
 * another. */
static int watch_processes(struct box *box)
{
	box->monitor_fd = pidfd_of(box->monitor);
	box->init_fd = pidfd_of(box->init);
	return box->monitor_fd < 0 || box->init_fd < 0 ? error_errno("box: pidfd_open") : 0;
}

static int open_gate(struct box *box, int gate)
{
	int failed = 0;

	if (without) {
		box->init = box->monitor;
		failed = watch_processes(box);
	} else if (!status_await(box, "child-pid", START_TIMEOUT_MS)) {
		failed = error_set(
			"box: bubblewrap could not set up its name spaces; `parlab doctor` says why");
	} else {
		box->init = (pid_t)status_number(box, "child-pid");
		failed = watch_processes(box);
		if (!failed && limit_processes(box) != 0)
			failed = error_errno("box: the number of processes cannot be limited");
		if (!failed && write(gate, "", 1) != 1)
			failed = error_errno("box: bubblewrap ended before its command was started");
	}
	close(gate);
	return failed;
}

/* A box without limits could block the grader, or bring down the machine. */
static int check_limits(const struct box_limits *limits)
{
	return limits->wall_s > 0 && limits->cpu_s > 0 && limits->memory_bytes > 0 && limits->processes > 0
	               ? 0
	               : error_set("box: wall time, CPU time, memory and processes each need a limit");
}

static int prepare_group(struct box *box, const struct box_request *request)
{
	if (check_limits(&request->limits) != 0 ||
	    (!request->trusted && memory_room_take(request->limits.memory_bytes) != 0))
		return -1;
	box->room = request->trusted ? 0 : request->limits.memory_bytes;
	box->group = cgroup_create(request->limits.memory_bytes, request->limits.processes + BOX_PROCESSES);
	if (!box->group)
		return -1;
	return without && (box->folder = box_folder()) == NULL ? -1 : 0;
}

struct box *box_start(const struct box_request *request)
{
	struct box *box = xcalloc(1, sizeof *box);
	struct launch l = {0};
	int gate[2] = {-1, -1};

	box->limits = request->limits;
	box->status = box->monitor_fd = box->init_fd = -1;
	if (prepare_group(box, request) != 0) {
		box_free(box);
		return NULL;
	}
	l.folder = box->folder;
	fill_launch(&l, request);
	box->started_ns = clock_ns();
	int failed = launch_monitor(box, &l, gate);
	strv_free(l.argv);
	strv_free(l.environment);
	if (failed || open_gate(box, gate[1]) != 0) {
		box_free(box);
		return NULL;
	}
	return box;
}

/* --- watching ------------------------------------------------------------ */

double box_cpu_s(struct box *box)
{
	double used = cgroup_cpu_s(box->group);

	if (used < 0) {
		used = box->init > 0 ? proctree_cpu_s(box->init, without) : 0;
		box->cpu_seen_s = fmax(box->cpu_seen_s, used);
		used = box->cpu_seen_s;
	}
	return used;
}

/* /proc counts user and system time in whole ticks each. */
double box_cpu_grain_s(void)
{
	return cgroup_powers().cpu ? 0 : 2.0 / (double)sysconf(_SC_CLK_TCK);
}

int box_ended_fd(const struct box *box)
{
	return box->monitor_fd;
}

pid_t box_first_pid(struct box *box)
{
	return without ? box->init : box->init > 0 ? proctree_first_child(box->init) : -1;
}

void box_kill(struct box *box)
{
	if (box->reaped || box->monitor <= 0)
		return;
	box->killed = true;
	if (box->init_fd >= 0)
		syscall(SYS_pidfd_send_signal, box->init_fd, SIGKILL, NULL, 0);
	if (without)
		proctree_kill(box->init);
	kill(box->monitor, SIGKILL);
	if (!cgroup_kill(box->group) && box->frozen)
		cgroup_freeze(box->group, false); /* version 1: frozen processes die only when thawed */
}

int box_freeze(struct box *box)
{
	box->frozen = true;
	box->stopped = cgroup_freeze(box->group, true) != 0;
	if (!box->stopped)
		return 0;
	return box->init > 0 ? proctree_stop(box->init, without) : -1;
}

int box_thaw(struct box *box)
{
	bool stopped = box->stopped;

	box->frozen = box->stopped = false;
	/* This also cancels a freeze that has not completed. */
	if (cgroup_freeze(box->group, false) == 0 && !stopped)
		return 0;
	return stopped && box->init > 0 ? proctree_continue(box->init, without) : -1;
}

/* Wait a limited time for the monitor to end; leave it to be reaped. */
static bool await_monitor(const struct box *box)
{
	struct pollfd ended = {.fd = box->monitor_fd, .events = POLLIN};
	uint64_t deadline = clock_ns() + (uint64_t)GONE_TIMEOUT_MS * 1000000;
	siginfo_t info = {0};

	while (waitid(P_PID, (id_t)box->monitor, &info, WEXITED | WNOWAIT | WNOHANG) == 0 && !info.si_pid &&
	       clock_ns() < deadline)
		poll(&ended, 1, POLL_MS);
	return info.si_pid != 0;
}

/* Reap the monitor, and wait until the last process of the box is gone.  Every wait is
 * bounded: the kernel may be unable to end a process that waits for a broken device. */
static void reap(struct box *box)
{
	struct pollfd init = {.fd = box->init_fd, .events = POLLIN};

	box->reaped = true;
	if (!await_monitor(box))
		return;
	/* Without a sandbox, kill the command's session before reaping it, while its PID
	 * cannot be reused.  Daemons that left the session escape. */
	if (without)
		kill(-box->monitor, SIGKILL);
	box->gone = waitpid(box->monitor, &box->ending, 0) == box->monitor;
	if (box->init_fd >= 0)
		while (poll(&init, 1, GONE_TIMEOUT_MS) < 0 && errno == EINTR)
			;
	box->ended_ns = clock_ns();
}

static void watch(struct box *box)
{
	struct pollfd ended = {.fd = box->monitor_fd, .events = POLLIN};
	uint64_t deadline = box->started_ns + (uint64_t)(box->limits.wall_s * 1e9);

	while (poll(&ended, 1, POLL_MS) <= 0 && !box->killed) {
		box->timed_out = clock_ns() > deadline;
		box->cpu_exhausted = box_cpu_s(box) > box->limits.cpu_s;
		if (box->timed_out || box->cpu_exhausted)
			box_kill(box);
	}
}

static enum box_end end_of(const struct box *box, int code)
{
	if (cgroup_out_of_memory(box->group))
		return BOX_OUT_OF_MEMORY;
	if (box->timed_out)
		return BOX_TIMED_OUT;
	if (box->cpu_exhausted || code == 128 + SIGXCPU)
		return BOX_CPU_EXHAUSTED;
	if (box->killed)
		return BOX_KILLED;
	return code > 128 && code < 128 + 65 ? BOX_SIGNALLED : BOX_EXITED;
}

static int ending_code(int status)
{
	return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

int box_wait(struct box *box, struct box_result *result)
{
	*result = (struct box_result){0};
	if (!box->reaped) {
		watch(box);
		reap(box);
	}
	if (!box->gone)
		return error_set("box: its processes did not end after SIGKILL");
	bool complete =
		without || status_await(box, "exit-code",
	                                GONE_TIMEOUT_MS); /* bwrap has ended, so this returns at once */
	int code = without || !complete ? ending_code(box->ending) : (int)status_number(box, "exit-code");

	result->end = end_of(box, code);
	result->code = result->end == BOX_SIGNALLED ? code - 128 : code;
	result->process_limit_hit = cgroup_process_limit_hit(box->group);
	result->wall_s = (double)(box->ended_ns - box->started_ns) * 1e-9;
	result->cpu_s = box_cpu_s(box);
	result->memory_peak_bytes = cgroup_memory_peak(box->group);
	if (!complete && result->end == BOX_EXITED)
		return error_set("box: bubblewrap could not build the sandbox; `parlab doctor` says why");
	return 0;
}

void box_free(struct box *box)
{
	if (!box)
		return;
	if (box->monitor > 0 && !box->reaped) {
		box_kill(box);
		reap(box);
	}
	int fds[] = {box->status, box->monitor_fd, box->init_fd};
	close_all(fds, ARRAY_LENGTH(fds));
	cgroup_free(box->group);
	memory_room_leave(box->room);
	if (box->folder)
		folder_remove(box->folder);
	free(box->folder);
	free(box);
}

int box_run(const struct box_request *request, struct box_result *result)
{
	struct box *box = box_start(request);
	int failed = box ? box_wait(box, result) : -1;

	box_free(box);
	return failed;
}

/* --- without a sandbox ----------------------------------------------------- */

int box_go_without(void)
{
	if (geteuid() == 0)
		return error_set(
			"--unsafe-no-box: refused for root: it runs a submission with all rights of this user");
	without = true;
	return 0;
}

bool box_is_without(void)
{
	return without;
}

/* --- what there is here -------------------------------------------------- */

int box_host_read(struct box_host *host)
{
	static char *const command[] = {"/usr/bin/true", NULL};
	struct cgroup_powers powers = cgroup_powers();
	struct box_request request = {
		.argv = command,
		.toolchain = true,
		.stdout_fd = -1,
		.stderr_fd = -1,
		.limits = {.wall_s = 10,
	                   .cpu_s = 5,
	                   .memory_bytes = 64 << 20,
	                   .processes = 8,
	                   .tmp_bytes = 1 << 20},
	};
	struct box_result result;

	*host = (struct box_host){
		.memory = powers.memory ? powers.memory : "rlimit, for each process separately",
		.processes = powers.processes ? powers.processes : "rlimit",
		.cpu = powers.cpu ? powers.cpu : "/proc",
		.freezer = powers.freezer ? powers.freezer : "signals",
		.uid = box_user_uid(),
	};
	if (without) {
		host->problem = xstrdup("switched off by --unsafe-no-box");
		return 0;
	}
	host->bubblewrap = box_run(&request, &result) == 0 && result.end == BOX_EXITED && result.code == 0;
	if (!host->bubblewrap)
		host->problem = xasprintf(
			"%s; install bubblewrap (apt-get install bubblewrap), which needs user name spaces (sysctl user.max_user_namespaces > 0, "
			"and kernel.unprivileged_userns_clone = 1 where it exists)",
			error_text());
	return 0;
}

void box_host_free(struct box_host *host)
{
	free(host->problem);
	host->problem = NULL;
}
