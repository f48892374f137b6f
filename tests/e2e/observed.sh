#!/bin/bash
# observed.sh - programs that end before they can be observed.  They get a verdict; it is not a
# failure of the grader.
. "$(dirname "$0")/lib.sh"
cd "$root" || exit 2
ex=scaling class=$work/class out=$work/out # its oracle uses the number of observed workers

# work_with NAME: the model solution, followed by standard input
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
# It sends READY itself; then its main thread ends while another continues.
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
