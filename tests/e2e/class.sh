#!/bin/bash
# class.sh - `parlab grade tests/class` with timing, and a second run that must change nothing.
# To be quick, the manifest has only one band; `make fixtures` uses the real one.
#
# The expected verdict of each fixture is in its first line, /* expect: ... */.
# timed: the sample class, whole.
. "$(dirname "$0")/lib.sh"
cd "$root" || exit 2
out=$work/out
home_in "$work/home"
soon_decided "$work/home/assignments/factorization/assignment.yaml"
export PARLAB_HOME=$work/home

# field STUDENT NUMBER: a field of the student's row in grades.csv
field() { awk -F, -v s="$1" -v n="$2" '$1 == s {print $n}' "$out/grades.csv"; }

check "the class is graded" 0 'graded; ' "$PARLAB" grade tests/class --out "$out"
equal "grades.csv has its header" "student,exercise,points,max_points,pending,verdict" "$(head -n 1 "$out/grades.csv")"
equal "a row for each student and exercise" "$(find tests/class -mindepth 2 -maxdepth 2 -type d | wc -l)" \
	"$(tail -n +2 "$out/grades.csv" | wc -l)"

for source in tests/class/*/*/*.c; do
	student=$(cut -d/ -f3 <<<"$source") exercise=$(cut -d/ -f4 <<<"$source")
	expected=$(sed -n '1s|^/\* expect: \(.*\) \*/.*|\1|p' "$source")
	[ -n "$expected" ] || continue
	equal "$student $exercise: verdict" "$expected" \
		"$(awk -F, -v s="$student" -v e="$exercise" '$1 == s && $2 == e {print $6}' "$out/grades.csv")"
done

# Points that a busy machine could not decide are pending, not lost.
equal "good loses no point" "$(field good 4)" "$(awk "BEGIN { print $(field good 3) + $(field good 5) }")"
equal "exits-early earns nothing" 0 "$(field exits-early 3)"
for student in wrong hangs crashes; do
	equal "$student keeps the points of the serial mode only" "$(field serial-only 3)" "$(field "$student" 3)"
done
for file in index.html grades.csv gradebook.db good/factorization/index.html good/factorization/results.json \
	good/factorization/rounds.tsv; do
	holds "$file was written" test -s "$out/$file"
done
# On a busy machine there may be no gain to draw.
gains=$(sqlite3 "$out/gradebook.db" "SELECT count(*) FROM speedups WHERE student = 'good' AND gain <> 0")
for file in gain.tsv gain.svg; do
	equal "$file was written if there is a gain" $((gains > 0)) "$([ ! -s "$out/good/factorization/$file" ]; echo $?)"
done
equal "the gradebook's integrity check passes" ok "$(sqlite3 "$out/gradebook.db" 'PRAGMA integrity_check')"
check "pages hold no mark-up from submissions" 1 '' grep -rlE '<script|onerror=' --include='*.html' "$out"/*/
equal "the class page holds its own script and no other" 1 "$(grep -cE '<script|onerror=' "$out/index.html")"

# Grade again: nothing is graded twice, and pages are made from the gradebook alone.
cp "$out/grades.csv" "$work/first.csv"
check "unchanged submissions are not graded again" 0 'unchanged, skipped' "$PARLAB" grade tests/class --out "$out"
holds "the second run leaves grades.csv unchanged" cmp "$work/first.csv" "$out/grades.csv"
cp "$out/good/factorization/index.html" "$work/page.html"
holds "report regenerates the pages" "$PARLAB" report --out "$out"
holds "the regenerated page is identical" cmp "$work/page.html" "$out/good/factorization/index.html"
