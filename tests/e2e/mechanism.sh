#!/bin/bash
# mechanism.sh - fork mode means processes that send their results.  Each work is the model
# solution whose children write to the caller's answer instead, by some way around.
. "$(dirname "$0")/lib.sh"
cd "$root" || exit 2
ex=simulation model=reference/simulation/simulation.c

# work NAME SED...: the model solution, changed; children draw straight into the answer.
work() {
	local name=$1
	shift
	mkdir -p "$work/$name"
	sed -e 's/^		memcpy(y + from, shared.*/		(void)y;/' -e 's/shared + (from - own))/shared + from)/' \
		-e 's/fork_and_draw(&work, shared, children/fork_and_draw(\&work, out->y, children/' \
		-e 's/#include <errno.h>/#define _GNU_SOURCE\n&\n#include <sched.h>\n#include <signal.h>\n#include <stdint.h>\n/' \
		"$@" "$model" >"$work/$name/$ex.c"
}
earns_nothing() {
	check "$1: seen" 1 "fork: $2" "$PARLAB" check "$ex" "$work/$1/$ex.c" --mode fork
}

work straight
earns_nothing straight 'wrong answer'
work by-_Fork -e 's/pid_t pid = fork();/pid_t pid = _Fork();/'
earns_nothing by-_Fork 'wrong answer.*returned -1'
work with-the-answer-inherited -e 's/pid_t pid = fork();/pid_t pid = _Fork();/' \
	-e 's|^	if (work.workers == 1)|	uintptr_t page = (uintptr_t)out->y / 4096 * 4096;\n	madvise((void *)page, ((uintptr_t)(out->y + work.draws) - page + 4095) / 4096 * 4096, MADV_DOFORK);\n&|'
earns_nothing with-the-answer-inherited 'not parallel.*shared memory that fork'
work with-all-memory -e 's/pid_t pid = fork();/pid_t pid = own_clone(work, k, shared);/' \
	-e 's|^/\* Start a child for each slice but 0; |struct slice { const struct work *work; int k; double *y; };\nstatic int draw(void *p) { struct slice *s = p; draw_slice(s->work, s->k, s->y); return 0; }\nstatic pid_t own_clone(const struct work *work, int k, double *y)\n{\n	static char stacks[64][262144];\n	static struct slice slices[64];\n	slices[k] = (struct slice){work, k, y};\n	return clone(draw, stacks[k] + sizeof stacks[k], CLONE_VM \| SIGCHLD, \&slices[k]);\n}\n&|'
earns_nothing with-all-memory 'not parallel.*shared memory that fork'
work opened-again -e 's|^			uint64_t from = slice_start(work, k);|&\n			char *file = mmap(NULL, 4096 + work->draws * 8, PROT_READ \| PROT_WRITE, MAP_SHARED, 5, 0);\n			if (file != MAP_FAILED)\n				shared = (double *)(file + 4096);|'
earns_nothing opened-again 'wrong answer'
work written-by-number -e 's|shared + from);|&\n			if (pwrite(5, shared + from, (slice_start(work, k + 1) - from) * 8, 4096 + (off_t)from * 8) < 0)\n				_exit(3);|'
earns_nothing written-by-number 'wrong answer.*returned -1'
work mapped-before-main -e 's|^int simulation_serial|static double *early;\n__attribute__((constructor)) static void map_early(void)\n{\n	early = mmap(NULL, 1 << 26, PROT_READ \| PROT_WRITE, MAP_SHARED, 5, 0);\n	early = early == MAP_FAILED ? NULL : early + 512;\n}\n&|' \
	-e 's|^			uint64_t from = slice_start(work, k);|&\n			if (early)\n				shared = early;|'
earns_nothing mapped-before-main 'not parallel.*shared memory that fork'
# Its protection is changed later.
work mapped-without-access -e 's|^int simulation_serial|static double *early;\n__attribute__((constructor)) static void map_early(void)\n{\n	early = mmap(NULL, 1 << 26, PROT_NONE, MAP_SHARED, 5, 0);\n	early = early == MAP_FAILED ? NULL : early + 512;\n}\n&|' \
	-e 's|^			uint64_t from = slice_start(work, k);|&\n			if (early \&\& mprotect(early - 512, 1 << 26, PROT_READ \| PROT_WRITE) == 0)\n				shared = early;|'
earns_nothing mapped-without-access 'not parallel.*shared memory that fork'
work unseen-by-the-tracer -e 's/pid_t pid = fork();/pid_t pid = own_clone(work, k, shared);/' \
	-e 's|^/\* Start a child for each slice but 0; |struct slice { const struct work *work; int k; double *y; };\nstatic int draw(void *p) { struct slice *s = p; draw_slice(s->work, s->k, s->y); return 0; }\nstatic pid_t own_clone(const struct work *work, int k, double *y)\n{\n	static char stacks[64][262144];\n	static struct slice slices[64];\n	slices[k] = (struct slice){work, k, y};\n	return clone(draw, stacks[k] + sizeof stacks[k], CLONE_VM \| CLONE_UNTRACED \| SIGCHLD, \&slices[k]);\n}\n&|'
earns_nothing unseen-by-the-tracer '(wrong answer|not parallel)'
# Its child shares all memory, but only until it executes the shell.
mkdir -p "$work/asks-the-shell" && sed -e '/^int simulation_fork/,/^{/s/^{/{\n	FILE *shell = popen("true", "r");\n	if (shell)\n		pclose(shell);/' \
	-e 's/#include <errno.h>/&\n#include <stdio.h>/' "$model" >"$work/asks-the-shell/$ex.c"
check "a child that only executes a shell is no worker" 0 'fork +correct' "$PARLAB" check $ex "$work/asks-the-shell/$ex.c" --mode fork
check "the model solution is a mode of processes" 0 'fork +correct' "$PARLAB" check $ex $model --mode fork
