#!/bin/bash
# full.sh - a full disk is detected before grading, or stops the run.  Recorded results are
# kept, and the same command continues.
#
#   FILLS=20 CLASS=30 SEED=1 tests/e2e/full.sh     a long campaign; the default is short
#
# Runs in a private mount namespace, to mount a small file system that can be filled.  This
# needs no privileges.
here=$(dirname "$0")
if [ -z "${OWN_MOUNTS:-}" ]; then
	export OWN_MOUNTS=1
	# The capabilities needed for mounting are dropped before anything is run.
	# shellcheck disable=SC2016
	inside='mount -t tmpfs -o size=16m none /mnt && exec setpriv --inh-caps -all --ambient-caps -all bash "$0"'
	[ "$(id -u)" != 0 ] || exec unshare -m --propagation private bash "$0"
	exec unshare -m --map-current-user --keep-caps bash -c "$inside" "$0"
fi
. "$here/lib.sh"
trap 'umount "$disk" 2>/dev/null; end_of_test' EXIT
cd "$root" || exit 2
FILLS=${FILLS:-3} CLASS=${CLASS:-6} RANDOM=${SEED:-$$}
ex=factorization disk=$work/disk out=$work/disk/out
mkdir "$disk"
if [ "$(id -u)" = 0 ]; then
	mount -t tmpfs -o size=16m none "$disk" || { skip "a full disk" "nothing can be mounted here"; exit 0; }
else
	disk=/mnt out=/mnt/out
fi
home_in "$work/home"
export PARLAB_HOME=$work/home
# Few cases: the timing of the failure matters, not the work.
sed -i '/name: fewer-than-workers/,/^errors/{/^errors/!d}' "$work/home/assignments/$ex/assignment.yaml"
for n in $(seq "$CLASS"); do
	mkdir -p "$work/class/s$n"
	cp -r tests/class/stub/. "$work/class/s$n/"
done

grade() { "$PARLAB" grade "$work/class" --no-timing --out "$out"; }
fill() { dd if=/dev/zero of="$disk/filler" bs=4k status=none 2>/dev/null; }
rows() { sqlite3 "$out/gradebook.db" 'SELECT count(*) FROM grades'; }
# said LOG: the number of results that the grader reported as recorded.
said() { grep -cE '^\[[0-9]+/[0-9]+\] s[0-9]+ .* of ' "$1"; }

mkdir -m 700 "$out"
fill
check "a full disk is detected before grading" 2 'no room for the .*: No space left on device' grade
equal "a full disk: one line of output" 1 "$(wc -l <<<"$output")"
check "bench detects a full disk" 2 'no room' "$PARLAB" bench "$ex" "reference/$ex/$ex.c" --out "$out"
rm "$disk/filler"
mount -o remount,ro "$disk" 2>/dev/null && {
	check "a read-only file system is detected before grading" 2 'Read-only file system' grade
	mount -o remount,rw "$disk"
}

broken='' hits=0
for _ in $(seq "$FILLS"); do
	rm -rf "$out"
	after=$((RANDOM % CLASS))
	: >"$work/log" # the loop may read it before the job has created it
	grade >"$work/log" 2>&1 </dev/null &
	grader=$!
	while kill -0 "$grader" 2>/dev/null && [ "$(said "$work/log")" -lt "$after" ]; do sleep 0.01; done
	fill
	wait "$grader"
	code=$?
	[ "$code" != 2 ] || hits=$((hits + 1))
	[ "$code" = 0 ] || tail -n 1 "$work/log" | grep -q 'No space left on device\|disk is full' ||
		broken+="exit $code, and not why: $(tail -n 1 "$work/log"). "
	rm "$disk/filler"
	[ -f "$out/gradebook.db" ] || continue
	[ "$(rows)" = "$(said "$work/log")" ] || broken+="$(said "$work/log") said, $(rows) recorded. "
	"$PARLAB" doctor --gradebook "$out" >/dev/null || broken+="a damaged gradebook. "
	grade >"$work/again" 2>&1 </dev/null || broken+="does not go on: $(tail -n 1 "$work/again"). "
	[ "$(grep -c 'unchanged, skipped' "$work/again")" = "$(said "$work/log")" ] || broken+="graded what was recorded. "
	[ "$(tail -n +2 "$out/grades.csv" | wc -l)" = "$CLASS" ] || broken+="not everybody was graded in the end. "
done
equal "filled at $FILLS random moments: nothing recorded is lost, and grading continues from there" "" "$broken"
holds "the disk was full while it graded ($hits of $FILLS times)" test "$hits" -gt 0
