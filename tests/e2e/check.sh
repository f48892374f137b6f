#!/bin/bash
# check.sh - `parlab check` and runs by hand, as a student uses them: messages and exit codes.
. "$(dirname "$0")/lib.sh"
cd "$root" || exit 2

check "list names the exercises" 0 'factorization +serial fork threads openmp' "$PARLAB" list
check "list --json is JSON" 0 '"exercise": "factorization"' "$PARLAB" list --json
check "an unknown command" 2 "no command 'bake'" "$PARLAB" bake
check "an unknown exercise" 2 'factorization' "$PARLAB" check factorisation
check "a missing file" 2 'no such file' "$PARLAB" check factorization "$work/none.c"
check "an unknown mode" 2 "no mode 'gpu'" "$PARLAB" check factorization --mode gpu
check "an unknown case" 2 'no case 99' "$PARLAB" check factorization --case 99
check "an unknown option" 2 'parlab check --help' "$PARLAB" check factorization --fast
check "a misspelt option" 2 "unknown option '--modes', did you mean '--mode'\?" "$PARLAB" check factorization --modes s
check "an extra argument" 2 "unexpected argument 'c'" "$PARLAB" check factorization a c
check "a misspelt command" 2 "did you mean 'check'\?" "$PARLAB" chek factorization
check "version" 0 '^parlab [0-9]' "$PARLAB" --version
check "help" 0 'usage: parlab check' "$PARLAB" check --help

check "the model solution is right" 0 'correct' "$PARLAB" check factorization reference/factorization/factorization.c
check "check of the stub says what to do first" 1 'TODO\(student\)' "$PARLAB" check factorization
check "a wrong answer: expected and got" 1 'expected [0-9]+, got [0-9]+' \
	"$PARLAB" check factorization tests/class/wrong/factorization/factorization.c
try=$(grep -oE 'parlab check factorization .*--case [0-9]+( --workers [0-9]+)?' <<<"$output" | head -n 1)
# shellcheck disable=SC2086
check "the suggested command reproduces a wrong answer" 1 'expected [0-9]+, got [0-9]+' "$PARLAB" ${try#parlab }
check "a race: the student's own line" 1 'factorization\.c:[0-9]+' \
	"$PARLAB" check factorization tests/class/racy/factorization/factorization.c
check "a leak: the student's own line" 1 'factorization\.c:[0-9]+' \
	"$PARLAB" check factorization tests/class/leaks/factorization/factorization.c
check "a crash" 1 'crashed' "$PARLAB" check factorization tests/class/crashes/factorization/factorization.c
# What the helpers add to is never set.
sed -e 's/calloc((size_t)wanted + 1, sizeof \*helpers)/malloc(((size_t)wanted + 1) * sizeof *helpers)/' \
	-e 's/\*result = mine;/add(result, \&mine);/' \
	-e 's/^	take_chunks(.*, out);/	*out = (struct factorization_output){0};\n&/' \
	reference/factorization/factorization.c >"$work/factorization.c"
check "memory that was never written" 1 'threads: wrong answer.*got [0-9]+\. It is right if memory that was never written' \
	"$PARLAB" check factorization "$work/factorization.c"
equal "the other modes are right" 3 "$(grep -cE '^(serial|fork|openmp) +correct' <<<"$output")"
sed -e '1i #include <stdio.h>' -e '/^int factorization_serial/,/^{$/s/^{$/{\n	printf("hello\\n");/' reference/factorization/factorization.c \
	>"$work/prints.c"
check "printf in a timed function is pointed out" 0 'prints while it computes.*take the printf out' \
	"$PARLAB" check factorization "$work/prints.c" --mode serial
equal "once" 1 "$(grep -c 'prints while it computes' <<<"$output")"
check "by hand, a mode nearly named" 2 "'thread' is not a mode; did you mean threads\\?" build/reference/factorization thread
check "a mode nearly named" 2 "no mode 'thread', did you mean 'threads'\\?" "$PARLAB" check factorization --mode thread
check "a serial program" 1 'not parallel' "$PARLAB" check factorization tests/class/serial-only/factorization/factorization.c
check "a serial program, serial mode only" "[01]" 'serial' "$PARLAB" check factorization tests/class/serial-only/factorization/factorization.c --mode s

for mode in s m i o; do
	equal "by hand, $mode, 500000" '{1: 41724, 2: 150785, 3: 191810, 4: 97676, 5: 17312, 6: 692}' \
		"$(build/reference/factorization "$mode" -n 500000)"
	equal "by hand, $mode, 10" '{1: 7, 2: 2}' "$(build/reference/factorization "$mode" -n 10)"
done
for wrong in "s -n banana" "m -w 0" "q" "s -n" "s --first 9 -n 8 --colour red"; do
	# shellcheck disable=SC2086
	check "by hand, wrong: $wrong" 2 '^factorization: ' build/reference/factorization $wrong
	equal "in one line: $wrong" 1 "$(wc -l <<<"$output")"
done
