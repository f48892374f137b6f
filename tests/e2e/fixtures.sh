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

# some_of EXERCISE FOLDER: a copy of FOLDER with some of its students.
some_of() {
	local copy student left=1
	copy=$work/some-$1-$(basename "$2")
	mkdir -p "$copy"
	for student in "$2"/*/; do
		student=$(basename "$student")
		[ -d "$2/$student/$1" ] || continue
		case $student in
		good) ;;
		serial-only) cp -r "$2/$student" "$copy/" ;;
		*) [ "$((left--))" -le 0 ] || cp -r "$2/$student" "$copy/" ;;
		esac
	done
	printf '%s\n' "$copy"
}

# judge_folder EXERCISE FOLDER: grades some of it, and looks at everybody's row.
judge_folder() {
	local ex=$1 folder out source student
	folder=$(some_of "$ex" "$2")
	out=$work/out-$(basename "$folder")
	check "$ex: fixtures are graded" 0 'graded; ' "$PARLAB" grade "$folder" --only "$ex" --no-timing --jobs 3 --out "$out"
	for source in "$folder"/*/"$ex"/"$ex.c"; do
		student=$(basename "$(dirname "$(dirname "$source")")")
		[ "$student" != serial-only ] || serials=$((serials + 1))
		graded=$((graded + 1))
		if [ -n "$(expected_of "$source")" ]; then
			judge_verdict "$student" "$ex" "$source" "$out/grades.csv"
		else
			not_ok "$ex $student: its first line names a verdict" "$(head -n 1 "$source")"
		fi
	done
}

graded=0
for ex in $(exercise_names); do
	serials=0
	while IFS= read -r folder <&3; do
		judge_folder "$ex" "$folder"
	done 3< <(fixtures_of "$ex")
	equal "$ex: one of them did it without workers" 1 "$serials"
	all=$(while IFS= read -r folder; do ls -d "$folder"/*/"$ex"; done < <(fixtures_of "$ex") | wc -l)
	holds "$ex: there are five or more in all ($all)" test "$all" -ge 5
done
holds "there were fixtures ($graded)" test "$graded" -gt 0
