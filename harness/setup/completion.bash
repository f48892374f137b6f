# bash completion for parlab.  All words come from the installed program, so they are never out of date.
# shellcheck shell=bash
_parlab() {
	local word=${COMP_WORDS[COMP_CWORD]} words=''
	COMPREPLY=()
	if [ "$COMP_CWORD" -eq 1 ]; then
		words=$("${COMP_WORDS[0]}" --help=words 2>/dev/null)
	elif [[ $word = -* ]]; then
		words=$("${COMP_WORDS[0]}" "${COMP_WORDS[1]}" --help=words 2>/dev/null)
	elif [ "$COMP_CWORD" -eq 2 ]; then
		words=$("${COMP_WORDS[0]}" list 2>/dev/null | awk 'NR > 1 && NF == 0 { exit } NR > 1 { print $1 }')
	fi
	mapfile -t COMPREPLY < <(compgen -W "$words" -- "$word")
}
complete -o default -F _parlab parlab
