#!/bin/bash
# by_hand.sh - the output shown in the handouts is that of the model solution, in every mode.
#
# A handout shows it in a fenced block marked `console`: a line `$ COMMAND`, followed by the
# output.  `...` matches anything within a line or, alone on a line, any number of lines.  The
# command names the student's program; it is replaced by the model solution, run in every mode.
# Exercises are discovered automatically; EX=NAME selects one.
#
# Other commands in a handout or a chart's script are not run, but must be about that exercise
# and name only existing files.
#
# Also tests the spans of harness/kit/span.h: a program that records them writes a table with
# --spans, in every mode, and plots/gantt.gp draws it.  Without --spans it writes nothing.
. "$(dirname "$0")/lib.sh"

# Programs run in an empty folder, and must leave it empty.
hand=$work/hand
mkdir "$hand" && cd "$hand" || exit 2
export TMPDIR=$hand OMP_WAIT_POLICY=passive

# blocks_of README: a line for each command, followed by its output, each line after a tab.
blocks_of() {
	awk '/^```console$/ { inside = 1; next }  /^```/ { inside = 0 }
		inside { if (sub(/^\$ /, "")) print; else print "\t" $0 }' "$1"
}

# agrees EXPECTED OUTPUT: are they equal, with `...` as a wildcard?
agrees() {
	local pattern
	# Escape the special characters of shell patterns, then turn dots into "*".
	pattern=$(sed -e 's/[][\\*?(|)@!+]/\\&/g' -e 's/ *\.\.\. */*/g' <<<"$1")
	# shellcheck disable=SC2053
	[[ $2 == $pattern ]]
}

# try EXERCISE COMMAND EXPECTED: test the command in each mode.
try() {
	local ex=$1 words mode
	read -ra words <<<"$2"
	if [ "${words[0]}" != "build/assignments/$ex" ] || [ ${#words[@]} -lt 2 ]; then
		not_ok "$ex: its handout runs its own program" "$2"
		return
	fi
	for mode in $(modes_of "$ex"); do
		words[1]=$mode
		output=$("$root/build/reference/$ex" "${words[@]:1}" 2>"$work/complaint" </dev/null)
		if [ $? -eq 0 ] && agrees "$3" "$output"; then
			ok "by hand: $ex ${words[*]:1}"
		else
			not_ok "by hand: $ex ${words[*]:1}" "not what its handout shows" "$output
$(cat "$work/complaint")"
		fi
	done
}

# strange EXERCISE FILE...: prints the commands in these files that are about something else,
# or that name a missing source or script, one per line.  Paths are relative to the project's
# folder.  Text after two spaces is an explanation, not part of the command.
strange() {
	local ex=$1 words word
	shift
	grep -ohE '(make (check|bench)|gnuplot|build/[a-z]+)[ /][^`]*' "$@" | sed 's/   *[^ ].*//' |
		while read -ra words; do
			case "${words[0]} ${words[1]:-} ${words[2]:-}" in
			"make check EX=$ex" | "make bench EX=$ex" | "build/parlab check $ex" | "build/parlab bench $ex") ;;
			"gnuplot "* | "build/assignments/$ex "*) ;;
			*) echo "${words[*]}" ;;
			esac
			for word in "${words[@]}"; do
				case $word in *.[ch] | *.gp) [ -f "$root/${word#FILE=}" ] || echo "${words[*]}" ;; esac
			done
		done
}

for ex in $(exercise_names); do
	command='' expected='' commands=0
	while IFS= read -r line; do
		if [ "${line:0:1}" = $'\t' ]; then
			expected+=${expected:+$'\n'}${line:1}
			continue
		fi
		[ -z "$command" ] || try "$ex" "$command" "$expected"
		command=$line expected='' commands=$((commands + 1))
	done < <(blocks_of "$root/assignments/$ex/README.md"; echo)
	equal "$ex: its handout shows the output of a run by hand" yes "$([ "$commands" -gt 1 ] && echo yes || echo no)"
	equal "$ex: its handout's commands are about it, and the files that they name exist" "" \
		"$(shopt -s nullglob; strange "$ex" "$root/assignments/$ex"/{README.md,*.gp})"
	equal "$ex: runs by hand leave no file" "" "$(find "$hand" -mindepth 1 -printf '%P ')"
done

# whole_rows TABLE WORKERS SCHEDULE: prints what is wrong.  Required are a header, rows of four
# columns, spans that begin within the call, and no overlapping spans of one worker.
whole_rows() {
	head -n 1 "$1" | grep -qx $'schedule\tworker\tstart_s\tend_s' || echo "no header"
	tail -n +2 "$1" | sort -t $'\t' -k 2,2n -k 3,3g | awk -F '\t' -v workers="$2" -v schedule="$3" '
		NF != 4 || $1 != schedule || $2 !~ /^[0-9]+$/ || $2 >= workers || $3 < 0 || $4 < $3 { print "a bad row: " $0 }
		NR > 1 && $2 == worker && $3 < end { print "two at a time: " $0 }
		!seen[$2]++ { count++ }
		{ worker = $2; end = $4 }
		END { if (count != workers) print count " workers" }'
}

# draw TABLE CHART TERMINAL
draw() {
	gnuplot -e "table='$1'; out='$2'; terminal='$3'" "$root/plots/gantt.gp"
}

spans() {   # EXERCISE SOURCE
	local ex=$1 program=$work/with-spans mode name workers given names=(serial fork threads openmp)
	mapfile -t given < <(words_of "$ex" given)
	holds "$ex: a program with spans is built" gcc -std=c17 -D_GNU_SOURCE -pthread -fopenmp -O2 -I"$root/harness/kit" \
		-I"$root/assignments/$ex" -o "$program" "$2" "${given[@]/#/$root/assignments/$ex/}" \
		"$root/assignments/$ex/driver.c" "$root/build/kit/plain.a" || return
	for mode in $(modes_of "$ex"); do
		name=${names[$(expr index smio "$mode") - 1]} workers=$([ "$mode" = s ] && echo 1 || echo 4)
		check "$ex $mode: runs with spans" 0 '' "$program" "$mode" -w 4 --spans "$work/$name.tsv"
		equal "$ex $mode: the rows of the table are valid" "" "$(whole_rows "$work/$name.tsv" "$workers" "$name")"
		check "$ex $mode: the chart is drawn" 0 '' draw "$work/$name.tsv" "$work/$name.svg" svg
		holds "$ex $mode: the chart names the mode" grep -q "$name: all done after" "$work/$name.svg"
	done
	cat "$work/fork.tsv" "$work/threads.tsv" >"$work/both.tsv"
	check "$ex: concatenated tables make one chart" 0 '' draw "$work/both.tsv" "$work/both.svg" svg
	equal "$ex: with a panel for each table" 2 "$(grep -c 'all done after' "$work/both.svg")"
	check "$ex: a file for spans that cannot be written is an error" 2 "^$ex: --spans /: " "$program" s --spans /
	check "$ex: a program with spans runs without --spans" 0 '' "$program" i -w 4
	equal "$ex: without --spans, no file is written" "" "$(find "$hand" -mindepth 1 -printf '%P ')"
	check "$ex: a program with spans passes check" 0 correct "$PARLAB" check "$ex" "$2"
}

# An exercise whose `good` fixture records spans.
noted=$(cd "$root" && grep -l 'span_end(' tests/fixtures/*/good/*/*.c | head -n 1)
ex=$(basename "$noted" .c)
[ -n "$noted" ] || not_ok "a good fixture records spans" "none does"
[ -z "$noted" ] || [ "${EX:-$ex}" != "$ex" ] || spans "$ex" "$root/$noted"

# --calls is the kit's, so one exercise stands for all.
ex=$(exercise_names | head -n 1)
once=$("$root/build/reference/$ex" s) several=$("$root/build/reference/$ex" s --calls 8 2>"$work/times")
equal "--calls: the result is that of one call" "$once" "$several"
holds "--calls: the first call is told apart" grep -qxE 'first call [0-9.]+ s' "$work/times"
holds "--calls: the others have a median, its interval and a minimum" \
	grep -qxE '7 more: median [0-9.]+ s \(95% interval [0-9.]+ to [0-9.]+ s\), minimum [0-9.]+ s' "$work/times"
check "--calls is a number from 1 on" 2 "^$ex: --calls: '0' is not a number of calls" "$root/build/reference/$ex" s --calls 0
check "--calls and --spans exclude each other" 2 "^$ex: --spans is about a single call" \
	"$root/build/reference/$ex" s --calls 2 --spans "$work/none"

# Check the test itself: it must detect a difference.
holds "equal output agrees" agrees $'a [1]\nb' $'a [1]\nb'
holds "dots match anything" agrees $'n  ...  x\n ...\nend' $'n  12  x\n1\n2\nend'
check "another number is detected" 1 '' agrees $'a 1\nb' $'a 2\nb'
check "an extra line is detected" 1 '' agrees $'a 1' $'a 1\nb'
printf '%s\n' 'make check EX=one FILE=one.c   is it right?' 'build/assignments/one s -n 3' 'build/parlab bench two --sizes' \
	>"$work/handout"
equal "commands about another exercise or a missing file are detected" \
	$'make check EX=one FILE=one.c\nbuild/parlab bench two --sizes' "$(strange one "$work/handout")"
