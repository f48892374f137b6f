#!/bin/bash
# fixtures.sh - every fixture of every exercise gets its expected verdict (tests/README.md), and
# `good` loses no points.  Without timing, so a fixture that expects `slow` is correct here;
# `make fixtures` times it.  EX=NAME selects one exercise.
# long: about ninety submissions.
. "$(dirname "$0")/lib.sh"
cd "$root" || exit 2

# All in one run, so that no CPU idles at the end of an exercise.
class=$work/class csv=$work/out/grades.csv
for ex in $(exercise_names); do
	mapfile -t works < <(fixtures_of "$ex")
	assemble "$class" "${works[@]}"
done
check "the fixtures are graded" 0 'graded; ' "$PARLAB" grade "$class" --no-timing --jobs 3 --out "$work/out"

# Strip the mark: "correct (not timed)".
verdict_of() { grade_of "$csv" "$1" "$2" verdict | sed 's/ (not timed)$//'; }

for ex in $(exercise_names); do
	seen=''
	while IFS= read -r fixture; do
		student=$(student_of "$fixture") expected=$(key_of "$fixture" expect)
		[ "$expected" != slow ] || expected=correct
		equal "$ex $student: ${expected:-expects nothing}" "${expected:-a verdict}" "$(verdict_of "$student" "$ex")"
		seen+="$expected;"
		[ "$student" != good ] || equal "$ex good: loses no point" "$(grade_of "$csv" good "$ex" max_points)" \
			"$(awk "BEGIN { print $(grade_of "$csv" good "$ex" points) + $(grade_of "$csv" good "$ex" pending) }")"
	done < <(fixtures_of "$ex")
	equal "$ex: at least one is right" 0 "$(grep -q 'correct;' <<<"$seen"; echo $?)"
	holds "$ex: five or more are not" test "$(tr ';' '\n' <<<"$seen" | grep -vxc -e correct -e '')" -ge 5
done
