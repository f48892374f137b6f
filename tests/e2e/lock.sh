#!/bin/bash
# lock.sh - while one parlab times, whatever would load the machine waits.
# timed: it takes the lock that timing takes.
. "$(dirname "$0")/lib.sh"
cd "$root" || exit 2

lock=/run/lock/parlab.lock
[ -e "$lock" ] || lock=/tmp/parlab.lock
(flock -x 9 && sleep 2) 9<"$lock" &
timing=$!
sleep 0.5
check "a check waits while another parlab times" 0 'waiting until another parlab has timed' \
	"$PARLAB" check factorization reference/factorization/factorization.c --mode s --case 1
holds "and goes on when that has ended" flock --nonblock "$lock" true
wait "$timing"
