#!/bin/bash
# resume.sh - after a kill, grading continues where it stopped: no row twice, none missing, and
# no process left running.
. "$(dirname "$0")/lib.sh"
cd "$root" || exit 2
out=$work/out

# A class that needs no timing, too large to be finished before the kill.
for n in 1 2 3 4; do
	for student in stub serial-only wrong; do
		mkdir -p "$work/class/$student-$n"
		cp -r "tests/class/$student/." "$work/class/$student-$n/"
	done
done

# Create the file first: the loop may read it before the background job has created it.
: >"$work/log"
"$PARLAB" grade "$work/class" --out "$out" >"$work/log" 2>&1 </dev/null &
grader=$!
# Half-way does not depend on time: it means that some rows exist and some do not.
while kill -0 "$grader" 2>/dev/null && [ "$(grep -c '^\[' "$work/log")" -lt 4 ]; do
	sleep 0.05
done
kill -KILL "$grader"
wait "$grader" 2>/dev/null
before=$(sqlite3 "$out/gradebook.db" 'SELECT count(*) FROM submission')
holds "it was killed half-way ($before of 12 rows)" test "$before" -ge 1 -a "$before" -lt 12
equal "the gradebook's integrity check passes after the kill" ok "$(sqlite3 "$out/gradebook.db" 'PRAGMA integrity_check')"
check "grading continues" 0 'unchanged, skipped' "$PARLAB" grade "$work/class" --out "$out"
equal "every result is in the gradebook" 12 "$(sqlite3 "$out/gradebook.db" 'SELECT count(*) FROM (SELECT DISTINCT student, exercise FROM submission)')"
equal "every row is in the CSV once" 12 "$(tail -n +2 "$out/grades.csv" | wc -l)"
equal "the gradebook's integrity check passes at the end" ok "$(sqlite3 "$out/gradebook.db" 'PRAGMA integrity_check')"
for student in stub serial-only wrong; do
	equal "$student: the same points before and after" 1 "$(grep "^$student-" "$out/grades.csv" | cut -d, -f3- | sort -u | wc -l)"
done
sleep 1
equal "no process of the killed grader is left" "" "$(pgrep -f "bwrap.*parlab-$grader-" || true)"

# Somebody else is recording into the folder.
flock --no-fork -x "$out" sleep 60 &
other=$!
until ! flock -n "$out" true; do sleep 0.05; done
check "a second grader of the same folder is refused" 2 'another parlab is grading into this folder; wait' \
	"$PARLAB" grade "$work/class" --out "$out"
chmod 755 "$out"
check "where others could hold the lock, it stops nobody" 0 'unchanged, skipped' "$PARLAB" grade "$work/class" --out "$out"
check "report is not refused" 0 'index.html' "$PARLAB" report --out "$out"
kill "$other"
wait "$other" 2>/dev/null || true
