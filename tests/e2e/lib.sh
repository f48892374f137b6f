# lib.sh - sourced by every end-to-end test: . "$(dirname "$0")/lib.sh"
#
# A test prints TAP (testanything.org): `ok - NAME`, `not ok - NAME: why` or
# `ok - NAME # SKIP why` for each check, details in lines that begin with "# ", and the plan
# 1..N at the end.
#
# A test that times something has a line that begins with "# timed: "; tests/run runs it alone
# on the machine.  A test writes only below $work, which is removed at its end.
#
#   $root     the project's folder      $PARLAB   the program under test
#   $work     a temporary folder        $output   the output of the last `check`
#
# shellcheck shell=bash
set -u

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
PARLAB=${PARLAB:-$root/build/parlab}
work=$(mktemp -d "${TMPDIR:-/tmp}/parlab-e2e-XXXXXX") || exit 2
output=
: >"$work.count"
trap end_of_test EXIT
export XDG_CACHE_HOME=/dev/null # what `check` found before is not kept

# tap LINE: print and count a result, in subshells, too.
tap() {
	printf '%s\n' "$1"
	echo >>"$work.count"
}

# "#" in a name would start a TAP directive.
ok() {   # NAME
	tap "ok - ${1//#/\\#}"
}

not_ok() {   # NAME WHY [DETAILS]
	tap "not ok - ${1//#/\\#}: $(tr '\n#' ' .' <<<"${2:-}")"
	[ -z "${3:-}" ] || head -n 60 <<<"$3" | sed 's/^/# /'
}

skip() {   # NAME WHY
	tap "ok - ${1//#/\\#} # SKIP $2"
}

# relay: pass on the TAP of another program.
relay() {
	local line
	while IFS= read -r line; do
		if [[ $line =~ ^(not )?ok\  ]]; then tap "$line"; else printf '%s\n' "$line"; fi
	done
}

end_of_test() {
	[ ! -s "$work.count" ] || printf '1..%d\n' "$(wc -l <"$work.count")"
	chmod -R u+rwX "$work" 2>/dev/null
	rm -rf "$work" "$work.count"
}

# check NAME EXIT PATTERN COMMAND...: run COMMAND; ok if it exits with EXIT (a number, or a
# pattern like [01]) and its output, standard error included, matches the extended regular
# expression PATTERN ('' matches anything).  Sets $output; returns 0 if ok.
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

# holds NAME COMMAND...: ok if COMMAND succeeds; for simple conditions.
holds() {
	local name=$1
	shift
	if output=$("$@" 2>&1 </dev/null); then ok "$name"; else not_ok "$name" "fails: $*" "$output"; return 1; fi
}

# --- exercises and their fixtures; EX=NAME selects one exercise

# exercise_names: a line for each exercise.
exercise_names() {
	local manifest name
	for manifest in "$root"/assignments/*/assignment.yaml; do
		[ -f "$manifest" ] || continue
		name=$(basename "$(dirname "$manifest")")
		[ "${EX:-$name}" != "$name" ] || printf '%s\n' "$name"
	done
}

# --- works: stored submissions, each a folder or a patch (tests/assemble, tests/README.md)

# works_in FOLDER [EXERCISE]: a line for each work in FOLDER, of all exercises or of one.
works_in() {
	local work
	for work in "$1"/*.patch "$1"/*/; do
		work=${work%/}
		[ -e "$work" ] && [[ ${2:-} = "" || " $(exercises_of "$work") " = *" $2 "* ]] && printf '%s\n' "$work"
	done
}

# student_of WORK
student_of() { basename "$1" .patch; }

# exercises_of WORK: its exercises, in one line.
exercises_of() {
	case $1 in
	*.patch) sed -n 's|^+++ [^/]*/\([^/]*\)/.*|\1|p' "$1" | sort -u ;;
	*) (cd "$1" && compgen -G '*/*.c' | cut -d/ -f1 | sort -u) ;;
	esac | paste -sd' '
}

# fixtures_of EXERCISE: a line for each of its fixtures, in tests/fixtures/EXERCISE and in the
# sample class.
fixtures_of() {
	works_in "$root/tests/fixtures/$1" "$1"
	works_in "$root/tests/class" "$1"
}

# key_of WORK KEY: the text of the line `KEY: TEXT` in its head.  The head is the text before the
# `---` of a patch, or the comment at the beginning of a C file.
key_of() {
	local file=$1
	[ -f "$file" ] || file=$(compgen -G "$1/*/*.c" | grep -v "_mpi\.c$" | head -n 1)
	awk -v key="$2: " '
		/^(---|#)/ { exit }
		{ sub(/^(\/\*| \*) ?/, ""); sub(/ *\*\/$/, "") }
		index($0, key) == 1 { print substr($0, length(key) + 1); exit }' "$file"
}

# assemble OUT WORK...: create submissions from works; a failed test if a patch does not apply.
assemble() {
	local said
	said=$("$root/tests/assemble" "$@" 2>&1) || not_ok "the works are put together" "$said"
}

# grade_of CSV STUDENT EXERCISE FIELD: points, max_points, pending or verdict.
grade_of() {
	awk -F, -v s="$2" -v e="$3" -v f="$4" '
		NR == 1 { for (i = 1; i <= NF; i++) column[$i] = i }
		NR > 1 && $1 == s && $2 == e { print $column[f] }' "$1"
}

# words_of EXERCISE KEY: a line for each value of KEY in its manifest (harness/manifest_words.c).
words_of() {
	"$(dirname "$PARLAB")/manifest-words" "$root/assignments/$1" | tr ' ' '\n' | sed -nE "s/^($2)=//p"
}

# modes_of EXERCISE: the letters of its modes, without mpi, which needs Open MPI.
modes_of() {
	words_of "$1" mode | grep -v d
}

# points_in EXERCISE KEY: the sum of the points for KEY: correct, clean, speed, or points (of questions).
points_in() {
	words_of "$1" "$2" | awk '{ sum += $1 } END { print sum + 0 }'
}

# soon_decided MANIFEST: make timing of factorization fast: leave one band, with a border far
# from the gains of good and slow work, and halve the work of a timed call.
soon_decided() {
	sed -i -e '/gain: .*share: \(1\.0\|0\.6\)}/d' -e 's/share: 0\.3}/share: 1.0}/' \
		-e '/^measure:/s/last=[0-9]*/last=350000/' "$1"
}

# home_in FOLDER: create a home (PARLAB_HOME) with copies of the exercises, to be modified.
home_in() {
	mkdir -p "$1/build" "$1/harness/kit"
	cp -r "$root/assignments" "$root/reference" "$root/plots" "$1/"
	cp -r "$root/build/kit" "$root/build/oracles" "$1/build/"
	cp "$root"/harness/kit/*.h "$1/harness/kit/"
	mkdir "$1/harness/kit/mpi" && cp "$root"/harness/kit/mpi/*.{h,xml} "$1/harness/kit/mpi/"
}

# copy_project FOLDER: a copy of the project with its build, to be modified.  Ends the test
# where the build is not the plain one, which the documents are about.
copy_project() {
	local entry
	unset MAKEFLAGS MAKELEVEL
	if [ "${BUILD:-build}" != build ]; then
		skip "$(basename "$0" .sh)" "the documents are about the plain build, and this is $BUILD"
		exit 0
	fi
	mkdir "$1"
	for entry in "$root"/* "$root"/.clang-format "$root"/.editorconfig "$root"/.gitignore; do
		case $entry in */out) ;; *) cp -a "$entry" "$1/" ;; esac
	done
}

# replace_stubs: in a copy, put correct solutions in the place of the stubs: the model
# solution, or a fixture that records spans.
replace_stubs() {
	local ex right
	for ex in $(exercise_names); do
		right=$(grep -ls 'span_end(' "tests/fixtures/$ex/good/$ex/$ex.c" || echo "reference/$ex/$ex.c")
		cp "$right" "assignments/$ex/$ex.c"
		[ ! -f "reference/$ex/${ex}_mpi.c" ] || cp "reference/$ex/${ex}_mpi.c" "assignments/$ex/"
	done
	check "right work is built in the stubs' places" 0 '' make -j2 all
}

# commands_of FILE: its commands, each terminated by a NUL: the contents of blocks that begin
# with ```sh.  Joins lines until bash can parse them.
commands_of() {
	local line command='' nothing
	while IFS= read -r line; do
		command+=${command:+$'\n'}$line
		nothing=$(bash -n <<<"$command" 2>&1) || continue
		[ -z "$nothing" ] || continue
		printf '%s\0' "$command"
		command=''
	done < <(awk '/^```sh$/ {inside = 1; next} /^```/ {inside = 0} inside && NF' "$1")
	[ -z "$command" ] || printf '%s\0' "$command"
}

# expect COMMAND EXIT PATTERN: `check` it; its first line is the test's name.
expect() { check "${1%%$'\n'*}" "$2" "$3" bash -c "$1"; }
