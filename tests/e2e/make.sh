#!/bin/bash
# make.sh - test the build: nothing is built twice; a change rebuilds exactly what depends on
# it; changed flags count as a change; deps reports missing packages.  Builds nothing: only
# asks make what it would do (-q, -n, -W).
. "$(dirname "$0")/lib.sh"
cd "$root" || exit 2
unset MAKEFLAGS MAKELEVEL EX
BUILD=${BUILD:-build}
case $BUILD in
build | build/sanitize-*) ;;
*) skip make "asks about builds with the Makefile's own flags, and $BUILD is not one"; exit 0 ;;
esac
# CC, CFLAGS, SANITIZE etc. of this build come from the environment.
ask() { make --no-print-directory "$@"; }

# The objects and programs that would be made.
would_make() { ask -n all tests "$@" | sed -nE 's/^echo "  (CC|LD|AR) +([^"]+)".*/\2/p' | sort; }

holds "a second make does nothing" ask -q all tests
equal "a second make says so" "make: Nothing to be done for 'all'." "$(ask -n all)"

would_make -W harness/base/process.h >"$work/made"
holds "a changed header rebuilds the objects that include it" grep -qx "$BUILD/obj/harness/base/process.o" "$work/made"
holds "a changed header relinks the programs that use these objects" grep -qx "$BUILD/tests/test_file" "$work/made"
holds "a changed header rebuilds nothing else" test ! "$(grep -E 'obj/harness/base/base.o|tests/test_base$' "$work/made")"

would_make CFLAGS='-O2 -g -DSOMETHING_NEW' >"$work/made"
holds "new flags rebuild everything" grep -qx "$BUILD/obj/harness/base/base.o" "$work/made"

would_make SANITIZE=undefined,alignment >"$work/made"
equal "a sanitizer's build stays in its own folder" "" \
	"$(grep -E '^build/(obj/harness|tests|parlab)' "$work/made")"

touch "$BUILD/oracles/no-such-exercise" build/reference/no-such-exercise
holds "programs of a deleted exercise are removed" \
	grep -qE 'rm -rf .*oracles/no-such-exercise .*reference/no-such-exercise' <(ask -n all)
rm -f "$BUILD/oracles/no-such-exercise" build/reference/no-such-exercise

for target in all grade test fuzz check bench contract lint coverage deps help clean compile_commands.json format; do
	check "make help lists $target" 0 "^  make ${target//./\\.} " ask help
done
check "check asks for an exercise" 2 'make check EX=' ask check

# deps is silent if nothing is missing; otherwise it names the missing packages.
check "deps is silent when nothing is missing" 0 '^$' harness/setup/deps run test
setup=$work/setup
mkdir "$setup" "$work/bin"
cp harness/setup/deps "$setup/"
printf '%s\n' 'no-such-package | run | program no-such-program' 'bash | run | program bash' \
	'other | lint | file /no/such/*' >"$setup/packages"
# A machine without apt, and one without the privileges to install, simulated with PATH.
for program in bash dirname env; do ln -s "$(command -v $program)" "$work/bin/"; done
check "without apt, deps names what is missing and stops" 2 'no-such-package$' \
	env PATH="$work/bin" "$setup/deps" run
printf '#!/bin/sh\necho 1000\n' >"$work/bin/id"
printf '#!/bin/sh\necho apt was run >&2\n' >"$work/bin/apt-get"
chmod +x "$work/bin/id" "$work/bin/apt-get"
check "without rights, deps prints the one command" 2 \
	'as root, run: apt-get update && apt-get install -y --no-install-recommends no-such-package$' \
	env PATH="$work/bin" "$setup/deps" run
printf '#!/bin/sh\necho 0\n' >"$work/bin/id"
printf '#!/bin/sh\necho "apt: $*"\n[ "$2" != install ] && case "$*" in *install*) : >%q ;; esac\n' \
	"$work/bin/no-such-program" >"$work/bin/apt-get"
printf 'chmod +x %q 2>/dev/null; exit 0\n' "$work/bin/no-such-program" >>"$work/bin/apt-get"
ln -s "$(command -v chmod)" "$work/bin/"
check "as root, deps installs exactly that" 0 '^apt: .* install -y --no-install-recommends no-such-package$' \
	env PATH="$work/bin" "$setup/deps" run
check "deps has nothing to do the second time" 0 '^$' env PATH="$work/bin" "$setup/deps" run

# The command of build servers.
holds ".ci/run calls make test with CI=true" grep -qzE 'export CI=true.*make test' .ci/run
