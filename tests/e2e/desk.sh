#!/bin/bash
# desk.sh - `make check` as students type it: only what is asked for is built, make adds nothing
# to a verdict, and it works in the exercise's own folder.
. "$(dirname "$0")/lib.sh"
cd "$root" || exit 2
copy_project "$work/copy"
cd "$work/copy" || exit 2

for ex in $(exercise_names); do
	equal "$ex: has a row in docs/course.md" 1 "$(grep -c "^| $ex |" docs/course.md)"
	holds "$ex: make works in its folder" grep -qx "include ../here.mk" "assignments/$ex/Makefile"
done

rm -f compile_commands.json
echo 'int wrong(' >>assignments/listmap/listmap.c
echo 'int wrong(' >>assignments/listmap/driver.c
echo 'int wrong(' >>reference/matmul/oracle.c
cp tests/class/serial-only/factorization/factorization.c "$work/mine.c"
check "mistakes in other exercises do not matter" 1 '^fork +not parallel' \
	make check EX=factorization FILE="$work/mine.c" OPTIONS='--mode fork'
equal "a verdict ends with 1, and make says nothing" "" "$(grep -E '^make(\[|:)' <<<"$output")"
cp reference/factorization/factorization.c "$work/mine.c"
check "a right mode ends with 0" 0 '^serial +correct' make check EX=factorization FILE="$work/mine.c" OPTIONS='--mode serial'
holds "editors are told how it is compiled" grep -q 'assignments/factorization/factorization.c' compile_commands.json
cp "$root/assignments/listmap/driver.c" assignments/listmap/
check "what does not compile is a verdict, too" 1 'listmap\.c:[0-9]+' make check EX=listmap
equal "here, too, make says nothing" "" "$(grep -E '^make(\[|:)' <<<"$output")"
cp "$work/mine.c" assignments/factorization/here.c
cd assignments/factorization || exit 2
check "make check in the exercise's folder, with a file there" 0 '^serial +correct' make check FILE=here.c OPTIONS='--mode serial'
check "without a target, too" 1 'not attempted' make OPTIONS='--mode serial'
equal "and make says nothing of its own" "" "$(grep -E '^make(\[|:)' <<<"$output")"
cd ../..
check "no exercise named" 2 'say which exercise: make check EX=' make check
check "wrong usage is an error of make" 2 "no mode 'gpu'" make check EX=factorization OPTIONS='--mode gpu'
