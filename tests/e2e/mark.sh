#!/bin/bash
# mark.sh - a person's part: answers are shown and marked, points overridden with reasons; marks survive
# later gradings, and appear on pages and in exports.  An appeal shows both results.
. "$(dirname "$0")/lib.sh"
cd "$root" || exit 2
ex=factorization out=$work/out csv=$work/out/grades.csv

# What does not compile is soon graded; its answers count all the same.
hand_in() {   # STUDENT ANSWER
	mkdir -p "$work/class/$1/$ex"
	echo '#error it does not compile' >"$work/class/$1/$ex/$ex.c"
	printf '## why-dynamic\n\n%s\n\n## chunk-size\nA thousand numbers.\n' "$2" >"$work/class/$1/$ex/ANSWERS.md"
}
grade() { "$PARLAB" grade "$work/class" --no-timing --out "$out" "$@"; }
points() { grade_of "$csv" "$1" $ex points; }
pending() { grade_of "$csv" "$1" $ex pending; }
mark() { "$PARLAB" mark --out "$out" "$@"; }

hand_in first 'The costs are unequal.'
hand_in second $'A better answer, \e[31mwith colour.'
hand_in third 'The costs are unequal.'
check "a class with answers is graded" 0 '^3 graded' grade
equal "answered questions are pending" "0 1.5" "$(points first) $(pending first)"

# --- what waits

check "what waits is listed" 0 '^6 answers wait for a person$' mark --list
equal "equal answers are shown once" 1 "$(grep -c '^    The costs are unequal.$' <<<"$output")"
equal "with everybody who gave them" 1 "$(grep -c "^$ex, question why-dynamic, worth 1: first, third$" <<<"$output")"
equal "an answer cannot write to the terminal" 1 "$(grep -c 'better answer, .x1b\[31mwith' <<<"$output")"
check "by student" 0 "question why-dynamic, worth 1: second" mark --list --by-student

# --- marking: asked about, and by options

printf '\n1\nwell seen\n9\n0.5\n\nq\n' >"$work/replies"
check "it asks for points" 0 '^3 answers wait for a person$' bash -c '"$@" <"$0"' "$work/replies" "$PARLAB" mark --out "$out" --ask
equal "more points than there are cannot be given" 1 "$(grep -c 'not a number in this range' <<<"$output")"
equal "equal answers get the same points" "0.5 0.5 1" "$(points first) $(points third) $(points second)"
check "a mark by options" 0 'second factorization: chunk-size marked' mark --student second --only $ex --part chunk-size --points 0.25 --why 'half of it'
check "results.json does not say where the instructor keeps the files" 1 '' grep -F "$work/class" "$out/second/$ex/results.json"
holds "the comment is on the page" grep -q 'question chunk-size: 0.25 of 0.5 points: half of it' "$out/second/$ex/index.html"
check "the comment is in an export" 0 'chunk-size: 0.25 of 0.5; .*half of it' "$PARLAB" export autolab --out "$out" --student second --only $ex
before=$(points second)
check "an override needs a reason" 2 'give the reason with --why' mark --student second --only $ex --part fork.correct --points 1
check "an override" 0 'fork.correct marked' mark --student second --only $ex --part fork.correct --points 1 --why 'compiled on another machine'
check "points are added to the whole" 0 'adjust marked' mark --student second --only $ex --part adjust --points=-0.5 --why 'handed in on paper'
equal "the total follows" "$(awk "BEGIN { print $before + 1 - 0.5 }")" "$(points second)"
check "too many points" 2 'is worth 0 to 1.5 points, not 2' mark --student second --only $ex --part fork.correct --points 2 --why x
check "an unknown part" 2 "there are: serial.correct, .*chunk-size" mark --student second --only $ex --part fork.corect --points 1 --why x
check "history says what was marked" 0 'marked: fork.correct: compiled on another machine' "$PARLAB" history second $ex --out "$out"
check "the gradebook is consistent" 0 'complete and consistent' "$PARLAB" doctor --gradebook "$out"
check "points can be recomputed from what is kept" 0 '3 recomputed from their rounds, 0 differ' "$PARLAB" report --from rounds --out "$out"

# --- marks and later gradings

total=$(points second)
check "graded again" 0 '^3 graded' grade --again
equal "marks survive" "$total" "$(points second)"
home_in "$work/home"
whole=$(sed -n 's/^points: //p' "assignments/$ex/assignment.yaml")
sed -i -e "s/^points: .*/points: $((whole + 1))/" -e 's/{name: why-dynamic, points: 1}/{name: why-dynamic, points: 2}/' "$work/home/assignments/$ex/assignment.yaml"
check "other points in the manifest" 0 "second factorization: did not compile, .* of $((whole + 1))\$" env PARLAB_HOME="$work/home" "$PARLAB" grade "$work/class" --no-timing --out "$out"
equal "marks survive rescoring" "$total" "$(points second)"
hand_in first 'Another answer altogether.'
marked=$(sqlite3 "$out/gradebook.db" "SELECT count(*) FROM mark WHERE student = 'first' AND replaced_at IS NULL")
check "an answer changes" 0 'first factorization: ' grade
holds "a mark for another answer is kept, but does not count" test "$marked" -ge 1 -a "$(pending first)" != 0
check "a mark is taken back" 0 'is not marked any more' mark --student second --only $ex --part adjust --remove
equal "the total is as before" "$(awk "BEGIN { print $total + 0.5 }")" "$(points second)"
check "what is not marked cannot be taken back" 2 "nobody has marked 'adjust'" mark --student second --only $ex --part adjust --remove

# --- an appeal

check "an appeal shows both results" 0 '^second factorization: recorded .*, now ' "$PARLAB" appeal second $ex --out "$out" --no-timing
equal "with the evidence of both" 2 "$(grep -c '^evidence ' <<<"$output")"
equal "and changes nothing" 1 "$(grep -c '^0 parts have other points now; nothing was recorded$' <<<"$output")"
check "an appeal can be recorded" 0 '; recorded$' "$PARLAB" appeal second $ex --out "$out" --no-timing --record --why 'asked on Monday'
check "history says so" 0 'appeal: asked on Monday' "$PARLAB" history second $ex --out "$out"
equal "and marks survive it" "$(awk "BEGIN { print $total + 0.5 }")" "$(points second)"
echo '#error other work' >"$work/class/second/$ex/$ex.c"
check "an appeal with other files is refused" 2 'not the files that were graded' "$PARLAB" appeal second $ex --out "$out" --no-timing
