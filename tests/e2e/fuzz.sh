#!/bin/bash
# fuzz.sh - run every fuzz target for about a second, with a fixed random seed, as a regression
# test on the corpus.  `make fuzz` searches for longer.  Targets are discovered automatically.
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
# Its lines are passed on: ok, not ok, and details.
KEEP=no SEED=1 JOBS=2 tests/fuzz/run 1 "${targets[@]}" | grep -v ' targets, ' | relay
exit "${PIPESTATUS[0]}"
