#!/bin/bash
# fuzz.sh - every fuzz target for about a second, from the seeds and with a
# fixed seed: what once broke something must not do so again.  `make fuzz` takes
# the time to look for more.  Targets are found by looking.
. "$(dirname "$0")/lib.sh"
cd "$root" || exit 2

targets=()
for source in tests/fuzz/fuzz_*.c; do
	what=$(basename "${source#tests/fuzz/fuzz_}" .c)
	if head -n 3 "$source" | grep -q '%'; then
		for oracle in reference/*/oracle.c; do targets+=("$what-$(basename "$(dirname "$oracle")")"); done
	else
		targets+=("$what")
	fi
done
missing=$(for target in "${targets[@]}"; do [ -x "build/fuzz/$target" ] || echo "$target"; done)
equal "every target was built (make fuzzers)" "" "$missing"
# Its lines are this test's lines: ok, not ok, and details.
KEEP=no SEED=1 JOBS=2 tests/fuzz/run 1 "${targets[@]}" | grep -v ' targets, ' | relay
exit "${PIPESTATUS[0]}"
