#!/bin/bash
# history.sh - recorded results are kept: grading part of a class, a changed comment,
# changed points, a new hand-in and --prune lose nothing, and every replaced result is shown
# with when and why.
. "$(dirname "$0")/lib.sh"
cd "$root" || exit 2
out=$work/out csv=$work/out/grades.csv ex=factorization
home_in "$work/home"
export PARLAB_HOME=$work/home
here=$work/home/assignments/$ex there=$work/home/reference/$ex
# Keep three cases, which are enough for findings.
sed -i '/name: fewer-than-workers/,/^census/{/^census/!d}' "$here/assignment.yaml"
for student in stub serial-only wrong; do
	mkdir -p "$work/class/$student"
	cp -r "tests/class/$student/." "$work/class/$student/"
done

grade() {   # OPTIONS...: without timing; its lines sorted
	"$PARLAB" grade "$work/class" --no-timing --out "$out" "$@" 2>&1 </dev/null | sed 's/^\[[0-9/]*\] //' | sort
}
count() {   # SQL
	sqlite3 "$out/gradebook.db" "$1"
}

grade >/dev/null
cp "$csv" "$work/first.csv"
equal "three results" 3 "$(count 'SELECT count(*) FROM grades')"
check "nothing was before" 0 '^serial-only factorization' "$PARLAB" history serial-only $ex --out "$out"
equal "so there are two lines" 2 "$(wc -l <<<"$output")"

# --- changes that do not affect results ----------------------------------------------------

for source in "$here/driver.c" "$here/$ex.h" "$there/$ex.c"; do
	sed -i '1i /* A remark of the instructor, on two\n * lines. */' "$source"
done
printf '\nA hint.\n' >>"$here/README.md"
sed -i 's/^title:.*/title: Another title/' "$here/assignment.yaml"
equal "comments, title and handout regrade nobody" 3 "$(grade | grep -c 'unchanged, skipped')"
equal "and nothing is replaced" 0 "$(count 'SELECT count(*) FROM history')"

# --- part of a class ---------------------------------------------------------------------

mkdir "$work/late"
cp -r "$work/class/stub" "$work/late/late"
check "one student is graded by himself" 0 '^1 graded' "$PARLAB" grade "$work/late" --no-timing --out "$out"
equal "the CSV has all" 4 "$(tail -n +2 "$csv" | wc -l)"
equal "so has the class page" 4 "$(grep -c "<td><a href=\"[a-z-]*/$ex/index.html\">" "$out/index.html")"
check "--student takes those that are named" 0 '^2 graded' \
	"$PARLAB" grade "$work/class" --student wrong --student stub --no-timing --out "$out"
equal "and leaves the rest" 4 "$(tail -n +2 "$csv" | wc -l)"

# --- nothing there to grade ------------------------------------------------------------------

cp "$csv" "$work/before.csv"
mkdir -p "$work/other/serial-only/listmap" "$work/other/another/$ex"
cp assignments/listmap/listmap.c "$work/other/serial-only/listmap/"
cp -r "$work/class/stub/$ex/." "$work/other/another/$ex/"
check "a folder without a student's work of this exercise" 0 "serial-only $ex: no folder here, the earlier result is kept" \
	"$PARLAB" grade "$work/other" --no-timing --out "$out"
equal "takes nothing from him" "$(grep "^serial-only,$ex," "$work/before.csv")" "$(grep "^serial-only,$ex," "$csv")"
check "--prune lists it" 0 "^serial-only $ex: not in" "$PARLAB" grade "$work/other" --student serial-only --prune --no-timing --out "$out"
equal "but not who never handed in" 0 "$(grep -c "^another listmap: not in" <<<"$output")"

cp "$here/assignment.yaml" "$work/manifest"
cp "$csv" "$work/before.csv"
echo 'x: [' >>"$here/assignment.yaml"
check "a broken manifest is the grader's fault" 2 "wrong $ex: the grader failed: .*the earlier result is kept" \
	"$PARLAB" grade "$work/class" --no-timing --out "$out"
holds "and takes nothing from anybody" cmp "$work/before.csv" "$csv"
rm "$here/assignment.yaml"
check "without its manifest an exercise is not looked for, so --prune removes nothing of it" 0 '' \
	"$PARLAB" grade "$work/other" --prune --yes --no-timing --out "$out"
equal "the CSV still has all of it" "$(grep -c ",$ex," "$work/before.csv")" "$(grep -c ",$ex," "$csv")"
cp "$work/manifest" "$here/assignment.yaml"
equal "when it is back, nothing is graded again" 3 "$(grade | grep -c "$ex: unchanged, skipped")"
"$PARLAB" grade "$work/other" --prune --yes --student another --no-timing --out "$out" >/dev/null 2>&1

for place in "$work/class" "$work/class/results" ""; do
	check "results do not go among the submissions ('${place#"$work/"}')" 2 '[-]-out.*: ' \
		"$PARLAB" grade "$work/class" --no-timing --out "$place"
done
equal "and nothing was written there" "" "$(find "$work/class" -name '*.csv')"

# --- points ---------------------------------------------------------------------------------

# Two points more for the serial mode.
before=$(grade_of "$csv" serial-only $ex points)
evidence=$(count "SELECT group_concat(f.stage || f.mode || f.verdict || ifnull(f.message, '')) FROM finding AS f JOIN submission AS s ON s.id = f.submission
	WHERE s.student = 'wrong' AND s.replaced_at IS NULL")
total=$(sed -n 's/^points: *//p' "$here/assignment.yaml")
worth=$(sed -nE 's/.*mode: serial, correct: ([0-9]+).*/\1/p' "$here/assignment.yaml")
sed -i -E -e "s/^points: .*/points: $((total + 2))/" \
	-e "s/(mode: serial, correct: )[0-9]+/\1$((worth + 2))/" "$here/assignment.yaml"
equal "changed points regrade nobody, either" 0 "$(grade | grep -c 'unchanged, skipped')"
equal "they are scored anew" "$(awk "BEGIN { print $before + 2 }")" "$(grade_of "$csv" serial-only $ex points)"
equal "with the reason" "rescored: points changed" "$(count "SELECT why FROM history WHERE student = 'serial-only'")"
equal "from the same evidence" "$evidence" "$(count "SELECT group_concat(f.stage || f.mode || f.verdict || ifnull(f.message, '')) FROM finding AS f
	JOIN submission AS s ON s.id = f.submission WHERE s.student = 'wrong' AND s.replaced_at IS NULL")"
equal "once" 3 "$(grade | grep -c 'unchanged, skipped')"

# --- evidence ----------------------------------------------------------------------------------

cp "tests/class/serial-only/$ex/$ex.c" "$work/class/stub/$ex/$ex.c"
grade >/dev/null
equal "a new hand-in" "submission changed" "$(count "SELECT why FROM history WHERE student = 'stub' ORDER BY id DESC LIMIT 1")"
sed -i '0,/args: first=2 last=2$/s//args: first=2 last=3/; 0,/args: first=2 last=2,/s//args: first=2 last=3,/' "$here/assignment.yaml"
sed -i -E '0,/(wall_s: )[0-9]+/s//\19/' "$here/assignment.yaml"
grade --student stub --why 'the appeal of May' >/dev/null
equal "a new case or limit, with words of one's own" "the appeal of May" \
	"$(count "SELECT why FROM history WHERE student = 'stub' ORDER BY id DESC LIMIT 1")"
grade --student wrong >/dev/null
equal "and without" "exercise changed" "$(count "SELECT why FROM history WHERE student = 'wrong' ORDER BY id DESC LIMIT 1")"
grade --student wrong --again >/dev/null
equal "asked for" "--again" "$(count "SELECT why FROM history WHERE student = 'wrong' ORDER BY id DESC LIMIT 1")"
holds "the page tells it" grep -q 'the appeal of May' "$out/stub/$ex/index.html"
check "so does history" 0 'replaced .*: submission changed' "$PARLAB" history stub $ex --out "$out"
check "and for programs" 0 '"replaced_why": "the appeal of May"' "$PARLAB" history stub $ex --json --out "$out"
holds "what was replaced is whole: its findings" test "$(count "SELECT count(*) FROM finding WHERE submission =
	(SELECT min(id) FROM history WHERE student = 'stub')")" -gt 0

# --- removal ------------------------------------------------------------------------------------

mv "$work/class/wrong" "$work/gone"
check "who is not there any more is kept" 0 '^2 graded' "$PARLAB" grade "$work/class" --no-timing --out "$out"
equal "in the CSV, too" 1 "$(grep -c '^wrong,' "$csv")"
check "--prune lists" 0 "^wrong $ex: not in" "$PARLAB" grade "$work/class" --no-timing --prune --out "$out"
equal "and removes nothing yet" 1 "$(grep -c '^wrong,' "$csv")"
check "only of the part that was asked for" 0 '^1 graded' \
	"$PARLAB" grade "$work/class" --student stub --no-timing --prune --out "$out"
equal "not of others" 0 "$(grep -c 'not in' <<<"$output")"
check "--yes alone is a mistake" 2 'for --prune only' "$PARLAB" grade "$work/class" --yes --out "$out"
check "the second word removes" 0 "^wrong $ex: .*removed" "$PARLAB" grade "$work/class" --no-timing --prune --yes --out "$out"
equal "from the CSV" 0 "$(grep -c '^wrong,' "$csv")"
check "but not from history" 0 'removed: --prune' "$PARLAB" history wrong $ex --out "$out"
check "where nothing is, it says so" 2 "no result of 'nobody'" "$PARLAB" history nobody $ex --out "$out"
check "the gradebook agrees with itself" 0 'complete and consistent' "$PARLAB" doctor --gradebook "$out"
