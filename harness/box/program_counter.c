/* program_counter.c - where in its own program a thread is (program_counter.h).
 *
 * /proc/PID/task/TID/syscall has the stack pointer and the instruction.  The stack is searched,
 * innermost first, for addresses in the program that follow a call.  That is a guess: a stale
 * address may lie in an unused part of a frame.  Unwinding
 * properly would mean to interpret tables of an untrusted file here; this reads a few words.
 */
#include "program_counter.h"

#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "../base/base.h"

enum { STACK_BYTES = 64 * 1024, LONGEST_CALL = 7 };

/* The program's code: [from, to) in memory; `base` is where its file begins. */
struct code {
	uint64_t from, to, base;
};

static bool find_code(pid_t process, struct code *code)
{
	char path[64], exe[256], line[512], permissions[5], name[256];
	unsigned long from, to, offset;

	*code = (struct code){0};
	snprintf(path, sizeof path, "/proc/%d/exe", (int)process);
	ssize_t length = readlink(path, exe, sizeof exe - 1);
	if (length <= 0)
		return false;
	exe[length] = '\0';
	snprintf(path, sizeof path, "/proc/%d/maps", (int)process);
	FILE *file = fopen(path, "re");
	while (file && fgets(line, sizeof line, file)) {
		if (sscanf(line, "%lx-%lx %4s %lx %*s %*s %255[^\n]", &from, &to, permissions, &offset,
		           name) != 5 ||
		    strcmp(name, exe) != 0)
			continue;
		if (offset == 0)
			code->base = from;
		if (permissions[2] == 'x' && code->to == 0) {
			code->from = from;
			code->to = to;
		}
	}
	if (file)
		fclose(file);
	return code->base && code->to;
}

/* "NUMBER ARGUMENTS... STACK INSTRUCTION", or "-1 STACK INSTRUCTION" outside of system calls. */
bool thread_registers(pid_t process, pid_t thread, uint64_t *stack, uint64_t *instruction)
{
	char path[64], text[256] = "", *word[16] = {0}, *rest = NULL;
	size_t words = 0;

	snprintf(path, sizeof path, "/proc/%d/task/%d/syscall", (int)process, (int)thread);
	FILE *file = fopen(path, "re");
	bool seen = file && fgets(text, sizeof text, file);
	if (file)
		fclose(file);
	for (char *at = strtok_r(text, " \n", &rest); seen && at && words < ARRAY_LENGTH(word);
	     at = strtok_r(NULL, " \n", &rest))
		word[words++] = at;
	return words >= 3 && sscanf(word[words - 2], "0x%lx", stack) == 1 &&
	       sscanf(word[words - 1], "0x%lx", instruction) == 1;
}

static bool is_in(const struct code *code, uint64_t address)
{
	return code->from <= address && address < code->to;
}

/* Does the instruction before this address call something? */
static bool follows_a_call(int memory, const struct code *code, uint64_t address)
{
#if defined(__x86_64__)
	unsigned char b[LONGEST_CALL];

	if (address - sizeof b < code->from ||
	    pread(memory, b, sizeof b, (off_t)(address - sizeof b)) != (ssize_t)sizeof b)
		return false;
	if (b[LONGEST_CALL - 5] == 0xe8) /* call rel32 */
		return true;
	for (int i = 0; i <= LONGEST_CALL - 2; i++) /* call *... */
		if (b[i] == 0xff && (b[i + 1] & 0x38) == 0x10)
			return true;
	return false;
#else
	(void)memory;
	return is_in(code, address);
#endif
}

static size_t find_returns(int memory, const struct code *code, uint64_t stack, uint64_t *found, size_t most)
{
	static _Thread_local uint64_t words[STACK_BYTES / sizeof(uint64_t)];
	ssize_t got = pread(memory, words, sizeof words, (off_t)(stack & ~UINT64_C(7)));
	size_t n = 0;

	for (size_t i = 0; got > 0 && n < most && i < (size_t)got / sizeof *words; i++)
		if (is_in(code, words[i]) && follows_a_call(memory, code, words[i]))
			found[n++] = words[i] - 1 - code->base; /* in the call itself */
	return n;
}

static int open_memory(pid_t process)
{
	char path[64];

	snprintf(path, sizeof path, "/proc/%d/mem", (int)process);
	return open(path, O_RDONLY | O_CLOEXEC);
}

ssize_t process_read(pid_t process, uint64_t from, void *to, size_t bytes)
{
	int memory = open_memory(process);
	ssize_t got = memory < 0 ? -1 : pread(memory, to, bytes, (off_t)from);

	if (memory >= 0)
		close(memory);
	return got;
}

size_t program_counters(pid_t process, pid_t thread, uint64_t found[PROGRAM_COUNTERS])
{
	struct code code;
	uint64_t stack, instruction;
	size_t n = 0;

	memset(found, 0, PROGRAM_COUNTERS * sizeof *found);
	if (!find_code(process, &code) || !thread_registers(process, thread, &stack, &instruction))
		return 0;
	if (is_in(&code, instruction))
		found[n++] = instruction - code.base;
	int memory = open_memory(process);
	if (memory < 0)
		return n;
	n += find_returns(memory, &code, stack, found + n, PROGRAM_COUNTERS - n);
	close(memory);
	return n;
}
