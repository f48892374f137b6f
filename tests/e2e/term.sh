#!/bin/bash
# term.sh - a term played through: three exercises by Gradescope's exports, lateness, marks, an override, an
# appeal, points changed afterwards, an exercise edited.  After each step every total is compared with
# a sum that is made here, from what was given, and nothing is missing in the history.
#
# STUDENTS=40 plays it with more.  Nothing compiles, which is soon graded: points come from answers.
. "$(dirname "$0")/lib.sh"
cd "$root" || exit 2
out=$work/out students=${STUDENTS:-10} exercises=(factorization listmap matmul)
home_in "$work/home"
export PARLAB_HOME=$work/home
declare -A earned share

first_question() { sed -nE '/^questions/,$ s/.*name: ([a-z-]+), points: ([0-9.]+).*/\1 \2/p' "$work/home/assignments/$1/assignment.yaml" | head -n 1; }

# expected: a line STUDENT EXERCISE POINTS for each, by the sums kept here.
expected() {
	local n ex key
	for n in $(seq "$students"); do
		for ex in "${exercises[@]}"; do
			key=s$n.$ex
			awk -v k="s$n $ex" -v e="${earned[$key]:-0}" -v s="${share[$key]:-0}" 'BEGIN { print k, sprintf("%.2f", e - e * s) }'
		done
	done | sort
}
recorded() { tail -n +2 "$out/grades.csv" | awk -F, '{ printf "%s %s %.2f\n", $1, $2, $3 }' | sort; }
totals() { equal "$1: every total is right" "$(expected)" "$(recorded)"; }
add() { earned[$1]=$(awk -v a="${earned[$1]:-0}" -v b="$2" 'BEGIN { print a + b }'); }

for ex in "${exercises[@]}"; do
	read -r question _ < <(first_question "$ex")
	export=$work/$ex
	mkdir -p "$export"
	for n in $(seq "$students"); do
		mkdir "$export/submission_$n"
		echo "#error $n" >"$export/submission_$n/$ex.c"
		printf '## %s\nAn answer in enough words, by %d.\n' "$question" $((n % 3)) >"$export/submission_$n/ANSWERS.md"
		time=2026-11-05T20:00:00Z
		[ "$n.$ex" != "1.${exercises[0]}" ] || { time=2026-11-06T02:00:00Z && share[s1.$ex]=0.1; }
		[ "$n.$ex" != "2.${exercises[1]}" ] || { time=2026-11-08T02:00:00Z && share[s2.$ex]=0.3; }
		printf 'submission_%d:\n  :submitters:\n  - :name: Number %d\n    :sid: s%d\n  :created_at: %s\n' "$n" "$n" "$n" "$time"
	done >"$export/submission_metadata.yml"
	printf 'late: {per_day: 10}\nexercises:\n  - {name: %s, due: "2026-11-05T23:00Z"}\n' "$ex" >"$export/course.yaml"
	check "$ex: the export is graded" 0 "^$students graded" "$PARLAB" grade "$export" --no-timing --out "$out"
done
totals "graded"

# Equal answers get the same points.
for ex in "${exercises[@]}"; do
	read -r question most < <(first_question "$ex")
	half=$(awk "BEGIN { print $most / 2 }")
	# Three groups of answers: full points, half of them, none.
	check "$ex: answers are marked" 0 '^0 answers wait' bash -c 'printf "%s\n\n%s\n\n0\n\n" "$0" "$1" | "${@:2}"' "$most" "$half" \
		"$PARLAB" mark --out "$out" --only "$ex" --ask
	for n in $(seq "$students"); do
		case $((n % 3)) in 0) add "s$n.$ex" "$most" ;; 1) add "s$n.$ex" "$half" ;; esac
	done
done
totals "marked"

ex=${exercises[0]}
check "an override" 0 marked "$PARLAB" mark --out "$out" --student s3 --only "$ex" --part serial.clean --points 1 --why 'on paper'
add "s3.$ex" 1
check "an adjustment of a late result" 0 marked "$PARLAB" mark --out "$out" --student s1 --only "$ex" --part adjust --points 2 --why 'a talk'
add "s1.$ex" 2
totals "overridden"

check "an appeal is recorded" 0 '; recorded$' "$PARLAB" appeal s3 "$ex" --out "$out" --no-timing --record --why appeal
totals "appealed"

# A question is worth more; who has its mark keeps it, and the whole grows.
whole=$(sed -n 's/^points: //p' "$work/home/assignments/$ex/assignment.yaml")
read -r question most < <(first_question "$ex")
sed -i -e "s/^points: .*/points: $((whole + 1))/" -e "s/name: $question, points: .*}/name: $question, points: $((most + 1))}/" \
	"$work/home/assignments/$ex/assignment.yaml"
check "points are changed afterwards" 0 'graded; ' "$PARLAB" grade "$work/$ex" --no-timing --out "$out"
totals "rescored"
equal "the whole has grown" "$((whole + 1))" "$(grade_of "$out/grades.csv" s5 "$ex" max_points)"

ex=${exercises[1]}
sed -i 's/^limits: {wall_s: [0-9]*/limits: {wall_s: 11/' "$work/home/assignments/$ex/assignment.yaml"
check "an edited exercise is graded again" 0 'graded; ' "$PARLAB" grade "$work/$ex" --no-timing --out "$out"
totals "graded again"
equal "history says why" "exercise changed" "$(sqlite3 "$out/gradebook.db" "SELECT DISTINCT why FROM history WHERE exercise = '$ex' AND why NOT LIKE 'marked%'")"

csv=$("$PARLAB" export csv --out "$out")
equal "the export's totals are the sums" "$(expected | awk '{ t[$1] += $3 } END { for (s in t) printf "%s %.2f\n", s, t[s] }' | sort)" \
	"$(tail -n +2 <<<"$csv" | awk -F, '{ printf "%s %.2f\n", $1, $7 }' | sort)"
equal "every replaced result is kept" "$(sqlite3 "$out/gradebook.db" 'SELECT count(*) FROM submission')" \
	"$(sqlite3 "$out/gradebook.db" "SELECT (SELECT count(*) FROM history) + $((students * 3))")"
check "the gradebook is consistent" 0 'complete and consistent' "$PARLAB" doctor --gradebook "$out"
