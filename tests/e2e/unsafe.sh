#!/bin/bash
# unsafe.sh - without a sandbox, grading is refused, or the results are marked.
. "$(dirname "$0")/lib.sh"
cd "$root" || exit 2
chmod 755 "$work"
mkdir -p "$work/class" && cp -r tests/class/stub "$work/class/"
# Use a copy, because the project's folder may be unreadable for other users.
home_in "$work/home"
cp "$PARLAB" "$work/home/build/parlab"
chmod -R go+rX "$work/home"
export PARLAB_HOME=$work/home
PARLAB=$work/home/build/parlab

# An ordinary user on a machine without namespaces: bubblewrap cannot start.
as_nobody() {   # COMMAND...
	if [ "$(id -u)" -eq 0 ]; then
		mkdir -p "$work/own" && chmod 777 "$work/own"
		setpriv --reuid 65534 --regid 65534 --clear-groups env TMPDIR="$work/own" HOME="$work/own" "$@"
	else
		"$@"
	fi
}

if as_nobody unshare --user --map-root-user true 2>/dev/null; then
	check "grade refuses to run without a sandbox" 2 'no sandbox, so nothing is run' \
		as_nobody unshare --user --map-root-user \
		sh -c 'echo 0 >/proc/sys/user/max_user_namespaces; exec setpriv --no-new-privs --bounding-set -all "$@"' sh \
		"$PARLAB" grade "$work/class" --out "$work/own/out"
	grep -q 'apt-get install bubblewrap' <<<"$output" && ok "and says how to get one" ||
		not_ok "and says how to get one" "" "$output"
else
	skip "grade refuses to run without a sandbox" "no user namespaces here, so grade refuses anyway"
fi
if [ "$(id -u)" -eq 0 ]; then
	check "root may not use --unsafe-no-box" 2 'refused for root' "$PARLAB" grade "$work/class" --out "$work/out" --unsafe-no-box
fi
check "an ordinary user may use --unsafe-no-box" 0 'graded' as_nobody "$PARLAB" grade "$work/class" \
	--out "$work/own/out2" --unsafe-no-box
check "the CSV marks the result" 0 'not attempted \(without a sandbox\)' cat "$work/own/out2/grades.csv"
check "the page marks the result" 0 'without a sandbox' cat "$work/own/out2/stub/factorization/index.html"
check "results.json marks the result" 0 '"marks": *"without a sandbox' cat "$work/own/out2/stub/factorization/results.json"
check "the terminal output marks the result" '[01]' 'without a sandbox' as_nobody "$PARLAB" check factorization --unsafe-no-box
check "a run with a sandbox grades it again" 0 'graded' as_nobody "$PARLAB" grade "$work/class" \
	--out "$work/own/out2"
check "the mark is removed from the CSV" 1 '' grep -q 'without a sandbox' "$work/own/out2/grades.csv"
