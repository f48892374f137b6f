#!/bin/bash
# fixtures.sh - fixtures of every exercise get the verdict that their first line
# names, /* expect: VERDICT */.  Untimed, so who is only slow is correct here, and
# of each exercise only some: serial-only and one other.  (That who is right is
# found right is asked of the model solutions, contract.sh.)  `make fixtures`
# takes all of them, with timing.  EX=NAME takes only that exercise.
. "$(dirname "$0")/lib.sh"
cd "$root" || exit 2

# judge_verdict STUDENT EXERCISE FILE CSV: its row must say what its file expects.
judge_verdict() {
	local expected
	expected=$(expected_of "$3")
	[ "$expected" != slow ] || expected=correct
	# "correct (not timed)": what is left open is not asked here.
	equal "$2 $1: $expected" "$expected" "$(grade_of "$4" "$1" "$2" verdict | sed 's/ (not timed)$//')"
}

# hand_in EXERCISE FOLDER: some of its students go into the class that is graded.
hand_in() {
	local student left=1
	for student in "$2"/*/; do
		student=$(basename "$student")
		[ -d "$2/$student/$1" ] || continue
		case $student in
		good) continue ;;
		serial-only) ;;
		*) [ "$((left--))" -gt 0 ] || continue ;;
		esac
		mkdir -p "$class/$student"
		cp -r "$2/$student/$1" "$class/$student/"
	done
}

# All in one go, so that no CPU waits for the last of an exercise.
class=$work/class out=$work/out
for ex in $(exercise_names); do
	while IFS= read -r folder; do
		hand_in "$ex" "$folder"
	done < <(fixtures_of "$ex")
done
check "the fixtures are graded" 0 'graded; ' "$PARLAB" grade "$class" --no-timing --jobs 3 --out "$out"

for ex in $(exercise_names); do
	for source in "$class"/*/"$ex"/"$ex.c"; do
		student=$(basename "$(dirname "$(dirname "$source")")")
		if [ -n "$(expected_of "$source")" ]; then
			judge_verdict "$student" "$ex" "$source" "$out/grades.csv"
		else
			not_ok "$ex $student: its first line names a verdict" "$(head -n 1 "$source")"
		fi
	done
	holds "$ex: one of them did it without workers" test -f "$class/serial-only/$ex/$ex.c"
	holds "$ex: another did it wrong" test "$(compgen -G "$class/*/$ex/$ex.c" | wc -l)" -ge 2
	all=$(while IFS= read -r folder; do ls -d "$folder"/*/"$ex"; done < <(fixtures_of "$ex") | wc -l)
	holds "$ex: there are five or more in all ($all)" test "$all" -ge 5
done
