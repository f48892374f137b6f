#!/bin/bash
# lock.sh - while one parlab is timing, others that would load the machine wait.
# timed: it takes the lock that timing takes.
. "$(dirname "$0")/lib.sh"
cd "$root" || exit 2

# A first check creates the lock file if there is none.
"$PARLAB" check factorization reference/factorization/factorization.c --mode s --case 1 >/dev/null 2>&1
lock=/run/lock/parlab.lock
[ -e "$lock" ] || lock=/tmp/parlab.lock
(flock -x 9 && touch "$work/held" && sleep 2 && touch "$work/over") 9<"$lock" &
timing=$!
until [ -e "$work/held" ]; do sleep 0.05; done
check "a check waits while another parlab times" 0 'waiting for other graders on this machine' \
	"$PARLAB" check factorization reference/factorization/factorization.c --mode s --case 1
holds "the check continues when the lock is released" test -e "$work/over"
wait "$timing"
