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

# judge_folder EXERCISE FOLDER: grades it, and looks at everybody's row.
judge_folder() {
	local ex=$1 folder=$2 out source student expected
	out=$work/$ex-$(basename "$folder") csv=$out/grades.csv
	check "$ex: its fixtures are graded" 0 'graded; ' \
		"$PARLAB" grade "$folder" --only "$ex" --no-timing --out "$out"
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
		case $student in
		good) judge_good good "$ex" && goods=$((goods + 1)) ;;
		serial-only) serials=$((serials + 1)) ;;
		esac
	done
}

graded=0
for ex in $(exercise_names); do
	wrong=0 goods=0 serials=0
	while IFS= read -r folder <&3; do
		judge_folder "$ex" "$folder"
	done 3< <(fixtures_of "$ex")
	equal "$ex: somebody did it right" 1 "$goods"
	equal "$ex: somebody did it without workers" 1 "$serials"
	holds "$ex: and three others did it wrong ($wrong in all)" test "$wrong" -ge 4
done
holds "there were fixtures ($graded)" test "$graded" -gt 0
