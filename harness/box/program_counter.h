/* program_counter.h - where in its own program a thread is, seen from outside.
 *
 * For the words about a call that gave no answer.  The program can arrange what is seen, so
 * no verdict depends on it.
 */
#ifndef PARLAB_PROGRAM_COUNTER_H
#define PARLAB_PROGRAM_COUNTER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

enum { PROGRAM_COUNTERS = 4 };

/* program_counters: addresses in the program's file, as addr2line takes them, innermost first:
 * of the instruction that the thread is at, if it is the program's, and of the calls that led
 * there.  The thread must be waiting or stopped.  Returns how many; the others become 0. */
size_t program_counters(pid_t process, pid_t thread, uint64_t found[PROGRAM_COUNTERS]);

/* thread_registers: stack pointer and instruction of a thread that waits or is stopped.
 * process_read: bytes of a process's memory; how many, or -1. */
bool thread_registers(pid_t process, pid_t thread, uint64_t *stack, uint64_t *instruction);
ssize_t process_read(pid_t process, uint64_t from, void *to, size_t bytes);

#endif
