#!/bin/bash
# handouts.sh - test the handouts: run every command in them, in a copy of the project's folder
# with correct solutions in the place of the stubs.  Those that time work are in docs.sh.
# EX=NAME selects one exercise.
# long: programs at the sizes of a report.
. "$(dirname "$0")/lib.sh"
cd "$root" || exit 2
copy_project "$work/parlab"
cd "$work/parlab" || exit 2
replace_stubs

headings_of() { grep '^## ' "$1"; }
for ex in $(exercise_names); do
	equal "$ex: its handout has the headings that all have" "$(headings_of assignments/factorization/README.md)" \
		"$(headings_of "assignments/$ex/README.md")"
	while IFS= read -r -d '' command <&3; do
		case $command in
		# The README's are run in docs.sh; by_hand.sh checks that a handout's name its exercise.
		"make check"* | "make bench"* | *"parlab bench"*) ;;
		# A tenth of the epochs that a report needs.
		*' -e '[1-9]*0\ *) expect "$(sed -E 's/ -e ([1-9][0-9]*)0 / -e \1 /' <<<"$command")" 0 '' ;;
		*) expect "$command" 0 '' ;;
		esac
	done 3< <(commands_of "assignments/$ex/README.md")
done
