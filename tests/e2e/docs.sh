#!/bin/bash
# docs.sh - test the documentation: run every command in it, in order, in a copy of the
# project's folder, and check that every file it names exists.
#
# The documents are README.md, docs/ and the other *.md of the top folder, and what handouts
# say of timing; handouts.sh tests the rest of them.  A command must exit with 0, or with 1 if a submission with findings is
# expected.  To be quick, the sample class has only the two students that the documents name,
# and one band; class.sh tests the whole class.  The README's commands run with the stubs, all
# others with correct solutions in their place.
# timed: the documents time work.
. "$(dirname "$0")/lib.sh"
cd "$root" || exit 2
copy_project "$work/parlab"
cd "$work/parlab" || exit 2
mkdir "$work/one" && cp -r tests/class/racy "$work/one/"   # only one of its modes is timed
find tests/class -mindepth 1 -maxdepth 1 ! -name good ! -name wrong -exec rm -rf {} +
# Make timing decide quickly; the points do not matter here.
soon_decided assignments/factorization/assignment.yaml
sed -i '/^measure:/s/steps=[0-9]*/steps=60000/' tests/calibration/assignments/spin/assignment.yaml
find tests/calibration/submissions -mindepth 1 -maxdepth 1 ! -name serial-25 -exec rm -rf {} +

# Commands that were run: one that occurs in several documents is run only once.
declare -A ran

# try COMMAND: run it and check its result.
try() {
	local command=$1
	[ -z "${ran[$command]:-}" ] || return 0
	ran[$command]=1
	case $command in
	# These are running now, or are tested elsewhere: only check that they exist.
	"make test" | "make test-"* | "make lint" | "make format" | "make contract"* | "make install"* | "make handout"* | "make submission"*)
		holds "$command: is a target" bash -c "${command/#make/make -n}" ;;
	"tests/run "*) holds "$command: is there" test -f "${command#tests/run }" ;;
	# Campaigns run once, not N times; their criteria need a quiet machine.
	"make regrade"*) check "$command, with N=1, of one" '[02]' '' bash -c "${command% N=*} N=1 SUBMISSIONS='$work/one'" ;;
	"make calibrate-grade"*) check "$command, with N=1" '[02]' '^[01] gradings tested: ' bash -c "${command% N=*} N=1" ;;
	"make calibrate"*) check "$command, with N=1" '[02]' '^(1 gradings: .*; 0|0 gradings: .*; 1) could not be measured' bash -c "${command% N=*} N=1" ;;
	"make aa"*) check "$command, with N=1" '[02]' '^A/A: .* of 1 not full marks' bash -c "${command% N=*} N=1" ;;
	# The stub does not earn full marks.
	"make check"* | "make bench"*) expect "$command" 1 'What to do first' ;;
	*"parlab check"*tests/class/wrong*) expect "$command" 1 'wrong answer' ;;
	build/assignments/factorization*) expect "$command" 1 'not written yet: see TODO' ;;
	*"parlab doctor") expect "$command" "[03]" '' ;;
	# On a busy machine all rounds may be dropped.
	*plots/gain.gp)
		if [ -s out/good/factorization/gain.tsv ]; then
			expect "$command" 0 '' && holds "gain.pdf is a PDF" grep -q '^%PDF' gain.pdf
		else
			skip "$command" "no round of the sample class could be used"
		fi ;;
	*) expect "$command" 0 '' ;;
	esac
}

# try_all DOCUMENT
try_all() {
	echo "# $1"
	while IFS= read -r -d '' command <&3; do try "$command"; done 3< <(commands_of "$1")
}

# --- the documents ----------------------------------------------------------------

shopt -s nullglob
documents=(README.md docs/*.md)
for document in *.md; do [ "$document" = README.md ] || documents+=("$document"); done
holds "the README has commands" test "$(commands_of README.md | tr -dc '\0' | wc -c)" -ge 8
try_all README.md   # before the stubs are replaced

replace_stubs
for document in "${documents[@]:1}"; do try_all "$document"; done

for ex in $(exercise_names); do
	while IFS= read -r -d '' command <&3; do
		case $command in *"parlab bench"*) try "$command" ;; esac
	done 3< <(commands_of "assignments/$ex/README.md")
done

# some_file PATTERN: is there one that is not empty?
some_file() {
	local file
	for file in $1; do [ ! -s "$file" ] || return 0; done
	return 1
}
# The output files that the tables list, for one student and exercise.
grep -ohE '`out/[^` ]+`' "${documents[@]}" | tr -d '`' | sort -u >"$work/files"
while IFS= read -r file; do
	pattern=${file//<student>/good}
	pattern=${pattern//<exercise>/factorization}
	holds "$file was written" some_file "$pattern"
done <"$work/files"

# --- links and paths -----------------------------------------------------------------

for document in "${documents[@]}" assignments/*/README.md; do
	folder=$(dirname "$document")
	while IFS= read -r link; do
		holds "$document: $link is there" test -e "$folder/$link"
	done < <(grep -oE '\]\([^)#:]+\)' "$document" | tr -d '()]' | sort -u)
	while IFS= read -r link; do
		holds "$document: $link is there" test -e "$link"
	done < <(grep -oE '`(assignments|reference|harness|plots|tests|docs)/[A-Za-z0-9_./-]+`' "$document" | tr -d '`' |
		grep -vE 'NAME|CHART|EXERCISE' | sort -u)
done

# Check the test itself: it must treat a loop as one command, and detect a failure.
printf '%s\n' '```sh' 'for i in 1 2; do' '	echo $i' 'done' 'false' '```' >"$work/seen.md"
equal "a loop is one command" 2 "$(commands_of "$work/seen.md" | tr -dc '\0' | wc -c)"
