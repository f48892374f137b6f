#!/bin/bash
# measure.sh - properties of the measuring stage that hold on any machine, busy or not.  Asserts
# no times or speedups (make calibrate does).
# timed: rounds are measured.
. "$(dirname "$0")/lib.sh"
cd "$root" || exit 2

# What this machine can measure.
check "doctor ends with 0 or 3" '[03]' '^(not )?fit to time$' "$PARLAB" doctor
holds "every problem that doctor reports has a remedy" awk '
	/^(note|not fit)/ { due = 1; next }
	due { if ($1 != "->") exit 1; due = 0 }' <("$PARLAB" doctor)
check "doctor reports a single CPU" 3 'not fit +CPUs +1 usable' taskset -c 0 "$PARLAB" doctor

# One CPU: speed is not measurable, which costs nobody points.
mkdir "$work/class"
cp -r tests/class/good tests/class/serial-only "$work/class/"
speed=$(points_in factorization speed) all=$(points_in factorization '(correct|clean|robust|speed|points)')
check "grade finishes on one CPU" 0 "speed: $speed of $(awk "BEGIN { print 2 * $speed }") points measurable; the rest is pending" \
	taskset -c 0 "$PARLAB" grade "$work/class" --out "$work/one"
row=$(grep '^good,' "$work/one/grades.csv")
equal "good loses no point on one CPU" "$(cut -d, -f4 <<<"$row")" "$(awk -F, '{ print $3 + $5 }' <<<"$row")"
holds "pending points are part of the maximum" awk -F, -v all="$all" '$1 == "good" && $5 > 0 && $4 == all {found = 1} END {exit !found}' \
	"$work/one/grades.csv"
equal "the part's verdict is 'not measurable'" "not-measurable" \
	"$(sqlite3 "$work/one/gradebook.db" "SELECT DISTINCT p.verdict FROM part p JOIN submission s ON s.id = p.submission
		WHERE s.student = 'good' AND p.kind = 'speed'")"
holds "pages say how much is measurable" grep -q '0 of [0-9.]* measurable' "$work/one/good/factorization/index.html"
equal "doctor's summary is in every row" 0 \
	"$(sqlite3 "$work/one/gradebook.db" "SELECT count(*) FROM submission WHERE doctor NOT LIKE '%CPUs: 1 usable%'")"

# A real measurement, of the calibration exercise: raw rounds, and work outside the clock.
if ! make -s build/calibration/home.made >"$work/log" 2>&1; then
	not_ok "the calibration exercise is built" "make build/calibration/home.made" "$(cat "$work/log")"
	exit
fi
# Reduce the work of each call; no result here depends on the duration.
cp -r build/calibration/home "$work/home"
sed -i '/^measure:/s/steps=[0-9]*/steps=60000/' "$work/home/assignments/spin/assignment.yaml"
export PARLAB_HOME=$work/home
check "a campaign with work outside the clock" '[01]' 'flips in' \
	"$PARLAB" regrade tests/calibration/outside --unexamined --trials 1 --out "$work/outside"
cp "$work/outside/trials.tsv" "$work/trials.before"
echo '1	quiet	cut off' >>"$work/outside/trials.tsv"
truncate -s -1 "$work/outside/trials.tsv"
check "--continue continues an interrupted campaign" '[01]' 'flips in' \
	"$PARLAB" regrade tests/calibration/outside --unexamined --trials 1 --continue --out "$work/outside"
holds "--continue keeps the recorded trials" cmp "$work/trials.before" "$work/outside/trials.tsv"
cp -r tests/calibration/outside "$work/other" && echo '/* changed */' >>"$work/other/left-running/spin/spin.c"
check "--continue refuses changed submissions" 2 'trials.tsv: belongs to another version of left-running spin' \
	"$PARLAB" regrade "$work/other" --unexamined --trials 1 --continue --out "$work/outside"
verdict_of() { awk -F '\t' -v s="$1" 'NR > 1 && $3 == s {print $7}' "$work/outside/trials.tsv"; }
equal "a thread left running: outside the clock" outside-clock "$(verdict_of left-running)"
equal "work in a constructor: outside the clock" outside-clock "$(verdict_of constructor)"
holds "sleeping OpenMP threads: not outside the clock" test "$(verdict_of pool-at-rest)" != outside-clock

# Every raw round is kept, and the points can be recomputed from them.
mkdir -p "$work/spins/reference/spin"
cp tests/calibration/reference/spin/spin.c "$work/spins/reference/spin/"
check "a real measurement is graded" 0 'graded; ' "$PARLAB" grade "$work/spins" --out "$work/spin"
equal "grade announces how many are to be timed and for how long at most" 1 \
	"$(grep -cE 'to be timed one by one: 1; at most [0-9]+ min for a series, [0-9]+ for a submission$' <<<"$output")"
rounds=$work/spin/reference/spin/rounds.tsv
holds "rounds.tsv has the rounds, seeds and sensors" awk -F '\t' '
	NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
	/^#/ { told += /^# (host|doctor|series 1: seed [0-9]+)/; next }
	{ n++; if (!($at["seed"] > 0) || !($at["seconds"] > 0) || $at["series"] < 1) exit 1 }
	END { exit !(n >= 40 && told >= 3) }' "$rounds"
cp "$work/spin/grades.csv" "$work/before.csv"
check "--from rounds gives the same points" 0 '^1 recomputed from their rounds, 0 differ' \
	"$PARLAB" report --from rounds --out "$work/spin"
holds "--from rounds gives the same grades.csv" cmp "$work/before.csv" "$work/spin/grades.csv"
# Changed rounds change the points: make the student's times fifty times as long.
points() { sqlite3 "$work/spin/gradebook.db" "SELECT $1 FROM submission"; }
awk -F '\t' 'BEGIN {OFS = FS} NR > 1 && $3 == "student" {$6 = $6 * 50} {print}' "$rounds" >"$work/forged" && cp "$work/forged" "$rounds"
if [ "$(points pending)" = 0.0 ]; then
	check "--from rounds reports differing points for changed rounds" 2 ', 1 differ' "$PARLAB" report --from rounds --out "$work/spin"
else
	skip "other rounds give other points" "the machine is too busy to measure anything"
fi
sed -i '1s/seconds/secs/' "$rounds"
check "a broken rounds.tsv is reported with its line" 2 "rounds.tsv: line 1: there is no column 'seconds'" \
	"$PARLAB" report --from rounds --out "$work/spin"

# A call that is many times slower than the model solution's serial mode is ended early, so
# that other submissions need not wait for it.
mkdir -p "$work/slowly/snail/spin"
sed 's/return spin_shared(/uint64_t nothing[SPIN_LOTS];\n\tstruct spin_input more = {100 * in->steps, in->start};\n\tspin_shared(\&more, workers, \&(struct spin_plan){0}, nothing);\n\t&/' \
	tests/calibration/reference/spin/spin.c >"$work/slowly/snail/spin/spin.c"
check "work that is a hundred times slower than serial is graded" 0 'graded; ' "$PARLAB" grade "$work/slowly" --out "$work/snail"
longest() { sqlite3 "$work/snail/gradebook.db" "SELECT max(seconds) FROM sample WHERE $1 AND NOT dropped"; }
holds "its calls are ended soon after the model solution's time" \
	awk -v snail="$(longest "arm = 'student'")" -v model="$(longest "arm = 'reference' AND mode = 'serial'")" \
	'BEGIN { exit !(snail > 0 && model > 0 && snail <= 10 * model + 1) }'
equal "its verdict is slow, not wrong or timed out" slow "$(grade_of "$work/snail/grades.csv" snail spin verdict)"
