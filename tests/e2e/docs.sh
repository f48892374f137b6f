#!/bin/bash
# docs.sh - every command of the README is run, in its order, in a copy of this
# folder: what a newcomer types must work.  The sample class is cut down to the
# two students that the README names, and their points to one band, since the
# whole of it has a test of its own.
#
# A command is a line of a block that begins with ```sh.  It must end with 0, or
# with 1 where that means that a submission falls short.  Files that the README
# says are there must be there at the end.
. "$(dirname "$0")/lib.sh"
cd "$root" || exit 2
unset MAKEFLAGS MAKELEVEL
if [ "${BUILD:-build}" != build ]; then
	skip docs "the README is about the plain build, and this is $BUILD"
	exit 0
fi

copy=$work/parlab
mkdir "$copy"
for entry in * .clang-format .editorconfig .gitignore; do
	case $entry in out) ;; *) cp -a "$entry" "$copy/" ;; esac
done
cd "$copy" || exit 2
mkdir "$work/one" && cp -r tests/class/racy "$work/one/"   # one mode of it is timed
find tests/class -mindepth 1 -maxdepth 1 ! -name good ! -name wrong -exec rm -rf {} +
# Soon decided; nobody looks at the points.
soon_decided assignments/factorization/assignment.yaml
sed -i '/^measure:/s/steps=[0-9]*/steps=60000/' tests/calibration/assignments/spin/assignment.yaml
find tests/calibration/submissions -mindepth 1 -maxdepth 1 ! -name serial-25 -exec rm -rf {} +

awk '/^```sh$/ {inside = 1; next} /^```/ {inside = 0} inside && NF' README.md >"$work/commands"
holds "the README has commands" test "$(wc -l <"$work/commands")" -ge 10
while IFS= read -r command <&3; do
	case $command in
	"make test") holds "$command: is a target" make -n test ;;   # this is being run by it
	# Once instead of many times; whether their promises hold is for a quiet machine to say.
	"make regrade"*) check "$command, with N=1, of one" '[02]' '' bash -c "${command% N=*} N=1 SUBMISSIONS='$work/one'" ;;
	"make calibrate"*) check "$command, with N=1" '[02]' '^(1 gradings: .*; 0|0 gradings: .*; 1) could not be measured' bash -c "${command% N=*} N=1" ;;
	"make aa"*) check "$command, with N=1" '[02]' '^A/A: .* of 1 not full marks' bash -c "${command% N=*} N=1" ;;
	# The stub falls short, and make calls that an error.
	"make check"* | "make bench"*) check "$command" 2 'Error 1$' bash -c "$command" ;;
	*check*) check "$command" 1 'wrong answer' bash -c "$command" ;;
	build/assignments/*) check "$command" 1 'not written yet: see TODO' bash -c "$command" ;;
	*doctor*) check "$command" "[03]" '' bash -c "$command" ;;
	*) check "$command" 0 '' bash -c "$command" ;;
	esac
done 3<"$work/commands"

# The files of the table, <student>/<exercise> being any of them.
grep -oE '`out/[^`]+`' README.md | tr -d '`' | sort -u >"$work/files"
while IFS= read -r file; do
	pattern=${file//<student>/good}
	pattern=${pattern//<exercise>/factorization}
	holds "$file was written" test -s "$pattern"
done <"$work/files"
holds "speedup.pdf is a PDF" grep -q '^%PDF' speedup.pdf

# What the README points at is there.
grep -oE '\]\([^)#:]+\)' README.md | tr -d '()]' | sort -u >"$work/links"
grep -oE '`(assignments|reference|harness|plots|tests)/[A-Za-z0-9_./-]+`' README.md | tr -d '`' | grep -v NAME >>"$work/links"
while IFS= read -r link; do
	holds "$link is there" test -e "$link"
done <"$work/links"
