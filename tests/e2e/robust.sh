#!/bin/bash
# robust.sh - what happens when something is wrong: invalid input, and calls of the system that
# fail.  Each work is the model solution with one mistake, which only shows then.
. "$(dirname "$0")/lib.sh"
cd "$root" || exit 2
ex=factorization model=reference/factorization/factorization.c

# work NAME SED...: the model solution, changed; the change must change something.
work() {
	local name=$1
	shift
	mkdir -p "$work/$name"
	sed "$@" "$model" >"$work/$name/$ex.c"
	! cmp -s "$model" "$work/$name/$ex.c" || not_ok "$name" "the change changes nothing"
}
# says NAME MODE PATTERN: check names the mistake, and costs only what it should.
says() {
	check "$1: named" 1 "$2: $3" "$PARLAB" check "$ex" "$work/$1/$ex.c" --mode "$2" --seed 5
	equal "$1: its answers are right" 1 "$(grep -cE "^$2 +(not robust|leak) +(8|40) cases," <<<"$output")"
}

work zombies '/Reap all of them/,/^	}/s/i < started/i < started \&\& error == 0/'
says zombies fork 'not robust.*its (1st|2nd|3rd|4th) fork\(\) refused with EAGAIN: it left behind [1-4] (child.* not waited for|process.* still running)'
work keeps-the-mapping 's/^	munmap(shared, bytes);/	if (error == 0) &/'
says keeps-the-mapping fork 'not robust.*fork\(\) refused with EAGAIN: it left behind 1 shared mapping\.'
work forgets-errno '/^	munmap(shared, bytes);/,$s/errno = error, -1/errno = 0, -1/'
says forgets-errno fork 'not robust.*it returned -1 with errno 0, not -1 with EAGAIN'
work says-all-is-well '/^	munmap(shared, bytes);/,/^}/s/return error == 0 ? 0 : (errno = error, -1)/return 0/'
says says-all-is-well fork 'not robust.*it returned 0, but: '
work mapping-unchecked '/shared == MAP_FAILED/,+1d'
says mapping-unchecked fork 'not robust.*its 1st mmap\(\) refused with ENOMEM: crashed \(SIGSEGV'
work waits-for-all-to-come -e 's/^	started = start_helpers.*/&\n	while (started < wanted)\n		sched_yield();/' -e 's/#include <pthread.h>/&\n#include <sched.h>/'
says waits-for-all-to-come threads 'not robust.*pthread_create\(\) refused with EAGAIN: no answer within'
work no-limits 's/^	    workers < 1)/	    0)/'
says no-limits fork 'not robust.*with 0 workers: .*not -1 with EINVAL'
work no-lower-limit 's/in->first < 2 || //'
says no-lower-limit threads 'not robust.*For first=2 last=10, then first=1 with 3 workers: it returned 0, not -1 with EINVAL'
work takes-anything '/^int factorization_serial/,/^}/{/plan_work/,+1d;s/struct work work;/struct work work = {in->first, in->last < in->first ? 0 : in->last - in->first + 1, 1, 1};/}'
says takes-anything serial 'not robust.*then first=1 with .*: it returned 0, not -1 with EINVAL'
work never-unmaps '/^	munmap(shared, bytes);/d'
says never-unmaps fork 'leak.*it left behind 1 shared mapping'

check "the model solution is robust" 0 'fork +correct .* injected faults' "$PARLAB" check $ex $model --mode fork
check "one worker: there is nobody to start" 0 'fork +correct' "$PARLAB" check $ex $model --mode fork --workers 1

# The points: only robust is lost.
mkdir -p "$work/class/zombies/$ex" && cp "$work/zombies/$ex.c" "$work/class/zombies/$ex/"
check "graded" 0 'graded; ' "$PARLAB" grade "$work/class" --no-timing --out "$work/out"
equal "half a point is lost" 0.5 "$(sqlite3 "$work/out/gradebook.db" 'SELECT sum(max_points - points - pending) FROM part WHERE kind = '"'robust'")"
equal "it is not the headline" 'correct' "$(grade_of "$work/out/grades.csv" zombies $ex verdict | sed 's/ (not timed)//')"
holds "the page says so" grep -rq 'refused with EAGAIN' "$work/out" --include='*.html'

# An author's mistakes are not a student's verdict.
home_in "$work/home"
export PARLAB_HOME=$work/home
sed -i 's/change: first=1}/change: frist=1}/' "$work/home/assignments/$ex/assignment.yaml"
check "an array that is not there" 2 "the input has no array 'frist'" "$PARLAB" check $ex $model --mode fork
sed -i 's/change: frist=1}/change: first=3}/' "$work/home/assignments/$ex/assignment.yaml"
check "an input that is legal" 2 'is at fault, not the submission' "$PARLAB" check $ex $model --mode fork
