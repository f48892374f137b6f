#!/bin/bash
# calls.sh - which calls are made, and that every answer is judged.  Several calls go to one
# process: state left by an earlier call, and the cost of a call that hangs.
. "$(dirname "$0")/lib.sh"
cd "$root" || exit 2
ex=factorization plain=tests/fixtures/factorization/plain/factorization/factorization.c
home_in "$work/home"
sed -i 's/wall_s: 10,/wall_s: 2,/' "$work/home/assignments/$ex/assignment.yaml"
export PARLAB_HOME=$work/home

# serial_of FILE: `plain` with another serial function, whose body is read from standard input.
serial_of() {
	sed 's/^int factorization_serial(/static int count_serial(/' "$plain" >"$1"
	{
		printf '#include <stdio.h>\n#include <unistd.h>\n'
		printf 'int factorization_serial(const struct factorization_input *in, struct factorization_output *out)\n{\n'
		cat
		printf '}\n'
	} >>"$1"
}
# said NAME LINES PATTERN: exactly LINES lines of the last `check`'s output match.
said() { equal "$1" "$2" "$(grep -cE -e "$3" <<<"$output")"; }
# try_of: the arguments of the command that the output suggests.
try_of() { sed -n 's/^ *Try: [^ ]*parlab //p' <<<"$output" | head -n 1; }

serial_of "$work/kept.c" <<'C'
	static struct factorization_output sum;
	struct factorization_output one;
	count_serial(in, &one);
	for (int j = 0; j < FACTORIZATION_COUNTS; j++)
		out->count[j] = sum.count[j] += one.count[j];
	return 0;
C
check "state kept between calls: wrong answer" 1 '^serial +wrong answer +7 of 8 cases right' "$PARLAB" check $ex "$work/kept.c" --mode s
said "kept state: the finding says that the first call is right" 1 'As the first call of a process it is right; .*\(up-to-ten with 1 worker\)'
# shellcheck disable=SC2046
check "kept state: the suggested command reproduces it" 1 'As the first call of a process it is right' "$PARLAB" $(try_of)
check "kept state: right when the case is called alone" 0 '^serial +correct' "$PARLAB" check $ex "$work/kept.c" --mode s --case 4

serial_of "$work/second.c" <<'C'
	static int calls;
	printf("this is call %d\n", ++calls);
	if (calls == 2)
		return errno = EIO, -1;
	return count_serial(in, out);
C
check "wrong on the second call" 1 'returned -1.*As the first call of a process' "$PARLAB" check $ex "$work/second.c" --mode s
said "the output of the failed call is shown" 1 'this is call 2'
said 'the output of other calls is not shown' 0 'this is call [^2]'

serial_of "$work/wrong.c" <<'C'
	if (in->last == 1000)
		printf("in the wrong one\n");
	else
		printf("before it\n");
	count_serial(in, out);
	return in->last == 1000 ? (errno = EIO, -1) : 0;
C
check "wrong in any process: the output of the failed call is shown" 1 'in the wrong one' "$PARLAB" check $ex "$work/wrong.c" --mode s
said 'other calls are not mentioned' 0 'before it|first call of a process'
said "the suggested command selects the case" 1 '--mode serial --case 5'

# A lock that is never released: the second call hangs, and only one time limit is spent.
serial_of "$work/lock.c" <<'C'
	static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
	pthread_mutex_lock(&lock);
	return count_serial(in, out);
C
check "a lock that is not released: timed out" 1 'no answer within 2 s; it was stopped. At that moment the function waited for a lock.*As the first call of a process it is right' \
	"$PARLAB" check $ex "$work/lock.c" --mode s
said "the line of the lock" 1 "waited for a lock or for the end of a thread \(factorization\.c:$(grep -n 'mutex_lock' "$work/lock.c" | cut -d: -f1)\)"
said "after a timeout no further case or sanitizer is run" 1 '^serial +timed out +1 of 2 cases right$'

# A hang that does not depend on earlier calls: the full limit is spent only once.
serial_of "$work/hangs.c" <<'C'
	while (in->last == 1000)
		pause();
	return count_serial(in, out);
C
check "a hang in the fifth case" 1 'no answer within 2 s; it was stopped\. .*Called first in a process it gave none within 0.2 s either' \
	"$PARLAB" check $ex "$work/hangs.c" --mode s
said "the line of the hang" 1 "slept \(factorization\.c:$(grep -n 'pause()' "$work/hangs.c" | cut -d: -f1)\)"
said "after a hang no further case is run" 1 '^serial +timed out +4 of 5 cases right$'

serial_of "$work/loops.c" <<'C'
	for (volatile unsigned n = 0; in->last == 1000;)
		n++;
	return count_serial(in, out);
C
check "an endless loop: its line" 1 "computed \(factorization\.c:($(grep -n 'volatile' "$work/loops.c" | cut -d: -f1)|$(grep -n '		n++' "$work/loops.c" | cut -d: -f1))\)" \
	"$PARLAB" check $ex "$work/loops.c" --mode s

# A hang only under the sanitizers uses up the time of all their runs.
serial_of "$work/watched.c" <<'C'
	char line[512];
	FILE *maps = fopen("/proc/self/maps", "r");
	while (maps && fgets(line, sizeof line, maps))
		while (strstr(line, "/libasan."))
			pause();
	if (maps)
		fclose(maps);
	return count_serial(in, out);
C
check "a hang under a sanitizer alone" 1 '^serial +timed out +8 cases, 1 sanitizer run(, 1 injected fault)?$' "$PARLAB" check $ex "$work/watched.c" --mode s
said 'a hang under a sanitizer is reported once' 1 'no answer within'

# Threads left running until the limit is reached: each call alone is correct, so it is a leak.
sed 's/pthread_join(thread\[i\], NULL);/while (!atomic_load(\&job[i].done));/
	s/^	atomic_ullong \*next;/&\n	atomic_bool done;/
	s/^	return NULL;/	atomic_store(\&job->done, true);\n	for (;;)\n		pause();/
	s/^#include <errno.h>/&\n#include <stdbool.h>/' "$plain" >"$work/stay.c"
check "threads left running up to the limit are a leak" 1 '^threads +leak' "$PARLAB" check $ex "$work/stay.c" --mode i
said "threads left running: all cases are right" 1 '^threads +leak +[0-9]+ cases,'
said "threads left running: the finding says how they were detected" 1 'together that reached a limit'

# A thread that writes into a later answer affects only its own submission.
serial_of "$work/writes.c" <<'C'
	static pthread_t thread;
	extern void *spoil(void *);
	int wrong = count_serial(in, out);
	if (!thread && pthread_create(&thread, NULL, spoil, out) != 0)
		return -1;
	return wrong;
C
cat >>"$work/writes.c" <<'C'
void *spoil(void *at)
{
	struct factorization_output *out = at;
	for (;;) {
		usleep(100);
		*(volatile uint64_t *)&out->count[1] += 1;
	}
}
C
check "a thread that writes into later answers" 1 '^serial +(wrong answer|race)' "$PARLAB" check $ex "$work/writes.c" --mode s

# --- which calls are made, and that every answer is judged

check "an invalid seed" 2 "'x1': no seed" "$PARLAB" check $ex --seed x1
check "a finding names its seed" 1 '[-]-case 5 --seed 7$' "$PARLAB" check $ex "$work/wrong.c" --mode s --seed 7
first=$output
check "the seed repeats the finding" 1 '' "$PARLAB" check $ex "$work/wrong.c" --mode s --seed 7
equal "the repeated finding is identical" "$first" "$output"
check "without --seed, the finding names a random one" 1 '[-]-case 5 --seed [0-9]+$' "$PARLAB" check $ex "$work/wrong.c" --mode s

# A child crashes on a range that only the census uses; the parent ignores the missing part.
sed 's/^	struct factorization_output mine = {{0}};/&\n	if (in->last - in->first > 100000 \&\& in->last > in->first \&\& worker == 1)\n		*(volatile int *)0 = 1;/
	s/^			return -1;$/			continue;/' "$plain" >"$work/far.c"
check "a child that crashes in the census only" 1 '1 child process was killed by SIGSEGV' "$PARLAB" check $ex "$work/far.c" --mode m
said "a child that crashes in the census costs the mode" 1 '^fork +wrong answer'

# Eight slots for workers: the sanitizers run with the requested number.
sed 's/struct job job\[WORKERS_MAX\];/static struct job job[8], spare[64];\n	(void)spare;/' "$plain" >"$work/eight.c"
check "an array for eight workers, run with nine" 1 'with 9 workers: (an element outside|memory is used|undefined behaviour)' "$PARLAB" check $ex "$work/eight.c" --mode i --workers 9

# A race with any number of workers except three.
sed 's/^	uint64_t from;/&\n	static int last;\n	last = job->workers == 3 ? 0 : last + 1;/
	s/^	atomic_ullong \*next;/&\n	int workers;/
	s/{.in = in, /{.workers = workers, .in = in, /
	s/last = job->workers == 3 ? 0 : last + 1;/if (job->workers != 3)\n		last++;/' "$plain" >"$work/but-three.c"
check "a race except with three workers" 1 '^threads +race' "$PARLAB" check $ex "$work/but-three.c" --mode i --seed 1
