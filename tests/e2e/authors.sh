#!/bin/bash
# authors.sh - mistakes of an exercise's author in assignment.yaml, driver.c or oracle.c: each
# is reported with its place, affects only its own exercise, and never causes a verdict.
. "$(dirname "$0")/lib.sh"
cd "$root" || exit 2

home_in "$work/home"
export PARLAB_HOME=$work/home
class=$work/class
for ex in factorization listmap; do
	mkdir -p "$class/somebody/$ex"
	cp "reference/$ex/$ex.c" "$class/somebody/$ex/"
done
manifest=$work/home/assignments/listmap/assignment.yaml

# --- a broken manifest ----------------------------------------------------------

line=$(grep -n '^limits:' "$manifest" | cut -d: -f1)
sed -i 's/^limits:/limit:/' "$manifest"
place="assignments/listmap/assignment.yaml:$line: unknown key 'limit'; did you mean 'limits'\?"
check "list names a broken manifest" 2 "^parlab list: .*$place" "$PARLAB" list
check "list shows the other exercises" 2 '^factorization ' "$PARLAB" list
check "the broken exercise cannot be checked" 2 "$place" "$PARLAB" check listmap
check "other exercises can be checked" 0 '' "$PARLAB" check factorization --mode s reference/factorization/factorization.c
check "grade names the broken manifest and exits with 2" 2 "^parlab grade: .*$place" \
	"$PARLAB" grade "$class" --no-timing --out "$work/out"
equal "submissions to the broken exercise show a grader error" "grader error" \
	"$(grade_of "$work/out/grades.csv" somebody listmap verdict)"
equal "submissions to other exercises are graded" "correct (not timed)" \
	"$(grade_of "$work/out/grades.csv" somebody factorization verdict)"
sed -i 's/^limit:/limits:/' "$manifest"

# --- what make reads from a manifest -----------------------------------------------

sed -i 's/^flags: .*/flags:\n  - -O3   # a list as YAML also has it\n  - "-march=native"/' "$manifest"
check "a list of flags may be written over several lines" 0 '^flags=-O3 flags=-march=native ' \
	"$(dirname "$PARLAB")/manifest-words" "${manifest%/*}"

# --- a missing oracle --------------------------------------------------------------

mv "$work/home/reference/listmap/oracle.c" "$work/"
check "without the source of its oracle, an exercise cannot be checked" 2 'reference/listmap/oracle.c: missing, so' \
	"$PARLAB" check listmap reference/listmap/listmap.c
mv "$work/oracle.c" "$work/home/reference/listmap/"

# --- arguments that the oracle does not take ---------------------------------------

# with FOLDER FILE SED: restore listmap, then change FOLDER/listmap/FILE.
with() {
	cp "assignments/listmap/"* "$work/home/assignments/listmap/"
	cp "reference/listmap/"* "$work/home/reference/listmap/"
	sed -i -E "$3" "$work/home/$1/listmap/$2"
	! cmp -s "$work/home/$1/listmap/$2" "$1/listmap/$2" || not_ok "a change of $2" "'$3' changes nothing"
}

# blamed NAME PATTERN [OPTION...]: for the model solution as a submission, the grader is at fault.
blamed() {
	local name=$1 pattern=$2
	shift 2
	check "$name" 2 "$pattern" "$PARLAB" check listmap "$root/reference/listmap/listmap.c" --mode s "$@"
}

line=$(grep -n 'n=1003' assignments/listmap/assignment.yaml | cut -d: -f1)
place="assignments/listmap/assignment.yaml:$line: 'cases\[3\].args': "
args() { with assignments assignment.yaml "s/n=1003/$1/"; }
args 'm=1003'
blamed "a key that the oracle does not read" "${place}unknown key 'm'; did you mean 'n'\? oracle.c reads: n$" --case 1
args 'n=ten'
blamed "a value that is not a number" "${place}n: 'ten' is not a whole number$" --case 1
args 'n=1003 n=5'
blamed "a key that is given twice" "${place}'n' is given twice$" --case 1
args 'n=99999999999'
blamed "a value out of range" "${place}n: 99999999999 is not from 0 to 268435456$" --case 1
with assignments assignment.yaml 's/n=@/elements=@/'
blamed "a key of the sizes" "assignment.yaml:[0-9]+: 'sizes.args': unknown key 'elements'; oracle.c reads: n$" --case 1
check "grade gives no verdict for a wrong key" 2 "unknown key 'elements'" \
	"$PARLAB" grade "$class" --only listmap --no-timing --out "$work/out-args"
equal "but reports a grader error" "grader error" "$(grade_of "$work/out-args/grades.csv" somebody listmap verdict)"

# --- a driver at fault -------------------------------------------------------------

driver="one of assignments/listmap/driver.c, .* is at fault, not the submission: the model solution is not right"
with assignments driver.c 's/(bundle_array\(input, ")x(", BUNDLE_F64, n\))/\1z\2/'
blamed "a driver that asks for a missing array" "$driver.*Protocol error"
grep -qE 'the input has: x f64\[0\]; the answer has: y f64\[0\]' <<<"$output"
equal "the existing arrays are listed" 0 $?
with assignments driver.c 's/return listmap_serial.*/return listmap_serial(\&in, \&out), 1;/'
blamed "a driver that returns an invalid value" "$driver.*returned 1"
with assignments driver.c 's/in = \{n, /in = {n \/ 2, /'
blamed "a driver that misreads its input" "$driver for 'n=1'.*y was never written"
with assignments driver.c 's/case MODE_SERIAL:/case 99:/'
blamed "a driver that lacks a mode" "$driver.*listmap_serial is not written yet"
with assignments driver.c 's/return listmap_serial.*/return listmap_serial(\&in, \&out)/'
blamed "a driver that does not compile" "assignments/listmap: the given files do not compile .plain.: driver.c:[0-9]+:.* error: "
with assignments driver.c 's/^	switch \(mode\) \{/	*(volatile int *)0 = 1;\n&/'
blamed "a driver that crashes" "$driver.*crashed \(SIGSEGV"
with assignments driver.c 's/^	switch \(mode\) \{/	*(double *)in.x = 1;\n&/'
blamed "a driver that writes to the input" "$driver.*crashed"
with assignments driver.c 's/^	switch \(mode\) \{/	_exit(3);\n&/'
blamed "a driver that exits" "$driver.*exited \(code 3\)"

# With a correct driver the submission is at fault.
with assignments driver.c '$s/$/\n/'
printf '#include <errno.h>\n' >"$work/own.c"
sed 's/^int listmap_serial(.*/&/' assignments/listmap/listmap.c | sed '/^int listmap_serial/,/^}/s/return .*/return errno = EPROTO, -1;/' >>"$work/own.c"
check "a submission that pretends that the driver is broken is at fault itself" 1 'Protocol error' \
	"$PARLAB" check listmap "$work/own.c" --mode s

# --- an oracle at fault --------------------------------------------------------------

oracle() {
	with reference oracle.c "$1"
	gcc -O1 -std=c17 -D_GNU_SOURCE -Iharness/judge -Iharness/kit -Iassignments/listmap -w -o "$work/home/build/oracles/listmap" \
		"$work/home/reference/listmap/oracle.c" harness/judge/*.c harness/kit/bundle.c harness/base/nearest.c -lm ||
		not_ok "an oracle is built" "$1"
}
# first FUNCTION STATEMENT: a sed script that inserts a statement at the start of a function.
first() { printf '/^static int %s\\(/,/^}/s/^\\{/{\\n\t%s/' "$1" "$2"; }
source='reference/listmap/oracle.c: '
oracle "$(first check '*(volatile int *)0 = 1;')"
blamed "an oracle that crashes" "${source}crashed \(Segmentation fault\) when it was to judge an answer to 'n=0'"
oracle "$(first check 'return 1;')"
blamed "an oracle that rejects without a message" "$source.*check\(\) returned 1 without a message; return 0"
oracle "$(first check 'return 7;')"
blamed "an oracle that returns an invalid value" "$source.*check\(\) returned 7 without a message"
oracle "$(first check 'return judge_wrong("no");')"
blamed "an oracle that rejects a correct answer" "one of .*reference/listmap/oracle.c .*is at fault.*: no"
oracle 's/judge_uint\(c, "n"\)/judge_uint(c, "m")/'
blamed "an oracle that reads a key that is not in its table" "$source.*oracle.c reads 'm', which is not in its table of keys"
oracle 's/\.keys = keys, //'
blamed "an oracle without a table" "$source.*no table of keys"
oracle 's/(answer, ")y(", BUNDLE)/\1a-name-that-is-too-long-for-a-bundle\2/'
blamed "a plan that is broken" "$source.*plan is broken"
oracle "$(first fill 'return -1;')"
blamed "a fill that fails" "assignment.yaml:[0-9]+: 'cases\[0\].args': such an input cannot be made: fill\(\) left no errno"
