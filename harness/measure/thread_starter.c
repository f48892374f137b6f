/* thread_starter.c - who called pthread_create (thread_starter.h).
 *
 * A thread that is stopped in clone() is in the C library, and the address that pthread_create
 * will return to lies on its stack.  Where it lies is measured, once: a child of this process
 * creates a thread from a function whose address is known.  The distance is a constant of the
 * C library, so nothing of the watched program has to be interpreted.  There are two: in a box
 * clone3() is not available (box/seccomp.c), and the C library takes another way then.
 */
#include "thread_starter.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <gnu/lib-names.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../base/base.h"
#include "../box/program_counter.h"

enum { FRAMES_BYTES = 8192, LONGEST_S = 5 };
enum { WITH_CLONE3, WITHOUT_CLONE3, WAYS };

typedef int create_function(pthread_t *, const pthread_attr_t *, void *(*)(void *), void *);

/* ---- how far up the stack the address lies -------------------------------------------- */

static void *nothing(void *unused)
{
	return unused;
}

/* The only function in this section; it makes one call. */
__attribute__((noinline, section("thread_creator"))) static int create_here(create_function *create)
{
	pthread_t thread;
	int error = create(&thread, NULL, nothing, NULL);

	__asm__ volatile("" ::: "memory"); /* so that the call is not a jump */
	return error;
}

extern const char __start_thread_creator[], __stop_thread_creator[];

/* The C library's own, whatever wraps it in this process. */
static create_function *real_create(void)
{
	void *library = dlopen(LIBC_SO, RTLD_NOW | RTLD_NOLOAD);
	void *symbol = library ? dlsym(library, "pthread_create") : NULL;
	create_function *create = NULL;

	if (symbol)
		memcpy(&create, &symbol, sizeof create);
	return create;
}

/* Bytes from the stack pointer; -1: not found. */
static long distance_in(pid_t child)
{
	uint64_t stack, instruction, words[FRAMES_BYTES / sizeof(uint64_t)];
	long found = -1;

	if (!thread_registers(child, child, &stack, &instruction))
		return -1;
	ssize_t got = process_read(child, stack, words, sizeof words);
	for (size_t i = 0; got > 0 && found < 0 && i < (size_t)got / sizeof *words; i++)
		if (words[i] > (uintptr_t)__start_thread_creator &&
		    words[i] <= (uintptr_t)__stop_thread_creator)
			found = (long)(i * sizeof *words);
	return found;
}

static bool forbid_clone3(void)
{
	struct sock_filter code[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_clone3, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | ENOSYS),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	struct sock_fprog filter = {ARRAY_LENGTH(code), code};

	return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
	       prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter) == 0;
}

static void be_measured(create_function *create, int way, int start)
{
	char byte;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	alarm(LONGEST_S); /* whatever happens, nobody waits longer for it */
	if ((way == WITH_CLONE3 || forbid_clone3()) && read(start, &byte, 1) == 1)
		create_here(create);
	_exit(0);
}

/* Of a traced task that was killed. */
static void reap(pid_t tid)
{
	int status;

	while (waitpid(tid, &status, __WALL) == tid && !WIFEXITED(status) && !WIFSIGNALED(status))
		;
}

/* Trace the child up to the moment in which it creates its thread. */
static long trace(pid_t child, int start)
{
	unsigned long created = 0;
	long found = -1;
	int status;

	if (ptrace(PTRACE_SEIZE, child, NULL, (void *)(long)PTRACE_O_TRACECLONE) == 0 &&
	    write(start, "", 1) == 1 && waitpid(child, &status, __WALL) == child && WIFSTOPPED(status) &&
	    status >> 16 == PTRACE_EVENT_CLONE && ptrace(PTRACE_GETEVENTMSG, child, NULL, &created) == 0)
		found = distance_in(child);
	kill(child, SIGKILL);
	if (created > 0) /* a process is gone only after its threads */
		reap((pid_t)created);
	reap(child);
	return found;
}

static long measure_distance(int way)
{
	create_function *create = real_create();
	long found = -1;
	int start[2];

	if (!create || pipe(start) != 0)
		return -1;
	pid_t child = fork();
	if (child == 0)
		be_measured(create, way, start[0]);
	if (child > 0)
		found = trace(child, start[1]);
	close(start[0]);
	close(start[1]);
	return found;
}

static long distances[WAYS];
static pthread_once_t measured = PTHREAD_ONCE_INIT;

static void measure_distances(void)
{
	for (int way = 0; way < WAYS; way++)
		distances[way] = measure_distance(way);
}

/* ---- what lies there ------------------------------------------------------------------- */

/* Whose code is at this address? */
static enum starter owner_of(pid_t process, uint64_t address)
{
	char path[64], exe[256], line[512], permissions[5], name[256];
	unsigned long from, to;
	enum starter owner = STARTER_UNKNOWN;

	snprintf(path, sizeof path, "/proc/%d/exe", (int)process);
	ssize_t length = readlink(path, exe, sizeof exe - 1);
	exe[length > 0 ? length : 0] = '\0';
	snprintf(path, sizeof path, "/proc/%d/maps", (int)process);
	FILE *file = fopen(path, "re");
	while (file && fgets(line, sizeof line, file)) {
		if (sscanf(line, "%lx-%lx %4s %*s %*s %*s %255[^\n]", &from, &to, permissions, name) != 4 ||
		    address < from || address >= to || permissions[2] != 'x')
			continue;
		const char *base = strrchr(name, '/');
		if (strcmp(name, exe) == 0)
			owner = STARTER_PROGRAM;
		else if (base && strncmp(base, "/libgomp", strlen("/libgomp")) == 0)
			owner = STARTER_OPENMP;
		break;
	}
	if (file)
		fclose(file);
	return owner;
}

enum starter thread_starter(pid_t process, pid_t thread)
{
	uint64_t stack, instruction, address;
	enum starter starter = STARTER_UNKNOWN;

	pthread_once(&measured, measure_distances);
	if (!thread_registers(process, thread, &stack, &instruction))
		return STARTER_UNKNOWN;
	for (int way = 0; way < WAYS && starter == STARTER_UNKNOWN; way++)
		if (distances[way] >= 0 && process_read(process, stack + (uint64_t)distances[way], &address,
		                                        sizeof address) == (ssize_t)sizeof address)
			starter = owner_of(process, address);
	return starter;
}
