#!/bin/bash
# permissions.sh - other users cannot read or change a grader's files, redirect it by a
# symbolic link, or block it.  As root, also tests with other users: nobody, and two ordinary
# UIDs without an account.
#
# As root it runs in a private mount namespace with a private lock folder, so that it and other
# graders on this machine do not affect each other.
if [ "$(id -u)" = 0 ] && [ -z "${OWN_LOCKS:-}" ] && [ -d /run/lock ] && unshare -m true 2>/dev/null; then
	# shellcheck disable=SC2016
	exec unshare -m --propagation private bash -c \
		'mount -t tmpfs -o mode=1777 none /run/lock && export OWN_LOCKS=1; exec bash "$0"' "$0"
fi
. "$(dirname "$0")/lib.sh"
cd "$root" || exit 2
umask 000   # the result must not depend on the umask
class=$work/class
mkdir -p "$class"
cp -r tests/class/stub "$class/"
ex=factorization

# shellcheck disable=SC2317
grade() { "$PARLAB" grade "$class" --no-timing --out "$@"; }

# --- output files are private

check "graded" 0 '1 graded' grade "$work/out"
equal "folders are for their owner alone" "" "$(find "$work/out" -type d ! -perm 700)"
equal "files are for their owner alone" "" "$(find "$work/out" -type f ! -perm 600)"

# --- folders that others could write to, and links

for mode in 777 775 757; do
	chmod "$mode" "$work/out"
	check "OUT of mode $mode is refused" 2 'others may write to it.*chmod -R go= ' grade "$work/out"
	check "report refuses it, too" 2 'others may write to it' "$PARLAB" report --out "$work/out"
	check "history refuses it, too" 2 'others may write to it' "$PARLAB" history stub "$ex" --out "$work/out"
	check "doctor refuses it, too" 2 'others may write to it' "$PARLAB" doctor --gradebook "$work/out"
	check "regrade refuses it, too" 2 'others may write to it' "$PARLAB" regrade "$class" -n 1 --out "$work/out"
	check "bench refuses it, too" 2 'others may write to it' "$PARLAB" bench "$ex" "reference/$ex/$ex.c" --out "$work/out"
done
check "the suggested remedy works" 0 'index.html' bash -c "chmod -R go= '$work/out' && '$PARLAB' report --out '$work/out'"
chmod 666 "$work/out/gradebook.db"
check "a gradebook that others may write to is refused" 2 'gradebook.db: others may write to it' grade "$work/out"
chmod 600 "$work/out/gradebook.db"

ln -s out "$work/link"
check "a link in place of OUT is refused" 2 'is a link' grade "$work/link"
check "a link in place of OUT with a trailing slash is refused" 2 'is a link' "$PARLAB" report --out "$work/link/"
mkdir "$work/elsewhere"
printf 'precious\n' >"$work/victim"
for name in grades.csv index.html "stub/$ex/results.json" "stub/$ex/rounds.tsv"; do
	ln -sf "$work/victim" "$work/out/$name"
done
check "links in place of files are replaced" 0 'index.html' "$PARLAB" report --out "$work/out"
equal "links in place of files are not written through" precious "$(cat "$work/victim")"
equal "no link is left" "" "$(find "$work/out" -type l)"
rm -r "$work/out/stub"
ln -s "$work/elsewhere" "$work/out/stub"
check "a link in place of a student's folder is refused" 2 'out/stub: is a link' "$PARLAB" report --out "$work/out"
equal "a link in place of a student's folder is not written through" "" "$(ls "$work/elsewhere")"
rm "$work/out/stub"
for suffix in "" -wal -shm -journal; do
	mkdir -m 700 "$work/trap$suffix"
	[ -z "$suffix" ] || cp "$work/out/gradebook.db" "$work/trap$suffix/"
	ln -s "$work/victim" "$work/trap$suffix/gradebook.db$suffix"
	check "a link in place of gradebook.db$suffix is refused" 2 'is a link' grade "$work/trap$suffix"
done
equal "links in place of a gradebook are not written through" precious "$(cat "$work/victim")"

# A symbolic link in the path to OUT, above OUT itself, is followed.
mkdir -m 700 "$work/real"
ln -s real "$work/way"
check "a link in the path to OUT is followed" 0 '1 graded' grade "$work/way/out"

# --- other users

if [ "$(id -u)" != 0 ]; then
	skip "as other users" "only root can become them"
	exit 0
fi
as() { setpriv --reuid "$1" --regid "$1" --clear-groups "${@:2}"; }
nobody=65534 one=61001 two=61002
chmod 755 "$work"
if ! as "$one" "$PARLAB" --version >/dev/null 2>&1; then
	skip "as other users" "they cannot reach $PARLAB"
	exit
fi
export TMPDIR=/tmp
mkdir -p "$work/home/one" "$work/home/two"
chmod 755 "$work/home" "$work/home"/*
chown "$one:$one" "$work/home/one"
chown "$two:$two" "$work/home/two"
chmod -R a+rX "$class"

# try_all USER OUT: try everything that another user could try; print what worked.
try_all() {
	local user=$1 out=$2 file
	while IFS= read -r file; do
		as "$user" cat "$file" >/dev/null 2>&1 && printf 'read %s\n' "$file"
		# shellcheck disable=SC2016
		as "$user" bash -c 'echo bad >>"$0"' "$file" 2>/dev/null && printf 'wrote %s\n' "$file"
		as "$user" rm -f "$file" 2>/dev/null && printf 'removed %s\n' "$file"
	done < <(find "$out" -type f)
	as "$user" ls "$out" >/dev/null 2>&1 && printf 'listed %s\n' "$out"
	as "$user" ln -s /etc/passwd "$out/planted" 2>/dev/null && printf 'planted a link\n'
	as "$user" mv "$out" "$out.away" 2>/dev/null && printf 'moved %s\n' "$out"
	as "$user" "$PARLAB" report --out "$out" >/dev/null 2>&1 && printf 'reported\n'
}

check "an ordinary user grades" 0 '1 graded' \
	as "$one" "$PARLAB" grade "$class" --no-timing --out "$work/home/one/out"
for user in "$nobody" "$two"; do
	equal "user $user cannot access user $one's results" "" "$(try_all "$user" "$work/home/one/out")"
	equal "user $user cannot access root's results" "" "$(try_all "$user" "$work/out")"
done
check "root does not write to another user's folder" 2 'belongs to .*chown -R 0 ' grade "$work/home/one/out"
check "a user does not write to another user's folder" 2 'cannot be opened|belongs to' \
	as "$two" "$PARLAB" grade "$class" --no-timing --out "$work/home/one/out"

# Folders created by user nobody in a world-writable place.
mkdir -m 1777 "$work/public"
as "$nobody" mkdir "$work/public/out"
check "a folder planted by user nobody is refused" 2 'belongs to' grade "$work/public/out"
as "$nobody" ln -s "$work/elsewhere" "$work/public/link"
check "a link planted by user nobody is refused" 2 'is a link' grade "$work/public/link"
equal "the planted link is not written through" "" "$(ls "$work/elsewhere")"
mkdir -m 700 "$work/swapped"
cp "$work/out/gradebook.db" "$work/swapped/"
chown "$nobody" "$work/swapped/gradebook.db"
check "another user's gradebook is refused" 2 'gradebook.db: belongs to' grade "$work/swapped"
check "report refuses another user's gradebook" 2 'gradebook.db: belongs to' "$PARLAB" report --out "$work/swapped"

# --- the lock that graders share, held for ever by user nobody

if [ -z "${OWN_LOCKS:-}" ]; then
	skip "the lock held by somebody else" "no lock folder of its own here"
	exit 0
fi
lock=/run/lock/parlab.lock
who="process [0-9]+ of (nobody|user $nobody), running since"
hold() { as "$nobody" flock --no-fork "$lock" sleep 1000 >/dev/null & holder=$!; }
release() { kill "$holder"; wait "$holder" 2>/dev/null; }
held() { ! flock -n -s "$lock" true; }
model=$root/reference/$ex/$ex.c

rm -f "$lock"
as "$nobody" touch "$lock"
hold
until held; do sleep 0.05; done
check "root continues without the lock" 0 "going on without .*$who" "$PARLAB" check "$ex" "$model" --mode s --wait 0
check "an ordinary user continues without the lock" 0 "going on without .*$who" \
	as "$one" "$PARLAB" check "$ex" "$model" --mode s --wait 0
check "doctor reports who holds the lock" '[03]' "note +other graders +.*$who" "$PARLAB" doctor
check "a waiting grader says for how long" 124 "waiting .*at most (2 minutes|1[0-9]+ seconds): .*$who" \
	timeout 5 "$PARLAB" check "$ex" "$model" --mode s --wait 2
check "times taken without the lock are marked" '[013]' 'timed without the lock' \
	"$PARLAB" bench "$ex" "$model" --mode threads --wait 0 --out "$work/bench"
equal "what bench writes is for its owner alone" "" "$(find "$work/bench" -type d ! -perm 700 -o -type f ! -perm 600)"
release
rm "$lock"
as "$nobody" mkfifo "$lock"
check "a FIFO in place of the lock blocks nobody" 0 "going on without .*not a regular file" \
	"$PARLAB" check "$ex" "$model" --mode s
rm "$lock"
as "$nobody" ln -s /dev/tty "$lock"
check "a link in place of the lock blocks nobody" 0 "going on without " as "$one" "$PARLAB" check "$ex" "$model" --mode s
exit 0
