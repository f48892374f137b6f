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
speed=$(points_in $ex speed) questions=$(points_in $ex points) all=$(points_in $ex '(correct|clean|speed|points)')

check "help tells of it" 0 '[-]-no-timing' "$PARLAB" grade --help
check "graded without timing" 0 'graded; ' "$PARLAB" grade "$work/class" --no-timing --out "$out"
equal "the CSV says so" "correct (not timed)" "$(grade_of "$csv" good $ex verdict)"
equal "beside a blemish too" "leak (not timed)" "$(grade_of "$csv" leaks $ex verdict)"
equal "but not where no speed is left to time" "not parallel" "$(grade_of "$csv" serial-only $ex verdict)"
equal "points for speed wait, beside the questions" "$(awk "BEGIN { print $speed + $questions }")" \
	"$(grade_of "$csv" good $ex pending)"
equal "the maximum is the whole" "$all" "$(grade_of "$csv" good $ex max_points)"
equal "and no other points are lost" "$all" \
	"$(awk "BEGIN { print $(grade_of "$csv" good $ex points) + $(grade_of "$csv" good $ex pending) }")"
holds "the page says so" grep -q 'special circumstances: not timed' "$out/good/$ex/index.html"
holds "with the reason at the points" grep -q 'threads: not timed, so its speed points wait' "$out/good/$ex/index.html"
holds "the class page says so" grep -q '<small>not timed</small>' "$out/index.html"
holds "so does what programs read" grep -qE '"marks": *"not timed"' "$out/good/$ex/results.json"
equal "nothing was timed" 0 "$(sqlite3 "$out/gradebook.db" 'SELECT count(*) FROM sample')"

check "once more: nothing is done twice" 0 'good factorization: unchanged, skipped' \
	"$PARLAB" grade "$work/class" --no-timing --out "$out"

# With timing: correct submissions are timed, and their findings reused.  Submissions that need
# no timing are final.
rm -r "$work/class/leaks"
check "a later run with timing does not take it for final" 0 'good factorization: [a-z ]+, [0-9]' \
	"$PARLAB" grade "$work/class" --prune --yes --out "$out"
equal "but takes what needed no timing" 1 "$(grep -c 'serial-only factorization: unchanged, skipped' <<<"$output")"
holds "now it was timed" test "$(sqlite3 "$out/gradebook.db" 'SELECT count(*) FROM sample')" -gt 0
equal "and the mark is gone" 0 "$(grep -c 'not timed' "$csv")"
cp "$csv" "$work/timed.csv"
check "a run without timing keeps the timed result" 0 'good factorization: unchanged, skipped' \
	"$PARLAB" grade "$work/class" --no-timing --out "$out"
holds "to the letter" cmp "$work/timed.csv" "$csv"
equal "what was found before the timing was kept" timed \
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
check "what is inconclusive is timed further" 0 'good factorization: [a-z ]+, [0-9]' "$PARLAB" grade "$work/class" --out "$out"
equal "and it is told why" retimed "$(ask "SELECT why FROM history WHERE student = 'good' ORDER BY id DESC LIMIT 1")"
equal "the rounds that were there count, too" "$rounds" \
	"$(ask "SELECT group_concat(seconds) FROM sample WHERE submission = $current AND round <= 2")"
holds "beside new ones" test "$(ask "SELECT max(round) FROM sample WHERE submission = $current")" -gt 8
make_open
check "but not again and again" 0 'good factorization: unchanged, skipped' "$PARLAB" grade "$work/class" --out "$out"
equal "the summary names who is open, and why" 3 "$(grep -c '^open: good factorization [a-z]*: .*: too few rounds' <<<"$output")"

# A new submission without timing: the timed result stays in the history, with its rounds.
cp tests/class/leaks/$ex/$ex.c "$work/class/good/$ex/"
check "new work without timing is another result" 0 'good factorization: leak' \
	"$PARLAB" grade "$work/class" --no-timing --out "$out"
equal "that is not timed" "leak (not timed)" "$(grade_of "$csv" good $ex verdict)"
equal "and the timed one is kept" "submission changed" \
	"$(ask "SELECT why FROM history AS h WHERE student = 'good' AND EXISTS (SELECT 1 FROM sample WHERE submission = h.id)
	ORDER BY id DESC LIMIT 1")"
