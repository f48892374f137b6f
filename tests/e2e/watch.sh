#!/bin/bash
# watch.sh - a student's loop: nothing is checked twice, and `check --watch` checks again whenever
# the work is saved, obeys keys, and leaves the terminal as it was.
. "$(dirname "$0")/lib.sh"
cd "$root" || exit 2

# --- nothing has changed

mkdir "$work/cache"
export XDG_CACHE_HOME=$work/cache
cp reference/factorization/factorization.c "$work/mine.c"
check "the first time" 0 '^serial +correct' "$PARLAB" check factorization "$work/mine.c" --mode serial
first=$output
check "the second time it says so" 0 '^Nothing has changed since .*--again checks anew' \
	"$PARLAB" check factorization "$work/mine.c" --mode serial
equal "and tells the same" "$first" "$(tail -n +3 <<<"$output")"
unchanged() { grep -c 'Nothing has changed' <<<"$output"; }
check "--again checks anew" 0 '^serial +correct' "$PARLAB" check factorization "$work/mine.c" --mode serial --again
equal "and says nothing of that" 0 "$(unchanged)"
check "another question gets its own answer" 0 '^fork +correct' "$PARLAB" check factorization "$work/mine.c" --mode fork
equal "which was not known" 0 "$(unchanged)"
check "inputs of an earlier run are tried" 0 '' "$PARLAB" check factorization "$work/mine.c" --mode serial --seed 7
equal "always" 0 "$(unchanged)"
sed -i 's/return 0;/return 1;/' "$work/mine.c"
check "changed work is checked" 1 '^serial ' "$PARLAB" check factorization "$work/mine.c" --mode serial
equal "and not remembered" 0 "$(unchanged)"
find "$work/cache" -type f -exec sed -i '1s/^/x/' {} +
check "a damaged file counts for nothing" 1 '^serial ' "$PARLAB" check factorization "$work/mine.c" --mode serial
equal "it is checked anew" 0 "$(unchanged)"
chmod a+w "$work/cache/parlab"
"$PARLAB" check factorization "$work/mine.c" --mode serial >/dev/null 2>&1
check "a folder that others can write to is not believed" 1 '^serial ' "$PARLAB" check factorization "$work/mine.c" --mode serial
equal "there, too" 0 "$(unchanged)"

# --- watch, at a terminal

export XDG_CACHE_HOME=/dev/null
cp reference/factorization/factorization.c "$work/mine.c"
echo >"$work/seen"
await() {   # NAME PATTERN: wait until the terminal has shown it, since the last time
	local i at
	for ((i = 0; i < 600; i++)); do
		at=$(tail -c "+$((from + 1))" "$work/seen" | grep -aboE -e "$2" | head -n 1)
		if [ -n "$at" ]; then
			from=$((from + ${at%%:*} + 1))
			ok "$1"
			return
		fi
		sleep 0.1
	done
	not_ok "$1" "the terminal never shows '$2'" "$(tail -c "+$((from + 1))" "$work/seen")"
}
from=0
mkfifo "$work/keys"
# The shell in that terminal compares its settings before and after.
# shellcheck disable=SC2016
script -qfc 'stty -g >'"$work"'/before; '"$PARLAB check factorization $work/mine.c --mode serial --watch"'; echo "ended with $?"; stty -g >'"$work"'/after' \
	"$work/seen" <"$work/keys" >/dev/null 2>&1 &
exec 9>"$work/keys"
await "it checks at once" 'serial.*correct'
await "and shows the keys" '\[q\] quit'
sed -i 's/return 0;/return 1;/' "$work/mine.c"
await "a saved file is checked again" 'serial: .*(wrong answer|not attempted|crashed)'
await "the keys are shown again" '\[q\] quit'
cp reference/factorization/factorization.c "$work/new.c"
mv "$work/new.c" "$work/mine.c"
await "a replaced file, too" 'serial.*correct'
await "the keys are shown a third time" '\[q\] quit'
printf m >&9
await "m: the next mode" 'fork.*correct'
await "and says which" 'mode: fork'
printf c >&9
await "c: one case" 'case: 1'
printf q >&9
await "q: it ends with the code of the last check" 'ended with [01]'
exec 9>&-
wait
equal "the terminal is as before" "$(cat "$work/before")" "$(cat "$work/after")"

# --- and without one

"$PARLAB" check factorization "$work/mine.c" --mode serial --watch >"$work/plain" 2>&1 </dev/null &
watcher=$!
for ((i = 0; i < 600; i++)); do
	grep -q 'waiting for a change' "$work/plain" && break
	sleep 0.1
done
kill -TERM "$watcher"
wait "$watcher"
equal "a signal ends it, with the code of the last check" 0 $?
equal "without a terminal there are no escape sequences" 0 "$(grep -c $'\x1b' "$work/plain")"
