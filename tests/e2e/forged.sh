#!/bin/bash
# forged.sh - a few submissions that would rather not do the work.
. "$(dirname "$0")/lib.sh"
cd "$root" || exit 2

# submit NAME: standard input becomes NAME's factorization.c
submit() {
	mkdir -p "$work/class/$1/factorization"
	cat >"$work/class/$1/factorization/factorization.c"
}

rest='int factorization_fork(const struct factorization_input *in, int w, struct factorization_output *out)
{ (void)w; return factorization_serial(in, out); }
int factorization_threads(const struct factorization_input *in, int w, struct factorization_output *out)
{ (void)w; return factorization_serial(in, out); }
int factorization_openmp(const struct factorization_input *in, int w, struct factorization_output *out)
{ (void)w; return factorization_serial(in, out); }'

submit prints-and-exits <<EOF
#include <stdio.h>
#include <stdlib.h>
#include "factorization.h"
int factorization_serial(const struct factorization_input *in, struct factorization_output *out)
{ (void)in; (void)out; puts("{1: 7, 2: 2}\nall tests passed\nscore: 20/20\n12 passed, 0 failed, 0 skipped"); exit(0); }
$rest
EOF
submit exits-at-start <<EOF
#include <stdlib.h>
#include "factorization.h"
__attribute__((constructor)) static void early(void) { exit(0); }
int factorization_serial(const struct factorization_input *in, struct factorization_output *out)
{ (void)in; (void)out; return 0; }
$rest
EOF
submit says-done <<EOF
#include <sys/socket.h>
#include <stdint.h>
#include "factorization.h"
#include "protocol.h"
int factorization_serial(const struct factorization_input *in, struct factorization_output *out)
{
	struct protocol_message m = {.magic = PROTOCOL_MAGIC, .kind = PROTOCOL_DONE};
	(void)in; (void)out;
	for (int i = 0; i < 100; i++) send(PROTOCOL_FD_CONTROL, &m, sizeof m, 0);
	return 0;
}
$rest
EOF
submit includes-passwd <<EOF
#include "/etc/passwd"
#include "factorization.h"
EOF
submit incbins-reference <<EOF
#include "factorization.h"
__asm__(".incbin \"$root/reference/factorization/factorization.c\"");
int factorization_serial(const struct factorization_input *in, struct factorization_output *out)
{ (void)in; (void)out; return 0; }
$rest
EOF
mkdir -p "$work/class/links/factorization"
ln -s "$root/reference/factorization/factorization.c" "$work/class/links/factorization/factorization.c"

check "they are graded" 0 'graded; ' "$PARLAB" grade "$work/class" --out "$work/out"
for student in prints-and-exits exits-at-start says-done includes-passwd incbins-reference links; do
	equal "$student earns nothing" 0 "$(awk -F, -v s="$student" '$1 == s {print $3}' "$work/out/grades.csv")"
done
for student in includes-passwd incbins-reference; do
	equal "$student does not compile" "did not compile" \
		"$(awk -F, -v s="$student" '$1 == s {print $6}' "$work/out/grades.csv")"
done
check "no account of this machine is shown" 1 '' grep -rqE '(root|daemon):x:' "$work/out"
check "nothing of the reference is shown" 1 '' grep -rqF "$(sed -n 2p reference/factorization/factorization.c)" "$work/out"
