#!/bin/bash
# handin.sh - a submission may contain anything.  The result is a verdict on that submission
# alone: the grader does not fail, no other submission is affected, and a repaired one is
# graded again.
. "$(dirname "$0")/lib.sh"
cd "$root" || exit 2
class=$work/class out=$work/out ex=factorization
f=$ex/$ex.c

work_with_points=tests/class/serial-only/$f

# hand_in STUDENT: the stub, which is examined quickly
hand_in() {
	mkdir -p "$class/$1/$ex"
	cp "tests/class/stub/$f" "$class/$1/$f"
}
points() { grade_of "$out/grades.csv" "$1" $ex points; }
verdict() { grade_of "$out/grades.csv" "$1" $ex verdict; }

long=$(printf 'k%.0s' {1..200})
hand_in stub
hand_in "$long"
mkdir -p "$class/good/$ex" && cp "$work_with_points" "$class/good/$f"
hand_in fifo-beside && mkfifo "$class/fifo-beside/$ex/ANSWERS.md"
hand_in heading && printf '## Chunk-sise\nlong enough to be an answer\n' >"$class/heading/$ex/ANSWERS.md"
mkdir -p "$class/linked-folder" && ln -s "../good/$ex" "$class/linked-folder/$ex"
ln -s good "$class/linked-student"
mkdir -p "$class/file-for-folder" && echo x >"$class/file-for-folder/$ex"
mkdir -p "$class/folder-for-file/$f"
mkdir -p "$class/fifo/$ex" && mkfifo "$class/fifo/$f"
mkdir -p "$class/owner/$ex" "$class/links-to-owner/$ex"
cp "$work_with_points" "$class/owner/$f" && ln "$class/owner/$f" "$class/links-to-owner/$f"

check "the grader does not fail" 0 'graded; ' "$PARLAB" grade "$class" --out "$out" --no-timing
equal "a submission with a too long name is graded" 1 "$(grep -c "^kkkk.*,$ex," "$out/grades.csv")"
for student in linked-folder linked-student file-for-folder folder-for-file fifo; do
	equal "$student: a verdict" 'did not compile' "$(verdict $student)"
	equal "$student: no points" 0 "$(points $student)"
done
holds "honest work has points" test "$(points good)" != 0
for student in owner links-to-owner; do
	equal "$student: graded like the others" "$(verdict good) $(points good)" "$(verdict $student) $(points $student)"
done
for student in "$long" fifo-beside heading; do
	[ "$student" != "$long" ] || student=$(sed -n 's/^\(kkkk[^,]*\),.*/\1/p' "$out/grades.csv")
	equal "${student:0:12}: graded like the others" "$(verdict stub)" \
		"$(awk -F, -v s="${student//\\/\\\\}" '$1 == s {print $6}' "$out/grades.csv")"
done
check "a FIFO in place of ANSWERS.md is reported" 0 'ANSWERS.md is not a regular file' cat "$out/fifo-beside/$ex/index.html"
check "a misspelt heading is reported" 0 'did you mean chunk-size' cat "$out/heading/$ex/index.html"
check "a second run succeeds" 0 '^' "$PARLAB" grade "$class" --out "$out" --no-timing
rm "$class/linked-folder/$ex" && cp -r "$class/good/$ex" "$class/linked-folder/"
check "a run after a repair succeeds" 0 '^' "$PARLAB" grade "$class" --out "$out" --no-timing
equal "the repaired submission has its points" "$(points good)" "$(points linked-folder)"

if [ "$(id -u)" -eq 0 ]; then
	# Two users who can both write into the class's file system.
	cp "$work_with_points" "$class/owner/$f" && chmod 600 "$class/owner/$f"
	rm "$class/links-to-owner/$f" && ln "$class/owner/$f" "$class/links-to-owner/$f"
	chown -R 65533 "$class/owner" && chown 65534 "$class/links-to-owner" "$class/links-to-owner/$ex"
	check "graded with another user's file" 0 '^' "$PARLAB" grade "$class" --out "$out" --no-timing
	equal "a link to another user's file is refused" 'did not compile' "$(verdict links-to-owner)"
	equal "a link to the file costs its owner nothing" "$(points good)" "$(points owner)"
else
	skip "a link to another user's file" "only root can make two users' files"
fi

ln -s "$root/tests/class/stub/$ex" "$work/shortcut"
ln -s "$root/tests/class/stub/$f" "$work/shortcut.c"
for path in "$work/shortcut/$ex.c" "$work/shortcut.c" "$work/shortcut"; do
	check "check follows links in a path given by hand: ${path#"$work"/}" 1 'serial: not attempted.*not written yet' \
		"$PARLAB" check $ex "$path" --mode s --case 1
done
