# lib.sh - what every end-to-end test begins with: . "$(dirname "$0")/lib.sh"
#
# A test prints one line for each thing it shows: `ok NAME`, `not ok NAME: why`
# or `skip NAME: why`; lines that begin with "# " are details for a failure.
# Nothing is written outside $work, which is gone afterwards.
#
#   $root     the project's folder      $PARLAB   the program under test
#   $work     a folder of one's own     $output   what the last `check` ran has printed
#
# shellcheck shell=bash
set -u

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
PARLAB=${PARLAB:-$root/build/parlab}
work=$(mktemp -d "${TMPDIR:-/tmp}/parlab-e2e-XXXXXX") || exit 2
output=
trap 'chmod -R u+rwX "$work" 2>/dev/null; rm -rf "$work"' EXIT

ok() {   # NAME
	printf 'ok %s\n' "$1"
}

not_ok() {   # NAME WHY [DETAILS]
	printf 'not ok %s: %s\n' "$1" "$(tr '\n' ' ' <<<"${2:-}")"
	[ -z "${3:-}" ] || head -n 60 <<<"$3" | sed 's/^/# /'
}

skip() {   # NAME WHY
	printf 'skip %s: %s\n' "$1" "$2"
}

# check NAME EXIT PATTERN COMMAND...: runs COMMAND; ok if it ends with EXIT (a
# number, or a pattern like [01]) and what it prints, errors included, matches
# the extended regular expression PATTERN ('' matches anything).
# Sets $output; returns 0 if it was ok.
check() {
	local name=$1 exit=$2 pattern=$3 code
	shift 3
	output=$("$@" 2>&1 </dev/null)
	code=$?
	# shellcheck disable=SC2254
	case $code in
	$exit) ;;
	*) not_ok "$name" "exit $code instead of $exit from: $*" "$output"; return 1 ;;
	esac
	if ! grep -qE -e "$pattern" <<<"$output"; then
		not_ok "$name" "no line matches '$pattern' from: $*" "$output"
		return 1
	fi
	ok "$name"
}

# equal NAME EXPECTED ACTUAL
equal() {
	if [ "$2" = "$3" ]; then ok "$1"; else not_ok "$1" "expected '$2', got '$3'"; return 1; fi
}

# holds NAME COMMAND...: ok if COMMAND succeeds; for anything `check` is too much for.
holds() {
	local name=$1
	shift
	if output=$("$@" 2>&1 </dev/null); then ok "$name"; else not_ok "$name" "fails: $*" "$output"; return 1; fi
}
