/* launch.c - between fork and exec: files, limits and the user of a box's first program.
 *
 * parlab has threads, so only async-signal-safe calls are made here: nothing allocates,
 * locks or prints.
 */
#include "launch.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/personality.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "bwrap.h"
#include "limits.h"

enum {
	FD_PARKED = 100, /* temporary descriptors, above all final ones */
	BOXES_OF_A_USER = 8,
};

static int place(int fd, int number)
{
	return fd < 0 ? 0 : dup2(fd, number);
}

/* Give every file its number.  They are duplicated to high numbers first, so that none is
 * overwritten before it is used.  All other descriptors close on exec. */
static int arrange_files(struct launch *l)
{
	const struct box_request *r = l->request;
	int nothing = open("/dev/null", O_RDWR | O_CLOEXEC);
	int wanted[16 + 6], number[16 + 6], count = 0;

#define WANT(fd, as) (wanted[count] = (fd), number[count++] = (as))
	WANT(nothing, 0);
	WANT(r->stdout_fd >= 0 ? r->stdout_fd : nothing, 1);
	WANT(r->stderr_fd >= 0 ? r->stderr_fd : nothing, 2);
	if (!l->without) {
		WANT(l->status, FD_STATUS);
		WANT(l->seccomp, FD_SECCOMP);
		WANT(l->gate, FD_GATE);
	}
	for (size_t i = 0; i < r->file_count && count < 16 + 6; i++)
		WANT(r->files[i].host, r->files[i].inside);
#undef WANT
	for (int i = 0; i < count; i++)
		if ((wanted[i] = fcntl(wanted[i], F_DUPFD, FD_PARKED)) < 0)
			return -1;
	if ((l->failure = fcntl(l->failure, F_DUPFD, FD_PARKED)) < 0)
		return -1;
	if (syscall(SYS_close_range, 3U, ~0U, 4U /* CLOSE_RANGE_CLOEXEC */) != 0)
		return -1;
	for (int i = 0; i < count; i++)
		if (place(wanted[i], number[i]) < 0)
			return -1;
	return 0;
}

static int become_nobody(const struct launch *l)
{
	if (!l->drop)
		return 0;
	/* Raw system calls: the C library's would signal threads that do not exist in this child. */
	return syscall(SYS_setgroups, 0, NULL) != 0 || syscall(SYS_setresgid, l->gid, l->gid, l->gid) != 0 ||
	                       syscall(SYS_setresuid, l->uid, l->uid, l->uid) != 0
	               ? -1
	               : 0;
}

void launch_child(struct launch *l)
{
	const struct box_request *r = l->request;
	/* The group counts this box only.  The user ID may by chance be shared with another
	 * box. */
	const rlim_t boxes = cgroup_limits_processes(l->group) ? BOXES_OF_A_USER : 1;
	const rlim_t most = boxes * (r->limits.processes + BOX_PROCESSES);
	const struct rlimit processes = {most, most};
	/* A sanitizer's shadow memory takes terabytes of address space. */
	enum limits_space space = r->tracing_inside || r->fixed_addresses ? LIMITS_SPACE_ANY
	                          : cgroup_limits_memory(l->group)        ? LIMITS_SPACE_AMPLE
	                                                                  : LIMITS_SPACE_EXACT;

	if (cgroup_join(l->group) == 0 && arrange_files(l) == 0 &&
	    (!r->cpu_count || sched_setaffinity(0, sizeof l->cpus, &l->cpus) == 0) &&
	    (!r->fixed_addresses || personality(ADDR_NO_RANDOMIZE) != -1) &&
	    limits_apply(&r->limits, space) == 0 && (!l->drop || setrlimit(RLIMIT_NPROC, &processes) == 0) &&
	    become_nobody(l) == 0 && prctl(PR_SET_PDEATHSIG, SIGKILL) == 0) {
		sigset_t none;
		sigemptyset(&none);
		sigprocmask(SIG_SETMASK, &none, NULL);
		signal(SIGPIPE, SIG_DFL);
		umask(077);
		if (!l->without || (setsid() > 0 && chdir(l->folder) == 0))
			execve(l->program, l->argv, l->environment);
	}
	int problem = errno;
	if (write(l->failure, &problem, sizeof problem) < 0)
		_exit(126);
	_exit(127);
}
