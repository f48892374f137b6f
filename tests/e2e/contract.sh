#!/bin/bash
# contract.sh - what every exercise promises: its two folders are whole and hold
# nothing else, the stub runs but falls short, the model solution is right and
# clean in every mode.  Exercises are found by looking; EX=NAME takes only that one.
# Says nothing of speed: that needs a quiet machine.
. "$(dirname "$0")/lib.sh"
cd "$root" || exit 2

whole() {   # EXERCISE: prints what is missing, or should not be there
	local ex=$1 file
	for file in README.md assignment.yaml "$ex.h" "$ex.c" driver.c; do
		[ -f "assignments/$ex/$file" ] || echo "assignments/$ex/$file is missing"
	done
	for file in "$ex.c" oracle.c; do
		[ -f "reference/$ex/$file" ] || echo "reference/$ex/$file is missing"
	done
	find "assignments/$ex" "reference/$ex" ! -type d ! -name '*.[ch]' ! -name '*.md' ! -name assignment.yaml \
		! -name '*.gp' ! -name '*.csv' -printf '%p should not be there\n' 2>/dev/null
	# What may be handed out must not hold what judges it.
	find "assignments/$ex" -name 'oracle*' -printf '%p is private\n'
}

exercises=()
for manifest in assignments/*/assignment.yaml; do
	name=$(basename "$(dirname "$manifest")")
	[ -f "$manifest" ] && [ "${EX:-$name}" = "$name" ] && exercises+=("$name")
done
[ ${#exercises[@]} -gt 0 ] || not_ok exercises "none found${EX:+ that is called '$EX'}"

for ex in "${exercises[@]}"; do
	equal "$ex: its folders are whole" "" "$(whole "$ex")"
	holds "$ex: the stub says TODO(student)" grep -qF 'TODO(student)' "assignments/$ex/$ex.c"
	check "$ex: the stub falls short" 1 '' "$PARLAB" check "$ex" "assignments/$ex/$ex.c"
	check "$ex: the model solution is right and clean" 0 '' "$PARLAB" check "$ex" "reference/$ex/$ex.c"
done
