#!/bin/bash
# install.sh - an installed parlab works from any folder, and brings manual pages and completion.
. "$(dirname "$0")/lib.sh"
cd "$root" || exit 2

if [ "${BUILD:-build}" != build ]; then
	skip "installation" "what is installed is built without sanitizers, and this is $BUILD"
	exit 0
fi

prefix=$work/x/usr/local
check "it installs" 0 '' harness/setup/install build "$prefix"
unset PARLAB_HOME
cp reference/factorization/factorization.c "$work/"
cp -r tests/class/serial-only/factorization "$work/mine"
chmod -R a+rX "$work"
cd "$work" || exit 2
check "it lists the exercises, from another folder" 0 '^factorization +serial fork threads openmp' "$prefix/bin/parlab" list
check "it checks the file in the current folder" 0 '^serial +correct' "$prefix/bin/parlab" check factorization --mode serial
echo 'int wrong(' >bad.c # before it is blamed, the model solution must have been built
check "it finds the model solution, without its source" 1 'did not compile' "$prefix/bin/parlab" check factorization bad.c
check "it makes handouts" 0 "^$work/h/factorization$" "$prefix/bin/parlab" handout factorization --out "$work/h"
holds "with the model solution as an object file" test -s "$work/h/factorization/reference/factorization/model.o"
equal "no source of a model solution or an oracle is installed" "" \
	"$(cd "$root/reference" && find . -name '*.c' -printf '%f\n' | sort -u | while read -r name; do
		find "$prefix" -name "$name" | while read -r file; do
			for own in "$root"/reference/*/"$name"; do if [ -f "$own" ] && cmp -s "$own" "$file"; then echo "$file"; fi; done
		done
	done)"

man=$prefix/share/man
"$prefix/bin/parlab" --help=words >commands
equal "there is a page for each command" "$(sort commands)" \
	"$(find "$man/man1" -name 'parlab-*.1' | sed 's|.*/parlab-||; s|\.1$||' | sort)"
if command -v mandoc >/dev/null; then
	equal "mandoc finds nothing wrong with the pages" "" \
		"$(cd "$man" && MANPATH=$man mandoc -Tlint -M "$man" man1/*.1 man5/*.5 2>&1 | grep -v 'referenced manual not found')"
else
	skip "mandoc finds nothing wrong with the pages" "there is no mandoc"
fi
while read -r command; do
	"$prefix/bin/parlab" "$command" --help | grep -oE '^ +(-., )?--[a-z-]+' | grep -oE -- '--[a-z-]+' | sort >help
	grep '^\.It Fl' "$man/man1/parlab-$command.1" | grep -oE -- '-[a-z-]{2,}' | sed 's/^/-/' | sort >page
	equal "the page of $command has the options of --help" "$(cat help)" "$(cat page)"
done <commands
for key in title modes errors change memory_mib; do
	holds "assignment.yaml(5) explains $key" grep -q "^\.It Cm $key :" "$man/man5/assignment.yaml.5"
done
equal "every key of a manifest is explained" "" "$(awk '/^\.It Cm/ { if (bare != "") print bare; bare = $0; next } { bare = "" }' \
	"$man/man5/assignment.yaml.5")"

# complete WORD...: what completion offers for the last word.
complete_words() {
	PATH=$prefix/bin:$PATH bash -c '. "$0"; COMP_WORDS=(parlab "$@"); COMP_CWORD=$#; _parlab; echo "${COMPREPLY[*]}"' \
		"$prefix/share/bash-completion/completions/parlab" "$@"
}
equal "completion of a command" check "$(complete_words chec)"
equal "completion of an option" --workers "$(complete_words check factorization --work)"
equal "completion of an exercise" "factorization" "$(complete_words check fac)"
