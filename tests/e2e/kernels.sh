#!/bin/bash
# kernels.sh - the given kernels compute the same on every kind of processor.
#
# Where a given file looks at the processor at run time (__builtin_cpu_supports), the model
# solution is built again for processors without AVX-512, and without AVX2, and must print what it
# prints here.  What is printed is rounded for people, more than the contract's tolerance.  The
# same file must compile for AArch64.  Exercises are discovered.
# long: each of these model solutions is compiled twice.
. "$(dirname "$0")/lib.sh"
cd "$root" || exit 2

# given_files EXERCISE; words EXERCISE KEY: from its manifest
given_files() { find "assignments/$1" -name '*.c' ! -name "$1*.c" ! -name driver.c ! -name '*_mpi.c'; }
words() { tr ' ' '\n' <"build/manifest/$1.words" | sed -n "s/^$2=//p"; }

# build EXERCISE PROGRAM FLAG...: the model solution, as the Makefile builds it, with more flags.
build() {
	local ex=$1 to=$2 libraries flags given
	shift 2
	mapfile -t libraries < <(words "$ex" libraries | sed 's/^/-l/')
	mapfile -t flags < <(words "$ex" flags)
	mapfile -t given < <(given_files "$ex")
	"${CC:-gcc}" -std=c17 -D_GNU_SOURCE -pthread -fopenmp -w -O2 "${flags[@]}" "$@" -Iharness/kit "-Iassignments/$ex" -o "$to" \
		"reference/$ex/$ex.c" "assignments/$ex/driver.c" "${given[@]}" build/kit/plain.a -Wl,--as-needed "${libraries[@]}"
}

# result_of PROGRAM: what it prints, without times; an iterative one runs a single epoch.
result_of() {
	local short=()
	! "$1" --help | grep -q -e --epochs= || short=(--epochs=1)
	"$1" serial "${short[@]}" 2>/dev/null | sed -E 's/[0-9.]+ m?s$//'
}

# In these, names of four letters or fewer are avx2 and fma.
declare -A without=(
	[avx512]='-D__builtin_cpu_supports(name)=(sizeof(name)<=5&&__builtin_cpu_supports(name))'
	[avx2]='-D__builtin_cpu_supports(name)=0'
)

# The headers are those of this machine; of its own ones AArch64 would miss only this.
mkdir -p "$work/include/gnu" && : >"$work/include/gnu/stubs-32.h"

seen=0
for ex in $(exercise_names); do
	mapfile -t looking < <(given_files "$ex" | xargs -r grep -l __builtin_cpu_supports)
	[ ${#looking[@]} -gt 0 ] || continue
	seen=$((seen + 1))
	expected=$(result_of "build/reference/$ex")
	holds "$ex prints something" test -n "$expected"
	for kind in avx512 avx2; do
		check "$ex: is built without $kind" 0 '' build "$ex" "$work/$ex" "${without[$kind]}" &&
			equal "$ex: the same result without $kind" "$expected" "$(result_of "$work/$ex")"
	done
	for file in "${looking[@]}"; do
		check "$file compiles for AArch64" 0 '' clang --target=aarch64-linux-gnu -fsyntax-only -std=c17 -D_GNU_SOURCE -w \
			-isystem "$work/include" -isystem "/usr/include/$(gcc -print-multiarch)" "-Iassignments/$ex" "$file"
	done
done
holds "some kernels look at the processor" test "$seen" -gt 0
