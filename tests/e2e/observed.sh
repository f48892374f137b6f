#!/bin/bash
# observed.sh - programs that cannot be observed because they have ended.  That is
# a verdict about them, not a failure of the grader.
. "$(dirname "$0")/lib.sh"
cd "$root" || exit 2
ex=scaling class=$work/class out=$work/out # its cases are judged by who was observed

# work_with NAME: the model solution, and the rest of the program from standard input
work_with() {
	mkdir -p "$class/$1/$ex"
	cat "reference/$ex/$ex.c" - >"$class/$1/$ex/$ex.c"
}

work_with ends-before-ready <<'C'
#include <unistd.h>
__attribute__((constructor)) static void ends(void)
{
	_exit(3);
}
C
# It sends READY itself; then its first thread ends and another continues.
work_with first-thread-ends <<'C'
#include "protocol.h"
#include <pthread.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>
static void *go_on(void *nothing)
{
	sleep(1);
	_exit(nothing != 0);
}
__attribute__((constructor)) static void ends(void)
{
	struct protocol_message ready = {.magic = PROTOCOL_MAGIC, .kind = PROTOCOL_READY};
	pthread_t thread;

	pthread_create(&thread, 0, go_on, 0);
	send(PROTOCOL_FD_CONTROL, &ready, sizeof ready, 0);
	syscall(SYS_exit, 0);
}
C
check "the grader does not fail" 0 'graded; ' "$PARLAB" grade "$class" --out "$out" --no-timing
for student in ends-before-ready first-thread-ends; do
	equal "$student: a verdict" 'exited early' "$(grade_of "$out/grades.csv" $student $ex verdict)"
	equal "$student: no points" 0 "$(grade_of "$out/grades.csv" $student $ex points)"
done
