/* seccomp.c - the system calls a box may not make.
 *
 * Name spaces isolate a box.  This filter also removes parts of the kernel that coursework
 * does not need and that have had exploitable bugs.  It is a deny-list: students use
 * pthreads, OpenMP, MPI and sanitizers, whose system calls differ between versions of the C
 * library, and an allow-list that breaks with an update would fail honest work.  A refused
 * call fails with EPERM; clone3 with ENOSYS, so that the C library falls back to clone,
 * whose flags can be filtered.  Foreign architectures (32-bit calls) kill the process.
 */
#include "seccomp.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sched.h>
#include <seccomp.h>
#include <sys/ioctl.h>
#include <sys/personality.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <unistd.h>

#include "../base/base.h"
#include "../base/file.h"

/* Always refused. */
static const int refused[] = {
	/* other processes' memory and handles; LeakSanitizer needs ptrace (below) */
	SCMP_SYS(process_vm_readv),
	SCMP_SYS(process_vm_writev),
	SCMP_SYS(process_madvise),
	SCMP_SYS(pidfd_getfd),
	SCMP_SYS(kcmp),
	/* name spaces and mounts */
	SCMP_SYS(unshare),
	SCMP_SYS(setns),
	SCMP_SYS(mount),
	SCMP_SYS(umount2),
	SCMP_SYS(pivot_root),
	SCMP_SYS(chroot),
	SCMP_SYS(open_tree),
	SCMP_SYS(move_mount),
	SCMP_SYS(fsopen),
	SCMP_SYS(fsconfig),
	SCMP_SYS(fsmount),
	SCMP_SYS(fspick),
	SCMP_SYS(mount_setattr),
	SCMP_SYS(open_by_handle_at),
	SCMP_SYS(name_to_handle_at),
	/* large attack surfaces */
	SCMP_SYS(bpf),
	SCMP_SYS(perf_event_open),
	SCMP_SYS(io_uring_setup),
	SCMP_SYS(io_uring_enter),
	SCMP_SYS(io_uring_register),
	SCMP_SYS(userfaultfd),
	SCMP_SYS(add_key),
	SCMP_SYS(request_key),
	SCMP_SYS(keyctl),
	SCMP_SYS(fanotify_init),
	SCMP_SYS(lookup_dcookie),
	SCMP_SYS(nfsservctl),
	SCMP_SYS(vmsplice),
	/* the machine */
	SCMP_SYS(kexec_load),
	SCMP_SYS(kexec_file_load),
	SCMP_SYS(init_module),
	SCMP_SYS(finit_module),
	SCMP_SYS(delete_module),
	SCMP_SYS(reboot),
	SCMP_SYS(swapon),
	SCMP_SYS(swapoff),
	SCMP_SYS(syslog),
	SCMP_SYS(acct),
	SCMP_SYS(quotactl),
	SCMP_SYS(quotactl_fd),
	SCMP_SYS(settimeofday),
	SCMP_SYS(clock_settime),
	SCMP_SYS(clock_adjtime),
	SCMP_SYS(adjtimex),
	SCMP_SYS(sethostname),
	SCMP_SYS(setdomainname),
	SCMP_SYS(vhangup),
	SCMP_SYS(iopl),
	SCMP_SYS(ioperm),
	SCMP_SYS(modify_ldt),
	/* scheduling priority, and page migration */
	SCMP_SYS(sched_setscheduler),
	SCMP_SYS(sched_setattr),
	SCMP_SYS(ioprio_set),
	SCMP_SYS(move_pages),
	SCMP_SYS(migrate_pages),
};

static const unsigned long new_namespaces[] = {
	CLONE_NEWUSER, CLONE_NEWPID, CLONE_NEWNET, CLONE_NEWIPC, CLONE_NEWNS, CLONE_NEWUTS, CLONE_NEWCGROUP,
};

static int refuse_clone_of_namespaces(scmp_filter_ctx filter)
{
	int failed = seccomp_rule_add(filter, SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(clone3), 0);

	for (size_t i = 0; i < ARRAY_LENGTH(new_namespaces); i++)
		failed |= seccomp_rule_add(filter, SCMP_ACT_ERRNO(EPERM), SCMP_SYS(clone), 1,
		                           SCMP_A0(SCMP_CMP_MASKED_EQ, new_namespaces[i], new_namespaces[i]));
	return failed;
}

/* Sockets may only connect the box's own processes.  With `loopback` also by TCP and UDP: the
 * box's network name space has nothing but a loopback device. */
static int refuse_sockets(scmp_filter_ctx filter, bool loopback)
{
	enum { TYPE_MASK = 0xf, LAST_TYPE = 15 };
	const uint32_t refusal = SCMP_ACT_ERRNO(EAFNOSUPPORT);
	int failed;

	if (!loopback)
		return seccomp_rule_add(filter, refusal, SCMP_SYS(socket), 1, SCMP_A0(SCMP_CMP_NE, AF_UNIX));
	failed = seccomp_rule_add(filter, refusal, SCMP_SYS(socket), 1, SCMP_A0(SCMP_CMP_GT, AF_INET));
	failed |= seccomp_rule_add(filter, refusal, SCMP_SYS(socket), 2, SCMP_A0(SCMP_CMP_EQ, AF_INET),
	                           SCMP_A2(SCMP_CMP_GT, IPPROTO_UDP));
	for (unsigned type = SOCK_DGRAM + 1; type <= LAST_TYPE; type++)
		failed |=
			seccomp_rule_add(filter, refusal, SCMP_SYS(socket), 2, SCMP_A0(SCMP_CMP_EQ, AF_INET),
		                         SCMP_A1(SCMP_CMP_MASKED_EQ, TYPE_MASK, type));
	return failed;
}

/* personality may be read, and set to the values that sanitizers use, but not to
 * READ_IMPLIES_EXEC and the like. */
static int refuse_personalities(scmp_filter_ctx filter)
{
	return seccomp_rule_add(filter, SCMP_ACT_ERRNO(EPERM), SCMP_SYS(personality), 1,
	                        SCMP_A0_32(SCMP_CMP_MASKED_EQ, READ_IMPLIES_EXEC, READ_IMPLIES_EXEC)) |
	       seccomp_rule_add(filter, SCMP_ACT_ERRNO(EPERM), SCMP_SYS(personality), 1,
	                        SCMP_A0_32(SCMP_CMP_EQ, PER_LINUX32));
}

/* LeakSanitizer stops its own threads and reads their registers.  Writing memory or
 * registers is refused, and so is PTRACE_TRACEME (two processes that trace each other would
 * block for ever). */
static int refuse_tracing(scmp_filter_ctx filter, bool but_stopping)
{
	enum { CLASSIC = 32 }; /* requests below this number; PTRACE_GETREGS is 12 where it exists */
	const uint32_t allowed =
		1u << PTRACE_ATTACH | 1u << PTRACE_DETACH | 1u << PTRACE_CONT | 1u << PTRACE_KILL | 1u << 12;
	int failed = 0;

	/* No task is hidden from the observer outside (measure/observe.c). */
	if (!but_stopping)
		return seccomp_rule_add(filter, SCMP_ACT_ERRNO(EPERM), SCMP_SYS(ptrace), 0) |
		       seccomp_rule_add(filter, SCMP_ACT_ERRNO(EPERM), SCMP_SYS(clone), 1,
		                        SCMP_A0(SCMP_CMP_MASKED_EQ, CLONE_UNTRACED, CLONE_UNTRACED));
	for (uint32_t request = 0; request < CLASSIC; request++)
		if (!(allowed >> request & 1))
			failed |= seccomp_rule_add(filter, SCMP_ACT_ERRNO(EPERM), SCMP_SYS(ptrace), 1,
			                           SCMP_A0(SCMP_CMP_EQ, request));
	/* If the box's first process were stopped, the box would not end. */
	failed |= seccomp_rule_add(filter, SCMP_ACT_ERRNO(EPERM), SCMP_SYS(ptrace), 2,
	                           SCMP_A0(SCMP_CMP_EQ, PTRACE_ATTACH), SCMP_A1_32(SCMP_CMP_EQ, 1));
	/* PTRACE_GETREGSET is the highest request that is needed. */
	return failed | seccomp_rule_add(filter, SCMP_ACT_ERRNO(EPERM), SCMP_SYS(ptrace), 1,
	                                 SCMP_A0(SCMP_CMP_GT, PTRACE_GETREGSET));
}

/* Sanitizers report to standard error, descriptor 2.  The program must not replace it for a
 * while, nor hold a copy of it: through a copy it could make the pipe non-blocking, and
 * reports to a full pipe would be lost. */
static int fix_standard_error(scmp_filter_ctx filter)
{
	static const unsigned output[] = {STDOUT_FILENO, STDERR_FILENO}; /* one pipe */
	static const int duplicating[] = {SCMP_SYS(dup), SCMP_SYS(dup2), SCMP_SYS(dup3)};
	static const unsigned commands[] = {F_SETFL, F_DUPFD, F_DUPFD_CLOEXEC};
	const uint32_t refusal = SCMP_ACT_ERRNO(EPERM);
	int failed =
		seccomp_rule_add(filter, refusal, SCMP_SYS(close), 1, SCMP_A0_32(SCMP_CMP_EQ, STDERR_FILENO));

	failed |= seccomp_rule_add(filter, refusal, SCMP_SYS(close_range), 1,
	                           SCMP_A0_32(SCMP_CMP_LE, STDERR_FILENO));
	for (size_t i = 1; i < ARRAY_LENGTH(duplicating); i++)
		failed |= seccomp_rule_add(filter, refusal, duplicating[i], 1,
		                           SCMP_A1_32(SCMP_CMP_EQ, STDERR_FILENO));
	for (size_t k = 0; k < ARRAY_LENGTH(output); k++) {
		for (size_t i = 0; i < ARRAY_LENGTH(duplicating); i++)
			failed |= seccomp_rule_add(filter, refusal, duplicating[i], 1,
			                           SCMP_A0_32(SCMP_CMP_EQ, output[k]));
		for (size_t i = 0; i < ARRAY_LENGTH(commands); i++)
			failed |= seccomp_rule_add(filter, refusal, SCMP_SYS(fcntl), 2,
			                           SCMP_A0_32(SCMP_CMP_EQ, output[k]),
			                           SCMP_A1_32(SCMP_CMP_EQ, commands[i]));
		failed |= seccomp_rule_add(filter, refusal, SCMP_SYS(ioctl), 2,
		                           SCMP_A0_32(SCMP_CMP_EQ, output[k]),
		                           SCMP_A1_32(SCMP_CMP_EQ, FIONBIO));
	}
	return failed;
}

static int add_rules(scmp_filter_ctx filter, bool tracing_inside, bool fixed_stderr, bool loopback)
{
	int failed = refuse_clone_of_namespaces(filter) | refuse_sockets(filter, loopback) |
	             refuse_personalities(filter);

	for (size_t i = 0; i < ARRAY_LENGTH(refused); i++) {
		int result = seccomp_rule_add(filter, SCMP_ACT_ERRNO(EPERM), refused[i], 0);
		/* A call that this machine lacks needs no rule. */
		failed |= result == -EDOM ? 0 : result;
	}
	return failed | refuse_tracing(filter, tracing_inside) |
	       (fixed_stderr ? fix_standard_error(filter) : 0);
}

int seccomp_program(bool tracing_inside, bool fixed_stderr, bool loopback)
{
	scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ALLOW);
	int fd = memory_file("seccomp", 0);

	if (!filter || fd < 0 || add_rules(filter, tracing_inside, fixed_stderr, loopback) != 0 ||
	    seccomp_export_bpf(filter, fd) != 0 || lseek(fd, 0, SEEK_SET) != 0) {
		error_set("seccomp: cannot build the filter; libseccomp %s",
		          "is older than this program expects");
		if (fd >= 0)
			close(fd);
		fd = -1;
	}
	seccomp_release(filter);
	return fd;
}
