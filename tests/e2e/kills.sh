#!/bin/bash
# kills.sh - kill -9 at random moments of grading: every result reported as recorded is
# recorded, earlier ones are intact, and none is incomplete.
#
#   KILLS=50 CLASS=30 SEED=1 tests/e2e/kills.sh     a long campaign; the default is short
. "$(dirname "$0")/lib.sh"
cd "$root" || exit 2
KILLS=${KILLS:-5} CLASS=${CLASS:-8} RANDOM=${SEED:-$$}
ex=factorization out=$work/out db=$work/out/gradebook.db
home_in "$work/home"
export PARLAB_HOME=$work/home
# Few cases: the timing of the kill matters, not the work.
sed -i '/name: fewer-than-workers/,/^errors/{/^errors/!d}' "$work/home/assignments/$ex/assignment.yaml"
for n in $(seq "$CLASS"); do
	mkdir -p "$work/class/s$n"
	cp -r "tests/class/$([ $((n % 4)) = 0 ] && echo serial-only || echo stub)/." "$work/class/s$n/"
done

ask() {   # SQL
	sqlite3 "$db" "$1"
}
now() {
	date +%s%N
}

start=$(now)
check "graded without a kill" 0 "^$CLASS graded" "$PARLAB" grade "$work/class" --no-timing --out "$work/whole"
whole_ms=$((($(now) - start) / 1000000))

# said LOG: student and points of each result that the grader reported as recorded.
said() {
	sed -nE 's/^\[[0-9]+\/[0-9]+\] (s[0-9]+) [a-z]+: [^,]*, ([0-9.]+) of .*/\1 \2/p' "$1"
}

broken='' hits=0
for kill in $(seq "$KILLS"); do
	: >"$work/before"
	[ ! -f "$db" ] || ask 'SELECT id, student, points, graded_at FROM submission ORDER BY id' >"$work/before"
	again=() # when all are graded, start again
	[ ! -f "$db" ] || [ "$(ask 'SELECT count(*) FROM grades')" -lt "$CLASS" ] || again=(--again)
	"$PARLAB" grade "$work/class" --no-timing --out "$out" "${again[@]}" >"$work/log" 2>&1 </dev/null &
	grader=$!
	ms=$((RANDOM * 32768 + RANDOM))
	ms=$((ms % (whole_ms * 11 / 10)))
	sleep "$(printf '%d.%03d' $((ms / 1000)) $((ms % 1000)))"
	kill -KILL "$grader" 2>/dev/null && hits=$((hits + 1))
	wait "$grader" 2>/dev/null
	where="kill $kill after $ms ms"
	[ -f "$db" ] || { [ ! -s "$work/before" ] || broken+="$where: no gradebook; "; continue; }
	[ "$(ask 'PRAGMA integrity_check')" = ok ] || broken+="$where: not whole; "
	"$PARLAB" doctor --gradebook "$out" >"$work/doctor" 2>&1 || broken+="$where: $(tail -1 "$work/doctor"); "
	ask 'SELECT id, student, points, graded_at FROM submission ORDER BY id' >"$work/after"
	[ -z "$(comm -23 <(sort "$work/before") <(sort "$work/after"))" ] || broken+="$where: a result is lost; "
	while read -r student points; do
		[ "$(ask "SELECT points = $points FROM grades WHERE student = '$student'")" = 1 ] ||
			broken+="$where: $student was said to be recorded; "
	done < <(said "$work/log")
	[ "$(ask 'SELECT count(*) FROM grades')" = "$(ask 'SELECT count(DISTINCT student) FROM submission')" ] ||
		broken+="$where: somebody has no current result; "
done
equal "$hits of $KILLS kills hit a grader: no result is lost, incomplete or wrongly reported" "" "$broken"
check "grading continues to the end" 0 "^$CLASS graded" "$PARLAB" grade "$work/class" --no-timing --out "$out"
holds "the grades equal those of a run without kills" cmp "$work/whole/grades.csv" "$out/grades.csv"
check "the gradebook is consistent" 0 'complete and consistent' "$PARLAB" doctor --gradebook "$out"

# A killed grader leaves SQLite's write-ahead log (-wal).  A copy with a truncated log may
# lack results, but contains no incomplete one.
"$PARLAB" grade "$work/class" --no-timing --again --out "$out" >"$work/log" 2>&1 </dev/null &
grader=$!
for _ in $(seq 600); do
	[ "$(grep -c '^\[' "$work/log")" -ge 3 ] && break
	sleep 0.05
done
kill -KILL "$grader"
wait "$grader" 2>/dev/null
cuts=0 broken=''
bytes=$(stat -c %s "$db-wal" 2>/dev/null || echo 0)
cp -r "$out" "$work/full"
sqlite3 "$work/full/gradebook.db" 'SELECT id, student, points FROM submission' | sort >"$work/all"
for _ in $(seq "$KILLS"); do
	[ "$bytes" -gt 0 ] || break
	rm -rf "$work/cut"
	cp -r "$out" "$work/cut"
	rm -f "$work/cut/gradebook.db-shm"
	truncate -s $(((RANDOM * 32768 + RANDOM) % bytes)) "$work/cut/gradebook.db-wal"
	"$PARLAB" doctor --gradebook "$work/cut" >"$work/doctor" 2>&1 || broken+="$(tail -1 "$work/doctor"); "
	[ -z "$(comm -23 <(sqlite3 "$work/cut/gradebook.db" 'SELECT id, student, points FROM submission' | sort) "$work/all")" ] ||
		broken+="a result that never was; "
	cuts=$((cuts + 1))
done
holds "a killed grader leaves a write-ahead log" test "$cuts" = "$KILLS"
equal "the log truncated at $cuts places: no result is incomplete" "" "$broken"
