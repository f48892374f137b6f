#!/bin/bash
# no_timing.sh - `grade --no-timing` skips the timing: nobody loses points, every form of
# the result shows it, and it never counts as a timed result.
# timed: what was not timed is timed at the end.
. "$(dirname "$0")/lib.sh"
cd "$root" || exit 2
out=$work/out csv=$work/out/grades.csv ex=factorization
home_in "$work/home"
soon_decided "$work/home/assignments/$ex/assignment.yaml"
export PARLAB_HOME=$work/home
mkdir "$work/class"
cp -r tests/class/good tests/class/leaks tests/class/serial-only "$work/class/"
speed=$(points_in $ex speed) questions=$(points_in $ex points) all=$(points_in $ex '(correct|clean|robust|speed|points)')

check "grade --help lists --no-timing" 0 '[-]-no-timing' "$PARLAB" grade --help
check "graded without timing" 0 'graded; ' "$PARLAB" grade "$work/class" --no-timing --out "$out"
equal "the CSV marks an untimed result" "correct (not timed)" "$(grade_of "$csv" good $ex verdict)"
equal "the CSV marks an untimed result with a leak" "leak (not timed)" "$(grade_of "$csv" leaks $ex verdict)"
equal "the CSV does not mark a result that needs no timing" "not parallel" "$(grade_of "$csv" serial-only $ex verdict)"
equal "the points for speed and questions are pending" "$(awk "BEGIN { print $speed + $questions }")" \
	"$(grade_of "$csv" good $ex pending)"
equal "the maximum is the exercise's total" "$all" "$(grade_of "$csv" good $ex max_points)"
equal "no other points are lost" "$all" \
	"$(awk "BEGIN { print $(grade_of "$csv" good $ex points) + $(grade_of "$csv" good $ex pending) }")"
holds "the page says that it was not timed" grep -q 'special circumstances: not timed' "$out/good/$ex/index.html"
holds "the page gives the reason at the points" grep -q 'threads: not timed, so its speed points wait' "$out/good/$ex/index.html"
holds "the class page says that it was not timed" grep -q '(not timed)</small>' "$out/index.html"
holds "results.json says that it was not timed" grep -qE '"marks": *"not timed"' "$out/good/$ex/results.json"
equal "nothing was timed" 0 "$(sqlite3 "$out/gradebook.db" 'SELECT count(*) FROM sample')"

check "a second untimed run skips the result" 0 'good factorization: unchanged, skipped' \
	"$PARLAB" grade "$work/class" --no-timing --out "$out"

# With timing: correct submissions are timed, and their findings reused.  Submissions that need
# no timing are final.
rm -r "$work/class/leaks"
check "a run with timing times the untimed result" 0 'good factorization: [a-z ]+, [0-9]' \
	"$PARLAB" grade "$work/class" --prune --yes --out "$out"
equal "a run with timing skips results that need none" 1 "$(grep -c 'serial-only factorization: unchanged, skipped' <<<"$output")"
holds "the timed run has samples" test "$(sqlite3 "$out/gradebook.db" 'SELECT count(*) FROM sample')" -gt 0
equal "the mark is removed from the CSV" 0 "$(grep -c 'not timed' "$csv")"
cp "$csv" "$work/timed.csv"
check "a run without timing keeps the timed result" 0 'good factorization: unchanged, skipped' \
	"$PARLAB" grade "$work/class" --no-timing --out "$out"
holds "an untimed run leaves grades.csv unchanged" cmp "$work/timed.csv" "$csv"
equal "history gives the reason: timed" timed \
	"$(sqlite3 "$out/gradebook.db" "SELECT why FROM history WHERE student = 'good'")"

# An inconclusive result is automatically timed once more.  Removing most rounds makes it
# inconclusive.
ask() { sqlite3 "$out/gradebook.db" "$1"; }
current="(SELECT id FROM submission WHERE student = 'good' AND replaced_at IS NULL)"
make_open() {
	ask "DELETE FROM sample WHERE submission = $current AND round > 2;
		UPDATE part SET pending = pending + points, points = 0, verdict = 'inconclusive', reason = 'too few rounds'
		WHERE submission = $current AND kind = 'speed'"
}
make_open
rounds=$(ask "SELECT group_concat(seconds) FROM sample WHERE submission = $current AND round <= 2")
check "an inconclusive result is timed once more" 0 'good factorization: [a-z ]+, [0-9]' "$PARLAB" grade "$work/class" --out "$out"
equal "history gives the reason: retimed" retimed "$(ask "SELECT why FROM history WHERE student = 'good' ORDER BY id DESC LIMIT 1")"
equal "the earlier rounds are kept" "$rounds" \
	"$(ask "SELECT group_concat(seconds) FROM sample WHERE submission = $current AND round <= 2")"
holds "new rounds are added" test "$(ask "SELECT max(round) FROM sample WHERE submission = $current")" -gt 8
make_open
check "it is not timed a third time" 0 'good factorization: unchanged, skipped' "$PARLAB" grade "$work/class" --out "$out"
equal "the summary lists open results with the reason" 3 "$(grep -c '^open: good factorization \(fork\|threads\|openmp\): .*: too few rounds' <<<"$output")"

# A new submission without timing: the timed result stays in the history, with its rounds.
cp tests/class/leaks/$ex/$ex.c "$work/class/good/$ex/"
check "an untimed run grades a changed submission" 0 'good factorization: leak' \
	"$PARLAB" grade "$work/class" --no-timing --out "$out"
equal "the changed submission is marked as not timed" "leak (not timed)" "$(grade_of "$csv" good $ex verdict)"
equal "the timed result is kept in the history" "submission changed" \
	"$(ask "SELECT why FROM history AS h WHERE student = 'good' AND EXISTS (SELECT 1 FROM sample WHERE submission = h.id)
	ORDER BY id DESC LIMIT 1")"
