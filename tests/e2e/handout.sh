#!/bin/bash
# handout.sh - what students get works where only gcc and make are installed, and holds nothing
# that they must not see.
#
# The root file system of that machine is made here, of copies of this machine's files: those of
# gcc, make, the C library's headers and what every Debian has, with all that they depend on.
. "$(dirname "$0")/lib.sh"
cd "$root" || exit 2

if [ "${BUILD:-build}" != build ]; then
	skip "handouts" "programs for handouts are built without sanitizers only, and this is $BUILD"
	exit 0
fi

check "a handout is made" 0 "^$work/factorization.tar.gz$" "$PARLAB" handout factorization --out "$work"
check "not over another" 2 'is there already; --replace makes it anew$' "$PARLAB" handout factorization --out "$work"
check "it can be made anew" 0 '' "$PARLAB" handout factorization --out "$work" --replace
mkdir "$work/out" "$work/out/factorization"
check "a folder that is no handout is never replaced" 2 'name another folder' \
	"$PARLAB" handout factorization --out "$work/out" --replace
equal "its files and those of the archive are the same" "" "$(diff \
	<(tar -tf "$work/factorization.tar.gz" | grep -v '/$' | sort) <(cd "$work" && find factorization -type f | sort))"

# A line of the model solution, and one of the oracle's source.
own_lines() { grep -hE '[a-z].{24,}' "$1" | sort -u | grep -vxFf <(cat assignments/factorization/*.c harness/kit/*); }
for source in reference/factorization/{factorization,oracle}.c; do
	own_lines "$source" >"$work/secret"
	holds "lines of $source are there to look for" test -s "$work/secret"
	equal "no line of $source is in it" "" "$(grep -rlxFf "$work/secret" "$work/factorization" | head -n 3)"
done
equal "the model solution shows only its four functions" "4" \
	"$(nm --defined-only "$work/factorization/reference/factorization/model.o" | grep -c ' T factorization_')"
equal "and no others" "" \
	"$(nm --defined-only "$work/factorization/reference/factorization/model.o" | grep -E ' [tT] ' | grep -v ' T factorization_')"
equal "there is no fixture in it" "" "$(find "$work/factorization" -path '*fixture*')"
mkdir "$work/home"
home_in "$work/home"
mkdir "$work/home/harness/setup"
cp reference/factorization/factorization.c "$work/home/assignments/factorization/"
check "a solution in the stub's place is not handed out" 2 'no TODO\(student\) left, so it may be a solution' \
	env PARLAB_HOME="$work/home" "$PARLAB" handout factorization --out "$work/none"

# --- a machine with gcc and make only

packages() {
	# shellcheck disable=SC2046
	apt-cache depends --recurse --installed --no-recommends --no-suggests --no-enhances --no-conflicts --no-breaks \
		--no-replaces gcc make libc6-dev $(dpkg-query -W -f '${Essential} ${Package}\n' | sed -n 's/^yes //p') | grep '^[a-z]'
}
little_root() {   # copies of their programs, libraries and headers below $work/root
	mkdir "$work/root"
	# shellcheck disable=SC2046
	dpkg-query -L $(packages | sort -u) 2>/dev/null | grep -E '^(/usr)?/(bin|lib|lib64|include|libexec)/' |
		grep -vE '/(share|locale|gconv|perl|perl5|systemd|udev|security|lto1|lto-wrapper|lto-dump)(/|$)' | sort -u |
		while read -r file; do [ -d "$file" ] && [ ! -L "$file" ] || echo "${file#/}"; done |
		tar -C / --ignore-failed-read -cf - -T - 2>/dev/null | tar -C "$work/root" -xf - --transform 's,^\(bin\|lib\|lib64\)/,usr/&,'
	ln -sf dash "$work/root/usr/bin/sh" # a diversion may have moved the package's own
	[ -x "$work/root/usr/bin/make" ]
}
if ! command -v apt-cache >/dev/null || ! little_root; then
	skip "a machine with gcc and make only" "this is not Debian"
	exit 0
fi

# said NAME PATTERN: does the output of the last command match?
said() {
	if grep -qE -e "$2" <<<"$output"; then ok "$1"; else not_ok "$1" "no line matches '$2'" "$output"; fi
}

# there COMMAND...: run it there, in the handout's folder, as an ordinary user.
there() {
	bwrap --unshare-user --uid 1000 --gid 1000 --unshare-net --ro-bind "$work/root/usr" /usr --ro-bind /sys /sys \
		--symlink usr/bin /bin --symlink usr/lib /lib --symlink usr/lib64 /lib64 --proc /proc --dev /dev --tmpfs /tmp \
		--bind "$work/factorization" /desk --ro-bind "$work" /given --dir /run/lock --dir /etc --chdir /desk \
		--clearenv --setenv PATH /usr/bin --setenv HOME /tmp -- "$@"
}
for program in bwrap gnuplot clang pkg-config python3; do
	check "there is no $program there" '[1-9]*' '' there sh -c "command -v $program"
done
cp reference/factorization/factorization.c "$work/model.c"

check "make builds it there" 0 '' there make
check "the program runs by hand" '[12]' 'not written yet' there build/assignments/factorization serial
check "make check of the stub ends with 1" 1 'not attempted' there make check
equal "make says nothing of its own" "" "$(grep '^make' <<<"$output")"
said "it says what is missing without bubblewrap" 'no bubblewrap here.*apt-get install bubblewrap'
check "make check of the model solution ends with 0" 0 '^threads +correct' there make check FILE=/given/model.c
said "it says what is missing without clang" '[Rr]aces were not looked for.*OpenMP runtime is missing'
check "make submission refuses the stub" 1 'factorization\.c:[0-9]+: a TODO\(student\) is left' there make submission
equal "naming each place once" 4 "$(grep -c 'a TODO(student) is left; write' <<<"$output")"
said "and a missing file" 'ANSWERS.md is missing'
equal "and leaves nothing" "" "$(find "$work/factorization/out" -type f 2>/dev/null)"
echo 'int main(void' >>"$work/factorization/assignments/factorization/factorization.c"
check "make submission refuses what does not compile" 1 'did not compile' there make submission
head -c 1100000 /dev/zero | tr '\0' '\n' >"$work/factorization/assignments/factorization/factorization.c"
check "make submission refuses what is too large" 1 'at most 1 MiB' there make submission
rm "$work/factorization/assignments/factorization/factorization.c"
check "make submission refuses what is not there" '[12]' 'no such file' there make submission
cp reference/factorization/factorization.c "$work/factorization/assignments/factorization/"
printf '## why-dynamic\n\nbecause they cost the same\n' >"$work/factorization/assignments/factorization/ANSWERS.md"
check "make submission packs finished work" 0 'packed: out/submission/factorization.tar.gz' there make submission
said "and says which answers are missing" '1 of [0-9] answers found; missing in ANSWERS.md: chunk-size,'
equal "exactly the files to hand in" "factorization/ANSWERS.md factorization/factorization.c factorization/factorization_mpi.c" \
	"$(tar -tf "$work/factorization/out/submission/factorization.tar.gz" | grep -v '/$' | paste -sd' ')"
