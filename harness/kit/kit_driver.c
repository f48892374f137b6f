/* kit_driver.c - the driver's side of protocol.h: one GO, one call, one DONE.
 *
 * The answer is mapped shared with parlab, so that a result need not be copied inside the
 * clock.  To the student it must behave like private memory, so a forked child gets a
 * private copy-on-write mapping in its place and has to send its results to the parent.
 *
 * parlab trusts nothing here: student code can do anything to this process, but that
 * affects only its own answer.
 */
#include <dirent.h>
#include <errno.h>
#include <malloc.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "kit.h"

#if defined(__SANITIZE_ADDRESS__)
#include <sanitizer/asan_interface.h>
#include <sanitizer/lsan_interface.h>
#endif

/* EX_SOFTWARE of sysexits.h: a forked child returned from the student's function. */
enum { EXIT_CHILD_RETURNED = 70 };

struct mapping {
	void *base;
	size_t bytes;
};

/* File scope, because a fork handler takes no argument. */
static struct mapping answer;

static void child_gets_private_answer(void)
{
	if (mmap(answer.base, answer.bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_FIXED,
	         PROTOCOL_FD_ANSWER, 0) == MAP_FAILED)
		_exit(EXIT_CHILD_RETURNED);
}

static int map_file(int fd, int protection, struct mapping *mapping)
{
	struct stat status;

	if (fstat(fd, &status) != 0)
		return -1;
	mapping->bytes = (size_t)status.st_size;
	mapping->base = mmap(NULL, mapping->bytes, protection, MAP_SHARED, fd, 0);
	return mapping->base == MAP_FAILED ? -1 : 0;
}

static int send_message(struct protocol_message message)
{
	message.magic = PROTOCOL_MAGIC;
	for (;;) {
		ssize_t sent = send(PROTOCOL_FD_CONTROL, &message, sizeof message, MSG_NOSIGNAL);
		if (sent == (ssize_t)sizeof message)
			return 0;
		if (sent >= 0 || errno != EINTR)
			return -1;
	}
}

static int receive_message(struct protocol_message *message)
{
	for (;;) {
		ssize_t got = recv(PROTOCOL_FD_CONTROL, message, sizeof *message, 0);
		if (got == (ssize_t)sizeof *message && message->magic == PROTOCOL_MAGIC)
			return 0;
		if (got >= 0 || errno != EINTR)
			return -1;
	}
}

/* Let AddressSanitizer see a write past the end of an answer's array. */
static void fence_arrays(const struct bundle *bundle, size_t bytes)
{
#if defined(__SANITIZE_ADDRESS__)
	ASAN_POISON_MEMORY_REGION(bundle->base + PROTOCOL_LAYOUT_BYTES, bytes - PROTOCOL_LAYOUT_BYTES);
	for (unsigned i = 0; i < bundle->count; i++)
		ASAN_UNPOISON_MEMORY_REGION(bundle->base + bundle->entries[i].offset,
		                            bundle->entries[i].bytes);
#else
	(void)bundle;
	(void)bytes;
#endif
}

/* Leak-checking builds count the children and descriptors that a call leaves behind.  Others
 * only look whether there are children, which takes less than a microsecond. */
#if defined(__SANITIZE_ADDRESS__)
static int open_descriptors(void)
{
	DIR *folder = opendir("/proc/self/fd");
	int count = -1; /* the one that reads the folder */

	if (!folder)
		return 0;
	for (const struct dirent *entry; (entry = readdir(folder)) != NULL;)
		count += entry->d_name[0] != '.';
	closedir(folder);
	return count;
}

static int children_left(void)
{
	int count = 0;
	pid_t child;

	while ((child = waitpid(-1, NULL, WNOHANG)) > 0)
		count++;
	return count + (child == 0); /* 0: a child still runs */
}
#else
static int open_descriptors(void)
{
	return 0;
}

static int children_left(void)
{
	siginfo_t info;

	return waitid(P_ALL, 0, &info, WEXITED | WNOHANG | WNOWAIT) == 0;
}
#endif

/* Do not check a call that failed. */
static void tell_what_is_left(const struct protocol_message *done, int descriptors_before)
{
	int children = children_left(), descriptors = open_descriptors() - descriptors_before;

	if (done->returned == 0 && (children > 0 || descriptors > 0))
		send_message((struct protocol_message){.kind = PROTOCOL_NOTE_LEFT_BEHIND,
		                                       .sequence = done->sequence,
		                                       .returned = children,
		                                       .error = descriptors});
}

/* Deliberate errors that a working sanitizer must report (protocol.h).  The last one ends
 * the program. */
#if defined(__SANITIZE_ADDRESS__)
/* Call deep in the stack, so that no stale copy of the pointer stays there. */
static __attribute__((noinline)) void leak(size_t bytes, int depth)
{
	volatile char room[512] = {(char)depth};

	if (depth > 0)
		leak(bytes, depth - 1);
	else
		*(volatile char *)malloc(bytes) = room[0];
	room[1] = room[0];
}

/* LeakSanitizer takes anything in registers or on the stack that looks like a pointer for a
 * live reference, stale values included.  So clear them. */
static void wipe_registers(void)
{
#if defined(__x86_64__)
	/* The compiler keeps nothing in vector registers across this call. */
	if (__builtin_cpu_supports("avx512f"))
		__asm__ volatile("vpxorq %%zmm16, %%zmm16, %%zmm16\n vpxorq %%zmm17, %%zmm17, %%zmm17\n"
		                 "vpxorq %%zmm18, %%zmm18, %%zmm18\n vpxorq %%zmm19, %%zmm19, %%zmm19\n"
		                 "vpxorq %%zmm20, %%zmm20, %%zmm20\n vpxorq %%zmm21, %%zmm21, %%zmm21\n"
		                 "vpxorq %%zmm22, %%zmm22, %%zmm22\n vpxorq %%zmm23, %%zmm23, %%zmm23\n"
		                 "vpxorq %%zmm24, %%zmm24, %%zmm24\n vpxorq %%zmm25, %%zmm25, %%zmm25\n"
		                 "vpxorq %%zmm26, %%zmm26, %%zmm26\n vpxorq %%zmm27, %%zmm27, %%zmm27\n"
		                 "vpxorq %%zmm28, %%zmm28, %%zmm28\n vpxorq %%zmm29, %%zmm29, %%zmm29\n"
		                 "vpxorq %%zmm30, %%zmm30, %%zmm30\n vpxorq %%zmm31, %%zmm31, %%zmm31"
		                 :
		                 :
		                 :);
	if (__builtin_cpu_supports("avx"))
		__asm__ volatile("vzeroall"
		                 :
		                 :
		                 : "xmm0", "xmm1", "xmm2", "xmm3", "xmm4", "xmm5", "xmm6", "xmm7", "xmm8",
		                   "xmm9", "xmm10", "xmm11", "xmm12", "xmm13", "xmm14", "xmm15");
#endif
}

static __attribute__((noinline, no_sanitize_address)) void wipe_stack(void)
{
	enum { DEEPEST = 256 * 1024 };
	char room[DEEPEST];

	memset(room, 0, sizeof room);
	__asm__ volatile("" : : "r"(room) : "memory"); /* keep the compiler from removing the stores */
}

static void break_the_rules(uint64_t sequence)
{
	size_t bytes = PROTOCOL_OVERRUN_BYTES(sequence);
	volatile char *block;

	/* Several, from several depths: a stale register may still refer to one. */
	for (int i = 0; i < PROTOCOL_LEAKS; i++)
		leak(PROTOCOL_LEAK_BYTES(sequence) + (size_t)i, 20 + i);
	wipe_stack();
	wipe_registers();
	__lsan_do_recoverable_leak_check();
	block = malloc(bytes);
	block[bytes] = 1;
}
#elif defined(__SANITIZE_THREAD__)
static void *write_to(void *block)
{
	*(volatile int *)block = 1;
	return NULL;
}

static void break_the_rules(uint64_t sequence)
{
	void *block = malloc(PROTOCOL_RACE_BYTES(sequence));
	pthread_t threads[2];
	int started = 0;

	while (started < 2 && pthread_create(&threads[started], NULL, write_to, block) == 0)
		started++;
	while (started > 0)
		pthread_join(threads[--started], NULL);
	free(block);
}
#else
static void break_the_rules(uint64_t sequence)
{
	(void)sequence;
}
#endif

static void end_stray_child(uint64_t sequence)
{
	fprintf(stderr, "%s: a forked child returned from the function; end every child with _exit()\n",
	        kit_exercise.name);
	send_message((struct protocol_message){.kind = PROTOCOL_NOTE_CHILD_RETURNED, .sequence = sequence});
	_exit(EXIT_CHILD_RETURNED);
}

static void list_arrays(const char *what, const struct bundle *bundle)
{
	static const char *const types[] = {"?", "u8", "i32", "i64", "u64", "f32", "f64"};

	fprintf(stderr, "the %s has:", what);
	for (unsigned i = 0; i < bundle->count; i++) {
		const struct bundle_entry *e = &bundle->entries[i];
		fprintf(stderr, " %s %s", e->name, types[e->type]);
		for (unsigned k = 0; k < e->rank; k++)
			fprintf(stderr, "[%llu]", (unsigned long long)e->shape[k]);
	}
}

/* driver.c did not find an array that it needs: list those that there are. */
static void tell_arrays(const struct bundle *input, const struct bundle *answer)
{
	fprintf(stderr, "%s: no such array; ", kit_exercise.name);
	list_arrays("input", input);
	fputs("; ", stderr);
	list_arrays("answer", answer);
	fputc('\n', stderr);
}

/* Make the use of memory that was never written show: see PROTOCOL_FILL.  Sanitizers fill
 * memory by themselves. */
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
void kit_fill_heap(void) {}

void kit_fill_stack(void) {}
#else
static int fills;

void kit_fill_heap(void)
{
	fills = getenv(PROTOCOL_FILL_VARIABLE) != NULL;
	if (fills)
		mallopt(M_PERTURB, ~PROTOCOL_FILL & 0xff); /* malloc stores the complement */
}

__attribute__((noinline)) void kit_fill_stack(void)
{
	enum { DEEPEST = 1024 * 1024 };
	char room[DEEPEST];

	if (!fills)
		return;
	memset(room, PROTOCOL_FILL, sizeof room);
	__asm__ volatile("" : : "r"(room) : "memory"); /* keep the compiler from removing the stores */
}
#endif

static void serve_call(const struct protocol_message *go, const struct mapping *input, kit_call *call)
{
	struct protocol_message done = {.kind = PROTOCOL_DONE, .sequence = go->sequence, .returned = -1};
	struct bundle in, out;
	pid_t self = getpid();

	if (go->input_bytes > input->bytes || go->answer_bytes > answer.bytes ||
	    bundle_open(&in, input->base, go->input_bytes) != 0 ||
	    bundle_open(&out, answer.base, go->answer_bytes) != 0 || go->mode >= MODE_COUNT) {
		done.error = EPROTO;
	} else {
		int descriptors = open_descriptors();
		fence_arrays(&out, go->answer_bytes);
		kit_fill_stack();
		errno = 0;
		done.returned = call((enum mode)go->mode, (int)go->workers, &in, &out);
		done.error = done.returned == 0 ? 0 : errno;
		if (getpid() != self)
			end_stray_child(go->sequence);
		tell_what_is_left(&done, descriptors);
		if (done.error == EPROTO)
			tell_arrays(&in, &out);
	}
	fflush(stdout); /* so that what a call prints is that call's */
	send_message(done);
}

int kit_driver(kit_call *call)
{
	struct mapping input;
	struct protocol_message message = {0};

	if (map_file(PROTOCOL_FD_INPUT, PROT_READ, &input) != 0 ||
	    map_file(PROTOCOL_FD_ANSWER, PROT_READ | PROT_WRITE, &answer) != 0 ||
	    pthread_atfork(NULL, NULL, child_gets_private_answer) != 0) {
		fprintf(stderr, "%s: --driver is for parlab; to run by hand: %s s\n", kit_exercise.name,
		        kit_exercise.name);
		return 2;
	}
	kit_fill_heap();
	/* A child that is made without the handlers, as by _Fork(), has no answer at all. */
	madvise(answer.base, answer.bytes, MADV_DONTFORK);
	if (send_message((struct protocol_message){.kind = PROTOCOL_READY}) != 0)
		return 2;
	while (receive_message(&message) == 0 && message.kind == PROTOCOL_GO)
		serve_call(&message, &input, call);
	if (message.kind == PROTOCOL_QUIT)
		break_the_rules(message.sequence);
	return 0;
}
