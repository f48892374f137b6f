#!/bin/bash
# mutants.sh - the parts of `make mutants`: generating mutants, marking equivalent ones, and
# catching an obvious one.
. "$(dirname "$0")/lib.sh"
cd "$root" || exit 2
mutate() { tests/mutants/mutate "$work/tiny.c" "$work/marks" "$work/$1" "${2:-0}" 1 "${3:-}" gcc -fopenmp -w -O2 -x c -c -; }

# mark PLUS: mark the mutant that replaces the line with `n < 10` by PLUS
mark() { printf 'Ten is never asked for.\n@ below\n-\tif (n < 10 && p)\n+\t%s\n' "$1" >"$work/marks"; }

cat >"$work/tiny.c" <<'C'
#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
static pthread_mutex_t lock;
int total;

int below(int n, int workers, int *p)
{
	if (n < 10 && p)
		return errno = EINVAL, -1;
	pthread_mutex_lock(&lock);
	total += n;
	pthread_mutex_unlock(&lock);
#pragma omp parallel for num_threads(workers) reduction(+ : n)
	for (int i = 0; i < 3; i++)
		n += p[i];
	free(p);
	return n;
}
C
: >"$work/marks"
check "mutants are made" 0 '' mutate all
# has KIND LINE NEW: a mutant of this kind replaces line LINE by NEW
has() {
	holds "$1: $3" test -n "$(grep -l ":$2: $1$" "$work"/all/shown/* | xargs grep -lFx -e "+	$3")"
}
has border 9 'if (n <= 10 && p)'
has condition 9 'if (n < 10 || p)'
has condition 9 'if (!(n < 10 && p))'
has constant 15 'for (int i = 1; i < 3; i++)'
has error 9 'if ((n < 10 && p) && 0)'
has error 10 'return errno = EINVAL, 0;'
has error 10 'return errno = EIO, -1;'
has error 10 'return  -1;'
has lock 13 ';'
has operator 12 'total -= n;'
has statement 12 ';'
has openmp 14 '#pragma omp parallel for num_threads(workers)'
has workers 14 '#pragma omp parallel for num_threads((workers - 1)) reduction(+ : n)'
has clean-up 17 ';'
equal "a lock and its unlock are left out together" 2 "$(grep -c '^-.*pthread_mutex' "$(grep -l ':11: lock' "$work"/all/shown/*)")"
equal "no two mutants compile to the same code" '' "$(for c in "$work"/all/class/*/tiny/tiny.c; do
	gcc -fopenmp -w -O2 -x c -c - -o "$work/o" <"$c"; md5sum <"$work/o"; done | sort | uniq -d)"
equal "lines keep their numbers" 1 "$(wc -l "$work"/all/class/*/tiny/tiny.c | awk '$2 != "total" { print $1 }' | sort -u | wc -l)"

check "mutate with N=5" 0 '' mutate five 5
check "mutate with N=5 again" 0 '' mutate again 5
equal "makes five mutants" 5 "$(wc -l <"$work/five/list")"
equal "the same seed draws the same mutants" "$(cat "$work/five/list")" "$(cat "$work/again/list")"

mark 'if (n <= 10 && p)'
check "a mark that fits is accepted" 0 '' mutate marked 0 'n <= 10'
check "a marked mutant is shown with the reason" 0 '^equivalent: Ten is never asked for\.' cat "$work"/marked/shown/*
equal "a marked mutant is listed as marked" 'border marked' "$(cut -d' ' -f2- "$work/marked/list")"
mark 'if (n <= 11 && p)'
check "a mark that fits no mutant is an error, with its line" 2 'marks:3: fits no mutant' mutate stale
sed -i 1d "$work/marks"
check "a mark without a reason is an error" 2 'a mark has a reason' mutate reasonless

# With the grader: a wrong operator is caught, and marking it as equivalent is an error.
home_in "$work/home"
marks=$work/home/reference/listmap/equivalent.txt
grade() { PARLAB_HOME=$work/home OUT=$work/out EX=listmap ONLY='double_range[^@]*2 / x' tests/mutants/run; }
rm -f "$marks"
check "an obvious mutant is caught" 0 '^listmap +1 +1 +0 +100' grade
printf 'Not so.\n@ double_range\n-\ty[i] = 2 * x[i];\n+\ty[i] = 2 / x[i];\n' >"$marks"
check "a caught mutant that is marked as equivalent is an error" 1 'marked as equivalent, and yet caught' grade
