/* failing.c - make one system call of a traced program fail (failing.h).
 *
 * Before the call its number is replaced by one that does not exist, so the kernel does
 * nothing; after it the result is replaced.  Only this part depends on the processor.
 *
 * Not counted, since the C library makes them by itself and a student cannot handle their
 * failure: stacks of threads (the thread's start fails instead), address space that is only
 * reserved, and private mappings of files.
 */
#include "failing.h"

#include <elf.h>
#include <errno.h>
#include <sched.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/user.h>

/* What <sys/ptrace.h> calls __ptrace_syscall_info. */
typedef struct __ptrace_syscall_info syscall_info;

static const struct {
	const char *words;
	int error;
} kinds[FAILING_KINDS] = {
	[FAILING_FORK] = {"fork()", EAGAIN},
	[FAILING_THREAD] = {"pthread_create()", EAGAIN},
	[FAILING_MEMORY] = {"mmap()", ENOMEM},
	[FAILING_PIPE] = {"pipe()", EMFILE},
};

const char *failing_words(enum failing_kind kind)
{
	return kinds[kind].words;
}

int failing_errno(enum failing_kind kind)
{
	return kinds[kind].error;
}

static bool asks_for_memory(const syscall_info *call)
{
	uint64_t protection = call->entry.args[2], flags = call->entry.args[3];

	if (flags & MAP_STACK)
		return false;
	return (flags & MAP_TYPE) != MAP_PRIVATE || ((flags & MAP_ANONYMOUS) && protection != PROT_NONE);
}

/* FAILING_KINDS: none. */
static enum failing_kind kind_of(const syscall_info *call)
{
	switch (call->entry.nr) {
#ifdef SYS_fork
	case SYS_fork:
	case SYS_vfork:
		return FAILING_FORK;
#endif
	case SYS_clone:
		return call->entry.args[0] & CLONE_THREAD ? FAILING_THREAD : FAILING_FORK;
	case SYS_mmap:
		return asks_for_memory(call) ? FAILING_MEMORY : FAILING_KINDS;
#ifdef SYS_pipe
	case SYS_pipe:
#endif
	case SYS_pipe2:
	case SYS_socketpair:
	case SYS_memfd_create:
	case SYS_eventfd2:
		return FAILING_PIPE;
	default:
		return FAILING_KINDS;
	}
}

/* ---- the tracee's registers ---------------------------------------------------- */

#if defined(__x86_64__)
static int set_register(pid_t tid, size_t offset, long value)
{
	return ptrace(PTRACE_POKEUSER, tid, (void *)offset, (void *)value) == 0 ? 0 : -1;
}

static int skip_call(pid_t tid)
{
	return set_register(tid, offsetof(struct user_regs_struct, orig_rax), -1);
}

static int set_result(pid_t tid, long result)
{
	return set_register(tid, offsetof(struct user_regs_struct, rax), result);
}
#elif defined(__aarch64__)
static int skip_call(pid_t tid)
{
	int none = -1;
	struct iovec part = {&none, sizeof none};

	return ptrace(PTRACE_SETREGSET, tid, (void *)NT_ARM_SYSTEM_CALL, &part) == 0 ? 0 : -1;
}

static int set_result(pid_t tid, long result)
{
	struct user_regs_struct registers;
	struct iovec part = {&registers, sizeof registers};

	if (ptrace(PTRACE_GETREGSET, tid, (void *)NT_PRSTATUS, &part) != 0)
		return -1;
	registers.regs[0] = (unsigned long long)result;
	return ptrace(PTRACE_SETREGSET, tid, (void *)NT_PRSTATUS, &part) == 0 ? 0 : -1;
}
#else
static int skip_call(pid_t tid)
{
	(void)tid;
	return errno = ENOSYS, -1;
}

static int set_result(pid_t tid, long result)
{
	(void)result;
	return skip_call(tid);
}
#endif

void failing_at_stop(struct failing *f, pid_t tid)
{
	syscall_info call = {0};

	if (ptrace(PTRACE_GET_SYSCALL_INFO, tid, (void *)sizeof call, &call) <= 0) {
		if (errno != ESRCH) /* killed while it was stopped */
			f->problem = errno;
		return;
	}
	if (call.op == PTRACE_SYSCALL_INFO_EXIT && f->returning && tid == f->tid) {
		f->returning = false;
		if (set_result(tid, -failing_errno(f->kind)) != 0 && errno != ESRCH)
			f->problem = errno;
	}
	if (call.op != PTRACE_SYSCALL_INFO_ENTRY)
		return;
	/* Its flags are in memory that another thread can change.  Without it the C library
	 * uses clone, as it does on kernels that do not have it (and in boxes). */
	if (call.entry.nr == SYS_clone3)
		skip_call(tid);
	enum failing_kind kind = kind_of(&call);
	if (kind == FAILING_KINDS || ++f->counts[kind] != f->nth || kind != f->kind)
		return;
	if (skip_call(tid) != 0) {
		f->problem = errno == ESRCH ? 0 : errno;
		return;
	}
	f->tid = tid;
	f->returning = true;
}
