#!/bin/bash
# data_files.sh - the files that programs read when they are run by hand: images (IDX) and
# parameters (CSV).  A valid file is read.  For an invalid one the program exits with 2 and
# prints one line: the file, the problem (for CSV with the line number), and the remedy.
# Skipped if the exercise is absent.
. "$(dirname "$0")/lib.sh"
cd "$root" || exit 2

# refused NAME FILE PATTERN COMMAND...: exits with 2 and prints one line, `PROGRAM: FILE...`
refused() {
	local name=$1 file=$2 pattern=$3
	shift 3
	check "$name" 2 "^[a-z]+: $file.*$pattern.*; [a-z]" "$@" &&
		equal "$name: in one line" 1 "$(wc -l <<<"$output")"
}

# --- IDX ---------------------------------------------------------------------------

byte() { printf "\\x$(printf %02x "$1")"; }
number() { byte $(($1 >> 24 & 255)); byte $(($1 >> 16 & 255)); byte $(($1 >> 8 & 255)); byte $(($1 & 255)); }
magic() { byte 0; byte 0; byte "$1"; byte "$2"; }   # TYPE RANK
images() { magic 8 3; number "$1"; number 28; number 28; head -c $(($1 * 784)) /dev/zero; }   # COUNT
labels() {   # COUNT
	local i
	magic 8 1
	number "$1"
	for ((i = 0; i < $1; i++)); do byte $((i % 10)); done
}

# set_of COUNT: a complete data set in $work/set: COUNT training and COUNT / 2 test images
set_of() {
	rm -rf "$set"
	mkdir "$set"
	images "$1" >"$set/train-images-idx3-ubyte"
	labels "$1" >"$set/train-labels-idx1-ubyte"
	images $(($1 / 2)) >"$set/t10k-images-idx3-ubyte"
	labels $(($1 / 2)) >"$set/t10k-labels-idx1-ubyte"
}

set=$work/set
train() { PARLAB_IMAGES=$set build/reference/mlp s --epochs 1 --every 1 --batch 5 --hidden 4; }
damaged() {   # NAME FILE PATTERN: test with FILE from standard input, then restore the set
	cat >"$set/$2"
	refused "IDX: $1" "$set/$2" "$3" train
	rm "$set/$2"
	set_of 40
}

if [ -x build/reference/mlp ]; then
	set_of 40
	check "IDX: a whole set is read" 0 '45 to train, 15 to test' train
	gzip -n "$set"/*
	check "IDX: and compressed" 0 '45 to train, 15 to test' train
	set_of 40
	i=train-images-idx3-ubyte l=train-labels-idx1-ubyte

	images 40 | head -c 20000 | damaged "cut within the images" $i 'ends too early'
	images 40 | head -c 10 | damaged "cut within the header" $i 'ends too early'
	damaged "empty" $i 'ends too early' </dev/null
	{ images 40; byte 0; } | damaged "a byte too many" $i 'too long'
	{ magic 8 3; number 4294967295; number 28; number 28; } |
		damaged "more images than bytes" $i 'ends too early'
	{ magic 8 3; for _ in 1 2 3; do number 4294967295; done; } |
		damaged "more elements than can be" $i 'more elements'
	{ echo P5; images 40; } | damaged "not IDX at all" $i 'not an IDX file'
	{ magic 13 3; images 40 | tail -c +5; } | damaged "floating-point elements" $i 'type 13'
	labels 40 | damaged "labels for images" $i '1 dimensions'
	{ magic 8 3; number 40; number 14; number 56; head -c 31360 /dev/zero; } |
		damaged "other pixels" $i '14 x 56'
	labels 39 | damaged "a label too few" $l '39 labels for 40 images'
	labels 41 | damaged "a label too many" $l '41 labels for 40 images'
	{ labels 40 | head -c 27; byte 10; labels 40 | tail -c 20; } |
		damaged "a label out of range" $l 'label 19 is 10, not 0..9'
	labels 19 | damaged "of the test set, too" t10k-labels-idx1-ubyte '19 labels for 20 images'

	rm "$set/$l"
	refused "IDX: a file is missing" "$set/$l" 'no such file' train
	set_of 40
	mkdir "$set/$l.gz"
	refused "IDX: a folder in its place" "$set/$l.gz" 'not a regular file' train
	set_of 40
	rm "$set/$i"
	images 40 | gzip -n | head -c 60 | damaged "gzip: cut" $i.gz '(ends too early|damaged gzip)'
	rm "$set/$i"
	images 40 | gzip -n | head -c -6 | damaged "gzip: its end is cut" $i.gz 'damaged gzip file'
	rm "$set/$i"
	{ images 40 | gzip -n | head -c -8; number 1; images 40 | gzip -n | tail -c 4; } |
		damaged "gzip: wrong checksum" $i.gz 'damaged gzip file'
	rm "$set/$i"
	{ images 40 | gzip -n | head -c 20; head -c 100 /dev/zero | tr '\0' '\377'; } |
		damaged "gzip: nonsense within" $i.gz '(ends too early|damaged gzip)'
	rm "$set/$i"
	images 40000 | gzip -n | head -c 3000 |
		damaged "gzip: far shorter than it says" $i.gz '(ends too early|damaged gzip)'
	set_of 2
	check "IDX: too few for a batch" 2 'are too few' train
else
	skip "IDX" "there is no build/reference/mlp"
fi

# --- CSV -----------------------------------------------------------------------------

csv=$work/grid.csv
table() { POLYGRID_CSV=$csv build/reference/polygrid s --points 3; }
# bad NAME LINE PATTERN CONTENTS (a printf format)
bad() {
	# shellcheck disable=SC2059
	printf "$4" >"$csv"
	refused "CSV: $1" "$csv:$2: " "$3" table
}
# good NAME PATTERN CONTENTS
good() {
	# shellcheck disable=SC2059
	printf "$3" >"$csv"
	check "CSV: $1" 0 "$2" table
}

if [ -x build/reference/polygrid ]; then
	good "a row" '^a = 1, b = 2, c = 3, d = 4, x = -2' 'a,b,c,d\n1,2,3,4\n'
	good "columns in any order" '^a = 4, b = 3, c = 2, d = 1, x = -2' 'd,c,b,a\n1,2,3,4\n'
	good "CRLF, and spaces" '^a = 1, b = 2, c = 3, d = 4, x = -2' ' a , b,c,d\r\n 1, 2 ,3,4\r\n'
	good "no end of line at the end" '^1 rows' 'a,b,c,d\n1,2,3,4'
	good "no rows" '^0 rows' 'a,b,c,d\n'
	bad "empty" 1 'the file is empty' ''
	bad "no header" 1 "unknown column '1'" '1,2,3,4\n'
	bad "a column is missing" 1 "column 'c' is missing" 'a,b,d\n1,2,3\n'
	bad "a column twice" 1 "column 'b' is there twice" 'a,b,c,b\n1,2,3,4\n'
	bad "a column too many" 1 "unknown column 'e'" 'a,b,c,d,e\n1,2,3,4,5\n'
	bad "text for a number" 3 "column 'c': 'three' is not a finite number" 'a,b,c,d\n1,2,3,4\n1,2,three,4\n'
	bad "a number and text" 2 "column 'd': '4kg'" 'a,b,c,d\n1,2,3,4kg\n'
	bad "nothing for a number" 2 "column 'b': ''" 'a,b,c,d\n1,,3,4\n'
	bad "NaN" 2 "column 'a': 'nan'" 'a,b,c,d\nnan,2,3,4\n'
	bad "infinity" 2 "column 'd': '-inf'" 'a,b,c,d\n1,2,3,-inf\n'
	bad "too large" 2 "column 'a': '1e999'" 'a,b,c,d\n1e999,2,3,4\n'
	bad "too few fields" 4 '3 fields, expected 4' 'a,b,c,d\n1,2,3,4\n1,2,3,4\n1,2,3\n'
	bad "too many fields" 2 '5 fields, expected 4' 'a,b,c,d\n1,2,3,4,5\n'
	bad "semicolons" 2 '1 field, expected 4' 'a,b,c,d\n1;2;3;4\n'
	bad "an empty line" 3 'the line is empty' 'a,b,c,d\n1,2,3,4\n\n1,2,3,4\n'
	bad "a zero byte" 2 'a zero byte' 'a,b,c,d\n1,2,3,\0004\n'
	bad "an escape sequence is not passed on" 1 "unknown column '\\?\\[31ma'" '\033[31ma,b,c,d\n'
	rm "$csv"
	check "CSV: a file that is not there is written" 0 'wrote a grid' table
	holds "CSV: and can be read" table
	refused "CSV: a folder" "$work" '' env POLYGRID_CSV="$work" build/reference/polygrid s
	refused "CSV: nowhere" "$work/none/grid.csv" 'No such file' \
		env POLYGRID_CSV="$work/none/grid.csv" build/reference/polygrid s
else
	skip "CSV" "there is no build/reference/polygrid"
fi
