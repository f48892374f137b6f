#!/bin/bash
# authors.sh - an author's mistakes, in assignment.yaml, driver.c and oracle.c: each is
# named with its place, stops nothing but its exercise, and is never a student's verdict.
. "$(dirname "$0")/lib.sh"
cd "$root" || exit 2

home_in "$work/home"
export PARLAB_HOME=$work/home
class=$work/class
for ex in factorization listmap; do
	mkdir -p "$class/somebody/$ex"
	cp "reference/$ex/$ex.c" "$class/somebody/$ex/"
done
manifest=$work/home/assignments/listmap/assignment.yaml

# --- a broken manifest ----------------------------------------------------------

line=$(grep -n '^limits:' "$manifest" | cut -d: -f1)
sed -i 's/^limits:/limit:/' "$manifest"
place="assignments/listmap/assignment.yaml:$line: unknown key 'limit'; did you mean 'limits'\?"
check "list names a broken manifest" 2 "^parlab list: .*$place" "$PARLAB" list
check "and lists the other exercises" 2 '^factorization ' "$PARLAB" list
check "the broken exercise cannot be checked" 2 "$place" "$PARLAB" check listmap
check "others can" 0 '' "$PARLAB" check factorization --mode s reference/factorization/factorization.c
check "grade names it and ends with 2" 2 "^parlab grade: .*$place" \
	"$PARLAB" grade "$class" --no-timing --out "$work/out"
equal "its students' rows show a grader's error" "grader error" \
	"$(grade_of "$work/out/grades.csv" somebody listmap verdict)"
equal "and the others are graded" "correct (not timed)" \
	"$(grade_of "$work/out/grades.csv" somebody factorization verdict)"
sed -i 's/^limit:/limits:/' "$manifest"

# --- what make reads from a manifest -----------------------------------------------

sed -i 's/^flags: .*/flags:\n  - -O3   # a list as YAML also has it\n  - "-march=native"/' "$manifest"
check "a list of flags may be written over several lines" 0 '^flags=-O3 flags=-march=native ' \
	"$(dirname "$PARLAB")/manifest-words" "${manifest%/*}"

# --- an oracle that is gone --------------------------------------------------------

mv "$work/home/reference/listmap/oracle.c" "$work/"
check "an oracle whose source is gone judges nobody" 2 'reference/listmap/oracle.c: not there' \
	"$PARLAB" check listmap reference/listmap/listmap.c
mv "$work/oracle.c" "$work/home/reference/listmap/"
