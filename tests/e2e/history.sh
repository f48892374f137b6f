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
sed -i '/name: fewer-than-workers/,/^errors/{/^errors/!d}' "$here/assignment.yaml"
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
check "history of a result that was never replaced" 0 '^serial-only factorization' "$PARLAB" history serial-only $ex --out "$out"
equal "history of a result that was never replaced has two lines" 2 "$(wc -l <<<"$output")"

# --- changes that do not affect results ----------------------------------------------------

for source in "$here/driver.c" "$here/$ex.h" "$there/$ex.c"; do
	sed -i '1i /* A remark of the instructor, on two\n * lines. */' "$source"
done
printf '\nA hint.\n' >>"$here/README.md"
sed -i 's/^title:.*/title: Another title/' "$here/assignment.yaml"
equal "comments, title and handout regrade nobody" 3 "$(grade | grep -c 'unchanged, skipped')"
equal "comments, title and handout replace nothing" 0 "$(count 'SELECT count(*) FROM history')"

# --- part of a class ---------------------------------------------------------------------

mkdir "$work/late"
cp -r "$work/class/stub" "$work/late/late"
check "a folder with one student is graded" 0 '^1 graded' "$PARLAB" grade "$work/late" --no-timing --out "$out"
equal "the CSV still has all students" 4 "$(tail -n +2 "$csv" | wc -l)"
equal "the class page still has all students" 4 "$(grep -c "<td data-s=\"[0-9.]*\"><a href=\"[a-z-]*/$ex/index.html\">" "$out/index.html")"
check "--student grades the named students only" 0 '^2 graded' \
	"$PARLAB" grade "$work/class" --student wrong --student stub --no-timing --out "$out"
equal "--student keeps the other rows" 4 "$(tail -n +2 "$csv" | wc -l)"

# --- nothing there to grade ------------------------------------------------------------------

cp "$csv" "$work/before.csv"
mkdir -p "$work/other/serial-only/listmap" "$work/other/another/$ex"
cp assignments/listmap/listmap.c "$work/other/serial-only/listmap/"
cp -r "$work/class/stub/$ex/." "$work/other/another/$ex/"
check "a folder that lacks a student's submission" 0 "serial-only $ex: no folder here, the earlier result is kept" \
	"$PARLAB" grade "$work/other" --no-timing --out "$out"
equal "a folder that lacks a submission does not change its row" "$(grep "^serial-only,$ex," "$work/before.csv")" "$(grep "^serial-only,$ex," "$csv")"
check "--prune lists the missing submission" 0 "^serial-only $ex: not in" "$PARLAB" grade "$work/other" --student serial-only --prune --no-timing --out "$out"
equal "--prune does not list submissions that never existed" 0 "$(grep -c "^another listmap: not in" <<<"$output")"

cp "$here/assignment.yaml" "$work/manifest"
cp "$csv" "$work/before.csv"
echo 'x: [' >>"$here/assignment.yaml"
check "a broken manifest is the grader's fault" 2 "wrong $ex: the grader failed: .*the earlier result is kept" \
	"$PARLAB" grade "$work/class" --no-timing --out "$out"
holds "a broken manifest changes no row" cmp "$work/before.csv" "$csv"
rm "$here/assignment.yaml"
check "--prune ignores an exercise whose manifest is missing" 0 '' \
	"$PARLAB" grade "$work/other" --prune --yes --no-timing --out "$out"
equal "its rows are still in the CSV" "$(grep -c ",$ex," "$work/before.csv")" "$(grep -c ",$ex," "$csv")"
cp "$work/manifest" "$here/assignment.yaml"
equal "when the manifest is back, nothing is graded again" 3 "$(grade | grep -c "$ex: unchanged, skipped")"
"$PARLAB" grade "$work/other" --prune --yes --student another --no-timing --out "$out" >/dev/null 2>&1

for place in "$work/class" "$work/class/results" ""; do
	check "results do not go among the submissions ('${place#"$work/"}')" 2 '[-]-out.*: ' \
		"$PARLAB" grade "$work/class" --no-timing --out "$place"
done
equal "nothing was written among the submissions" "" "$(find "$work/class" -name '*.csv')"

# --- points ---------------------------------------------------------------------------------

# Two points more for the serial mode.
before=$(grade_of "$csv" serial-only $ex points)
evidence=$(count "SELECT group_concat(f.stage || f.mode || f.verdict || ifnull(f.message, '')) FROM finding AS f JOIN submission AS s ON s.id = f.submission
	WHERE s.student = 'wrong' AND s.replaced_at IS NULL")
total=$(sed -n 's/^points: *//p' "$here/assignment.yaml")
worth=$(sed -nE 's/.*mode: serial, correct: ([0-9]+).*/\1/p' "$here/assignment.yaml")
sed -i -E -e "s/^points: .*/points: $((total + 2))/" \
	-e "s/(mode: serial, correct: )[0-9]+/\1$((worth + 2))/" "$here/assignment.yaml"
equal "with changed points nobody is skipped" 0 "$(grade | grep -c 'unchanged, skipped')"
equal "changed points are applied" "$(awk "BEGIN { print $before + 2 }")" "$(grade_of "$csv" serial-only $ex points)"
equal "history gives the reason: points changed" "rescored: points changed" "$(count "SELECT why FROM history WHERE student = 'serial-only'")"
equal "changed points do not change the evidence" "$evidence" "$(count "SELECT group_concat(f.stage || f.mode || f.verdict || ifnull(f.message, '')) FROM finding AS f
	JOIN submission AS s ON s.id = f.submission WHERE s.student = 'wrong' AND s.replaced_at IS NULL")"
equal "the next run skips all" 3 "$(grade | grep -c 'unchanged, skipped')"

# --- evidence ----------------------------------------------------------------------------------

cp "tests/class/serial-only/$ex/$ex.c" "$work/class/stub/$ex/$ex.c"
grade >/dev/null
equal "history gives the reason: a new submission" "submission changed" "$(count "SELECT why FROM history WHERE student = 'stub' ORDER BY id DESC LIMIT 1")"
sed -i '0,/args: first=2 last=2$/s//args: first=2 last=3/; 0,/args: first=2 last=2,/s//args: first=2 last=3,/' "$here/assignment.yaml"
sed -i -E '0,/(wall_s: )[0-9]+/s//\19/' "$here/assignment.yaml"
grade --student stub --why 'the appeal of May' >/dev/null
equal "history gives the reason: the text of --why" "the appeal of May" \
	"$(count "SELECT why FROM history WHERE student = 'stub' ORDER BY id DESC LIMIT 1")"
grade --student wrong >/dev/null
equal "history gives the reason: a changed exercise" "exercise changed" "$(count "SELECT why FROM history WHERE student = 'wrong' ORDER BY id DESC LIMIT 1")"
grade --student wrong --again >/dev/null
equal "history gives the reason: --again" "--again" "$(count "SELECT why FROM history WHERE student = 'wrong' ORDER BY id DESC LIMIT 1")"
holds "the page shows the reason" grep -q 'the appeal of May' "$out/stub/$ex/index.html"
check "history shows the reason" 0 'replaced .*: submission changed' "$PARLAB" history stub $ex --out "$out"
check "history --json shows the reason" 0 '"replaced_why": "the appeal of May"' "$PARLAB" history stub $ex --json --out "$out"
holds "a replaced result keeps its findings" test "$(count "SELECT count(*) FROM finding WHERE submission =
	(SELECT min(id) FROM history WHERE student = 'stub')")" -gt 0

# --- removal ------------------------------------------------------------------------------------

mv "$work/class/wrong" "$work/gone"
check "grading without a removed submission" 0 '^2 graded' "$PARLAB" grade "$work/class" --no-timing --out "$out"
equal "a removed submission keeps its row" 1 "$(grep -c '^wrong,' "$csv")"
check "--prune lists the removed submission" 0 "^wrong $ex: not in" "$PARLAB" grade "$work/class" --no-timing --prune --out "$out"
equal "--prune alone removes nothing" 1 "$(grep -c '^wrong,' "$csv")"
check "--prune with --student" 0 '^1 graded' \
	"$PARLAB" grade "$work/class" --student stub --no-timing --prune --out "$out"
equal "--prune with --student does not list other students" 0 "$(grep -c 'not in' <<<"$output")"
check "--yes without --prune is an error" 2 'for --prune only' "$PARLAB" grade "$work/class" --yes --out "$out"
check "--prune --yes removes the row" 0 "^wrong $ex: .*removed" "$PARLAB" grade "$work/class" --no-timing --prune --yes --out "$out"
equal "the removed row is not in the CSV" 0 "$(grep -c '^wrong,' "$csv")"
check "the removed row is still in the history" 0 'removed: --prune' "$PARLAB" history wrong $ex --out "$out"
check "history of an unknown student is an error" 2 "no result of 'nobody'" "$PARLAB" history nobody $ex --out "$out"
check "the gradebook is consistent" 0 'complete and consistent' "$PARLAB" doctor --gradebook "$out"
