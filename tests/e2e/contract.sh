#!/bin/bash
# contract.sh - requirements on every exercise: its two folders are complete and contain
# nothing else; handout and manifest agree; the stub runs but does not earn full marks; the
# model solution is correct and clean in every mode with several worker counts, and runs by
# hand.  Exercises are discovered automatically; EX=NAME selects one.  Does not test speed,
# which needs a quiet machine.
# long: three gradings of each exercise.
. "$(dirname "$0")/lib.sh"
cd "$root" || exit 2

# 24 workers are more than the smaller cases have work for, and more than most machines have
# CPUs.  The cases of the manifests use the other counts, too; only `make contract` (THOROUGH)
# tries every case with each of them.
WORKER_COUNTS=${THOROUGH:+1 2 3 7 }24
BY_HAND_SECONDS=120          # detects hangs; long enough for a loaded machine

whole() {   # EXERCISE: prints missing and superfluous files
	local ex=$1 file
	for file in README.md assignment.yaml "$ex.h" "$ex.c" driver.c; do
		[ -f "assignments/$ex/$file" ] || echo "assignments/$ex/$file is missing"
	done
	for file in "$ex.c" oracle.c; do
		[ -f "reference/$ex/$file" ] || echo "reference/$ex/$file is missing"
	done
	# What mpi mode has, it has all of.
	if words_of "$ex" mode | grep -q d; then
		for file in "assignments/$ex/driver_mpi.c" {assignments,reference}/"$ex/${ex}_mpi.c" "assignments/$ex/${ex}_mpi.h"; do
			[ -f "$file" ] || echo "$file is missing"
		done
	fi
	find "assignments/$ex" "reference/$ex" ! -type d ! -name '*.[ch]' ! -name '*.md' ! -name assignment.yaml ! -name equivalent.txt ! -name Makefile \
		! -name '*.gp' ! -name '*.csv' -printf '%p should not be there\n' 2>/dev/null
	# Every chart has a script, and every script belongs to a chart.
	diff <(sed -n 's/\.gp$//p' < <(ls "assignments/$ex") | sort) <(words_of "$ex" chart | sort) |
		sed -n "s/^< \(.*\)/assignments\/$ex\/\1.gp draws no chart of the manifest/p; s/^> \(.*\)/chart \1 has no script/p"
	# Public files must not contain the oracle.
	find "assignments/$ex" -name 'oracle*' -printf '%p is private\n'
}

# --- handout and manifest ------------------------------------------------------

# questions_asked README: a line `NAME POINTS` for each `- **NAME** (POINTS)`; POINTS is "-" if
# the handout does not state them at the question.
questions_asked() {
	sed -nE '/^## Questions/,$ s/^- \*\*([a-z0-9-]+)\*\*( \(([^)]*)\))?.*/\1 \3/p' "$1" |
		sed -E -e 's/ half a point$/ 0.5/' -e 's/ ([0-9.]+) points?$/ \1/' -e 's/ $/ -/'
}

# questions_listed MANIFEST: the same from the manifest.
questions_listed() {
	sed -nE 's/^ *- *\{name: *([a-z0-9-]+), *points: *([0-9.]+)\}.*/\1 \2/p' "$1"
}

# table_of README: the table of points, a line `KIND MODE POINTS` for each nonempty cell.
table_of() {
	awk -F'|' '
		/^## /                      { grading = /^## Points/ }
		!grading || !/^\|/          { next }
		!modes                      { for (i = 3; i < NF; i++) { gsub(/ /, "", $i); mode[i] = $i }; modes = NF; next }
		NF == modes && / *(right|clean|robust|speed)/ {
			kind = $2 ~ /right/ ? "correct" : $2 ~ /clean/ ? "clean" : $2 ~ /robust/ ? "robust" : "speed"
			for (i = 3; i < NF; i++) { gsub(/ /, "", $i); if ($i != "") print kind, mode[i], $i }
		}' "$1" | sort
}

# points_of_modes MANIFEST: the same from the manifest.
points_of_modes() {
	sed -nE 's/^ *- *\{mode: *([a-z]+), *(.*)\}.*/\1, \2/p' "$1" | awk -F', *' '
		{ for (i = 2; i <= NF; i++) { split($i, pair, /: */); print pair[1], $1, pair[2] } }' | sort
}

# bands_told README, bands_listed MANIFEST: lines `GAIN SHARE`.
bands_told() {
	sed -nE 's/^\| *(0\.[0-9]+) *\| *(all|[0-9]+%) *\|$/\1 \2/p' "$1" | sed -e 's/all/100/' -e 's/%//'
}
bands_listed() {
	sed -nE 's/^ *- *\{gain: *([0-9.]+), *share: *([0-9.]+)\}.*/\1 \2/p' "$1" | awk '{ print $1, 100 * $2 }'
}

handout() {   # EXERCISE
	local ex=$1 readme=assignments/$1/README.md manifest=assignments/$1/assignment.yaml asked listed
	asked=$(questions_asked "$readme") listed=$(questions_listed "$manifest")
	equal "$ex: handout and manifest ask the same questions" \
		"$(cut -d' ' -f1 <<<"$listed")" "$(cut -d' ' -f1 <<<"$asked")"
	# Points may be stated at each question, or once for all of them.
	equal "$ex: handout and manifest give the same points for questions" "$(cut -d' ' -f2 <<<"$listed")" \
		"$(paste -d' ' <(cut -d' ' -f2 <<<"$asked") <(cut -d' ' -f2 <<<"$listed") | awk '{ print $1 == "-" ? $2 : $1 }')"
	equal "$ex: handout and manifest give the same points for modes" "$(points_of_modes "$manifest")" "$(table_of "$readme")"
	equal "$ex: handout and manifest give the same bands" "$(bands_listed "$manifest")" "$(bands_told "$readme")"
	equal "$ex: handout and manifest give the same total" "$(sed -nE 's/^points: *([0-9.]+).*/\1/p' "$manifest")" \
		"$(sed -nE 's/^([0-9.]+) points\.$/\1/p' "$readme")"
}

# --- stub and solution -----------------------------------------------------------

points() { grade_of "$work/$1/grades.csv" "$2" "$1" "$3"; }
less() { awk -v a="$1" -v b="$2" 'BEGIN { exit !(a != "" && b != "" && a < b) }'; }

earn() {   # EXERCISE: compares the points of stub and solution
	local ex=$1
	mkdir -p "$work/class-$ex/stub/$ex" "$work/class-$ex/solution/$ex"
	shopt -s nullglob # there may be a file for mpi mode
	cp "assignments/$ex/$ex.c" "assignments/$ex/$ex"_mpi.c "$work/class-$ex/stub/$ex/"
	cp "reference/$ex/$ex.c" "reference/$ex/$ex"_mpi.c "$work/class-$ex/solution/$ex/"
	shopt -u nullglob
	check "$ex: stub and solution are graded" 0 'graded; ' \
		"$PARLAB" grade "$work/class-$ex" --no-timing --out "$work/$ex"
	equal "$ex: the solution is right and clean" correct \
		"$(points "$ex" solution verdict | sed 's/ (not timed)$//')"
	holds "$ex: the stub earns less than full marks" less "$(points "$ex" stub points)" "$(points "$ex" stub max_points)"
	holds "$ex: the stub earns less than the solution" less "$(points "$ex" stub points)" "$(points "$ex" solution points)"
	holds "$ex: the solution lacks only the points for questions; its speed is pending" test \
		"$(points "$ex" solution points)" = "$(awk -v m="$(points "$ex" solution max_points)" \
			-v q="$(points_in "$ex" points)" -v p="$(points "$ex" solution pending)" 'BEGIN { print m - q - p }')"
}

# --- by hand -----------------------------------------------------------------------

# one_line NAME COMMAND...: a usage error exits with 2 and prints one line.
one_line() {
	local name=$1
	shift
	check "$name" 2 '^[a-z-]+: ' "$@" && equal "$name, in one line" 1 "$(wc -l <<<"$output")"
}

by_hand() {   # EXERCISE
	local ex=$1 program=$root/build/reference/$1 mode
	mkdir "$work/hand-$ex" && touch "$work/mark-$ex" && cd "$work/hand-$ex" || return
	for mode in $(modes_of "$ex"); do
		check "by hand: $ex $mode prints something" 0 . env TMPDIR=. timeout "$BY_HAND_SECONDS" "$program" "$mode"
		one_line "by hand: $ex $mode -w 0" "$program" "$mode" -w 0
	done
	mode=$(modes_of "$ex" | head -n 1)
	one_line "by hand: $ex with an unknown mode" "$program" x
	one_line "by hand: $ex without a mode" "$program"
	one_line "by hand: $ex with an unknown option" "$program" "$mode" --banana
	# The program's --help lists the options that take a number.
	for option in $("$program" --help | sed -nE 's/^ +(-[a-z]), .*=VALUE.*/\1/p'); do
		one_line "by hand: $ex $mode $option banana" "$program" "$mode" "$option" banana
	done
	cd "$root" || exit 2
	equal "by hand: $ex leaves no file" "" \
		"$(find "$work/hand-$ex" -mindepth 1 -printf '%P '; find /dev/shm -newer "$work/mark-$ex" -name "*$ex*" -printf '%p ')"
}

mapfile -t exercises < <(exercise_names)
[ ${#exercises[@]} -gt 0 ] || not_ok exercises "none found${EX:+ that is called '$EX'}"

prove() {   # EXERCISE
	local ex=$1 workers
	equal "$ex: its folders are complete" "" "$(whole "$ex")"
	handout "$ex"
	holds "$ex: the stub contains TODO(student)" grep -qF 'TODO(student)' "assignments/$ex/$ex.c"
	check "$ex: check of the stub exits with 1" 1 '' "$PARLAB" check "$ex" "assignments/$ex/$ex.c"
	earn "$ex"
	for workers in $WORKER_COUNTS; do
		check "$ex: the model solution is right with $workers workers" 0 '^[a-z]+ +correct +[1-9][0-9]* case' \
			"$PARLAB" check "$ex" "reference/$ex/$ex.c" --workers "$workers"
	done
	by_hand "$ex"
	ok "$ex: to the end"
}

# Run in parallel, since much of the time is spent waiting; report in order.
for ex in "${exercises[@]}"; do
	while [ "$(jobs -rp | wc -l)" -ge "$(nproc)" ]; do wait -n; done
	(trap - EXIT; prove "$ex") >"$work/log-$ex" 2>&1 &
done
wait
for ex in "${exercises[@]}"; do
	cat "$work/log-$ex"
	# An aborted check must not count as one that found nothing.
	tail -n 1 "$work/log-$ex" | grep -qx "ok - $ex: to the end" || not_ok "$ex: to the end" "it broke off"
done
