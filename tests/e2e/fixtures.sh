#!/bin/bash
# fixtures.sh - fixtures of every exercise get the verdict that their first line
# names, /* expect: VERDICT */.  Untimed, so who is only slow is correct here, and
# of each exercise only some: good, serial-only and two that are wrong.  `make
# fixtures` takes all of them, with timing; EX=NAME takes only that exercise.
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

# some_of EXERCISE FOLDER: a copy with some of its students, so that all take little time.
some_of() {
	local copy=$work/some-$1-$(basename "$2") student left=2
	mkdir -p "$copy"
	for student in "$2"/*/; do
		student=$(basename "$student")
		[ -d "$2/$student/$1" ] || continue
		case $student in
		good | serial-only) cp -r "$2/$student" "$copy/" ;;
		*) [ "$((left--))" -le 0 ] || cp -r "$2/$student" "$copy/" ;;
		esac
	done
	printf '%s\n' "$copy"
}

# judge_folder EXERCISE FOLDER: grades some of it, and looks at everybody's row.
judge_folder() {
	local ex=$1 folder=$2 out source student expected
	folder=$(some_of "$ex" "$folder")
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
	holds "$ex: and two others did it wrong ($wrong in all)" test "$wrong" -ge 3
done
holds "there were fixtures ($graded)" test "$graded" -gt 0
