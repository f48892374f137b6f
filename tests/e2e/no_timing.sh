#!/bin/bash
# no_timing.sh - `grade --no-timing`: all but the measuring, nobody loses points
# for it, everybody who reads the result sees it, and it never stands for a timed one.
. "$(dirname "$0")/lib.sh"
cd "$root" || exit 2
out=$work/out csv=$work/out/grades.csv ex=factorization
home_in "$work/home"
soon_decided "$work/home/assignments/$ex/assignment.yaml"
export PARLAB_HOME=$work/home
mkdir "$work/class"
cp -r tests/class/good tests/class/leaks tests/class/serial-only "$work/class/"
speed=$(points_in $ex speed) questions=$(points_in $ex points) all=$(points_in $ex '(correct|clean|speed|points)')

check "help tells of it" 0 '[-]-no-timing' "$PARLAB" grade --help
check "graded without timing" 0 'graded; ' "$PARLAB" grade "$work/class" --no-timing --out "$out"
equal "the CSV says so" "correct (not timed)" "$(grade_of "$csv" good $ex verdict)"
equal "beside a blemish too" "leak (not timed)" "$(grade_of "$csv" leaks $ex verdict)"
equal "but not where no speed is left to time" "not parallel" "$(grade_of "$csv" serial-only $ex verdict)"
equal "points for speed wait, beside the questions" "$(awk "BEGIN { print $speed + $questions }")" \
	"$(grade_of "$csv" good $ex pending)"
equal "and no other points are lost" "$(grade_of "$csv" good $ex max_points)" "$(grade_of "$csv" good $ex points)"
equal "they add up to the whole" "$all" \
	"$(awk "BEGIN { print $(grade_of "$csv" good $ex max_points) + $(grade_of "$csv" good $ex pending) }")"
holds "the page says so" grep -q 'special circumstances: not timed' "$out/good/$ex/index.html"
holds "with the reason at the points" grep -q 'threads: not timed, so its speed waits' "$out/good/$ex/index.html"
holds "the class page says so" grep -q '<small>not timed</small>' "$out/index.html"
holds "so does what programs read" grep -qE '"marks": *"not timed"' "$out/good/$ex/results.json"
equal "nothing was timed" 0 "$(sqlite3 "$out/gradebook.db" 'SELECT count(*) FROM sample')"

check "once more: nothing is done twice" 0 'good factorization: unchanged, skipped' \
	"$PARLAB" grade "$work/class" --no-timing --out "$out"

# With timing: what was right is graded anew, what would not have been timed is final.
rm -r "$work/class/leaks"
check "a later run with timing does not take it for final" 0 'good factorization: [a-z ]+, [0-9]' \
	"$PARLAB" grade "$work/class" --out "$out"
equal "but takes what needed no timing" 1 "$(grep -c 'serial-only factorization: unchanged, skipped' <<<"$output")"
holds "now it was timed" test "$(sqlite3 "$out/gradebook.db" 'SELECT count(*) FROM sample')" -gt 0
equal "and the mark is gone" 0 "$(grep -c 'not timed' "$csv")"
cp "$csv" "$work/timed.csv"
check "a run without timing keeps the timed result" 0 'good factorization: unchanged, skipped' \
	"$PARLAB" grade "$work/class" --no-timing --out "$out"
holds "to the letter" cmp "$work/timed.csv" "$csv"
