#!/bin/bash
# new.sh - `parlab new` makes an exercise that works, and `parlab selftest` finds what makes one unfit.
# long: an exercise is built and tried several times.
. "$(dirname "$0")/lib.sh"
cd "$root" || exit 2
copy_project "$work/parlab"
cd "$work/parlab" || exit 2
PARLAB=$work/parlab/build/parlab ex=queens
manifest=assignments/$ex/assignment.yaml oracle=reference/$ex/oracle.c

check "a name that is no identifier" 2 'cannot be the name of an exercise' "$PARLAB" new n-queens
check "a new exercise" 0 '^Next: make, then parlab selftest queens' "$PARLAB" new $ex
check "nothing is written over" 2 'assignments/queens: is there already' "$PARLAB" new $ex
check "it is built" 0 '' make -s WERROR=1 build/oracles/$ex build/reference/$ex build/assignments/$ex
equal "no placeholder is left" "" "$(grep -rl '@[A-Z]*@' assignments/$ex reference/$ex)"
equal "its files are formatted" "" "$(clang-format --dry-run assignments/$ex/*.[ch] reference/$ex/*.c 2>&1 | head -n 3)"
equal "its handout shows what the model solution prints" "1 to 27: 387 steps" "$(build/reference/$ex serial -n 27)"
check "its stub earns less" 1 'serial ' "$PARLAB" check $ex assignments/$ex/$ex.c --mode s
check "its model solution is right in every mode" 0 '^openmp +correct' "$PARLAB" check $ex reference/$ex/$ex.c
sed 's/ reduction(+ : sum)//' reference/$ex/$ex.c >"$work/dropped.c"
check "a dropped reduction is caught" 1 '^openmp +(race|wrong answer)' "$PARLAB" check $ex "$work/dropped.c" --mode o
check "it is fit to be handed out" 0 "^$ex: [0-9]+ hold, 0 do not" "$PARLAB" selftest $ex --quick

# unfit NAME PATTERN SED FILE: after this change of FILE, selftest says so.
unfit() {
	cp "$4" "$work/kept"
	sed -i -E "$3" "$4"
	! cmp -s "$4" "$work/kept" || not_ok "$1" "'$3' changes nothing"
	[ "$4" = $manifest ] || make -s build/oracles/$ex >/dev/null
	check "$1" 1 "$2" "$PARLAB" selftest $ex --quick
	cp "$work/kept" "$4"
}
unfit "a census that is too short" 'not ok - the census is long enough: .* make the case larger' \
	'/^census/s/count=[0-9]+/count=300/' $manifest
unfit "a measured input that is always the same" 'not ok - each timed round has another input: ' '/^measure/s/ jitter=[0-9]+//' $manifest
unfit "a measured call that is too short" 'not ok - the measured size fits this machine: ' '/^measure/s/count=[0-9]+/count=1000/' $manifest
unfit "sanitized cases in which workers cannot meet" 'not ok - (threads|fork|openmp): workers meet in a sanitized run: ' \
	'/name: many/,/sanitize/s/count=40000/count=1/; s/first=1 count=27/first=1 count=1/' $manifest
unfit "an oracle that is not deterministic" 'not ok - the oracle is deterministic: case ' 's/c->seed % /(c->seed + (uint64_t)getpid()) % /; s/#include <errno.h>/&\n#include <unistd.h>/' $oracle
unfit "a key that nobody reads" "not ok - every key of the manifest is read: .*'jitter=[0-9]+' is given, but oracle.c never reads it" \
	's/judge_uint\(c, "jitter"\)/0/' $oracle
