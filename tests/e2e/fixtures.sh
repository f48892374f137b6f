#!/bin/bash
# fixtures.sh - every fixture of every exercise gets the verdict that its first
# line names, /* expect: VERDICT */.  Untimed, so who is only slow is correct
# here; `make fixtures` is the same with timing.  Exercises and fixtures are
# found by looking; EX=NAME takes only that one.
. "$(dirname "$0")/lib.sh"
cd "$root" || exit 2

# verdict STUDENT EXERCISE: its row must say what its file expects.
judge_verdict() {
	local student=$1 ex=$2 source=$3 expected
	expected=$(expected_of "$source")
	[ "$expected" != slow ] || expected=correct
	# "correct (not timed)": what is left open is not asked here.
	equal "$ex $student: $expected" "$expected" "$(grade_of "$csv" "$student" "$ex" verdict | sed 's/ (not timed)$//')"
}

# All points but those that need a clock or a person, and only these wait.
judge_good() {
	local student=$1 ex=$2 waiting
	waiting=$(awk -v a="$(points_in "$ex" speed)" -v b="$(points_in "$ex" points)" 'BEGIN { print a + b }')
	equal "$ex $student: all points that can be had" "$(grade_of "$csv" "$student" "$ex" max_points)" \
		"$(grade_of "$csv" "$student" "$ex" points)"
	equal "$ex $student: only speed and questions wait" "$waiting" "$(grade_of "$csv" "$student" "$ex" pending)"
}

graded=0
for ex in $(exercise_names); do
	folder=$(fixtures_of "$ex")
	if [ -z "$folder" ]; then
		not_ok "$ex: it has fixtures" "none below tests/fixtures/$ex"
		continue
	fi
	csv=$work/$ex/grades.csv
	check "$ex: its fixtures are graded" 0 'graded; ' \
		"$PARLAB" grade "$folder" --only "$ex" --no-timing --out "$work/$ex"
	wrong=0
	for source in "$folder"/*/"$ex"/"$ex.c"; do
		student=$(basename "$(dirname "$(dirname "$source")")")
		expected=$(expected_of "$source")
		if [ -z "$expected" ]; then
			not_ok "$ex $student: its first line names a verdict" "$(head -n 1 "$source")"
			continue
		fi
		judge_verdict "$student" "$ex" "$source"
		graded=$((graded + 1))
		case $expected in correct) ;; *) wrong=$((wrong + 1)) ;; esac
	done
	judge_good good "$ex"
	holds "$ex: somebody did it without workers" test -f "$folder/serial-only/$ex/$ex.c"
	holds "$ex: and three others did it wrong ($wrong in all)" test "$wrong" -ge 4
done
holds "there were fixtures ($graded)" test "$graded" -gt 0
