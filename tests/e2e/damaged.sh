#!/bin/bash
# damaged.sh - every command refuses a gradebook that is truncated, empty, damaged, foreign or
# of an unknown version, with a remedy, and leaves it unchanged.  One of an earlier version is
# read, and migrated after a copy was made.
#
#   CUTS=20 SEED=1 tests/e2e/damaged.sh
. "$(dirname "$0")/lib.sh"
cd "$root" || exit 2
CUTS=${CUTS:-6} RANDOM=${SEED:-$$}
ex=factorization bad=$work/bad/gradebook.db
mkdir -p "$work/class/stub" "$work/bad"
chmod 700 "$work/bad"
cp -r tests/class/stub/. "$work/class/stub/"
check "a gradebook is created" 0 '^1 graded' "$PARLAB" grade "$work/class" --no-timing --out "$work/out"
good=$work/out/gradebook.db

# refused NAME PATTERN: grade, report, history and doctor refuse $bad and do not change it.
refused() {
	local why='' command
	cp "$bad" "$work/copy"
	for command in "grade $work/class --no-timing --out" "report --out" "history stub $ex --out" "doctor --gradebook"; do
		# shellcheck disable=SC2086
		output=$("$PARLAB" $command "$work/bad" 2>&1 </dev/null)
		[ $? = 2 ] || why+="${command%% *} does not end with 2; "
		grep -qE "$2" <<<"$output" || why+="${command%% *} says: $output; "
		cmp -s "$bad" "$work/copy" || why+="${command%% *} has changed it; "
	done
	equal "$1 is refused and not changed" "" "$why"
	rm -f "$work/bad"/*
}

remedy='restore a copy|grade into another folder'
: >"$bad"
refused "an empty gradebook" "empty.*restore a copy"
echo 'student,exercise,points' >"$bad"
refused "a text file" "$remedy"
sqlite3 "$bad" 'CREATE TABLE recipes (name)'
refused "another database" "not a gradebook.*$remedy"
cp "$good" "$bad"
sqlite3 "$bad" 'PRAGMA user_version = 99'
refused "a gradebook of a later version" "schema 99.*$remedy"
cp "$good" "$bad"
sqlite3 "$bad" 'PRAGMA user_version = 0'
refused "a gradebook without a version" "$remedy"
for table in finding part about; do
	cp "$good" "$bad"
	sqlite3 "$bad" "DROP TABLE $table"
	refused "a gradebook without the table $table" "damaged .no such table: .*$table.; $remedy"
done
cp "$work/out/grades.csv" "$work/bad/"
check "a grades.csv without a gradebook is refused" 2 "grades.csv but no gradebook.db; $remedy" \
	"$PARLAB" grade "$work/class" --no-timing --out "$work/bad"
holds "the grades.csv without a gradebook is not changed" cmp "$work/out/grades.csv" "$work/bad/grades.csv"
rm -f "$work/bad"/*
cp "$good" "$bad" && chmod 644 "$bad"
check "a gradebook readable by all is used" 0 '^1 graded' "$PARLAB" grade "$work/class" --no-timing --out "$work/bad"
equal "a gradebook readable by all is made private" 640 "$(stat -c %a "$bad")"
rm -rf "$work/bad"/*
bytes=$(stat -c %s "$good")
for _ in $(seq "$CUTS"); do
	at=$((1 + (RANDOM * 32768 + RANDOM) % (bytes - 1)))
	head -c $at "$good" >"$bad"
	refused "a gradebook truncated to $at of $bytes bytes" "$remedy"
done
page=$(sqlite3 "$good" 'PRAGMA page_size')
for _ in $(seq "$CUTS"); do
	at=$((1 + (RANDOM * 32768 + RANDOM) % (bytes / page - 1)))
	cp "$good" "$bad"
	head -c "$page" /dev/urandom | dd of="$bad" bs="$page" seek=$at conv=notrunc status=none
	refused "a gradebook with page $at overwritten by noise" "$remedy"
done

cp "$good" "$bad"
sqlite3 "$bad" "UPDATE submission SET points = points + 1"
check "points that differ from the sum of the parts are detected" 2 'its parts' "$PARLAB" doctor --gradebook "$work/bad"
rm -f "$work/bad"/*

# --- gradebooks of earlier versions --------------------------------------------------------

for kept in tests/gradebooks/*.sql; do
	name=$(basename "$kept" .sql)
	sqlite3 "$bad" <"$kept"
	version=$(sqlite3 "$bad" 'PRAGMA user_version')
	cp "$bad" "$work/copy"
	check "$name: report reads it" 0 'index.html' "$PARLAB" report --out "$work/bad"
	holds "$name: report does not change it" cmp "$bad" "$work/copy"
	equal "$name: report shows all its grades" 3 "$(tail -n +2 "$work/bad/grades.csv" | wc -l)"
	equal "$name: its points, maximum and pending points are right" "17 20 2" "$(for field in points max_points pending; do
		grade_of "$work/bad/grades.csv" clean $ex $field; done | xargs)"
	echo "an earlier copy" >"$bad.v$version"
	check "$name: grade continues with it" 0 '^1 graded' "$PARLAB" grade "$work/class" --no-timing --out "$work/bad"
	equal "$name: the earlier grades are kept" 4 "$(tail -n +2 "$work/bad/grades.csv" | wc -l)"
	equal "$name: a copy of the old version is made" "$version 3" \
		"$(sqlite3 "$bad.v$version.2" 'PRAGMA user_version; SELECT count(*) FROM submission' | xargs)"
	equal "$name: an existing copy is not overwritten" "an earlier copy" "$(<"$bad.v$version")"
	check "$name: the migrated gradebook is consistent" 0 'complete and consistent' "$PARLAB" doctor --gradebook "$work/bad"
	rm -rf "$work/bad"
	mkdir -m 700 "$work/bad"
done
