#!/bin/bash
# export.sh - results in the formats of other programs: each is valid for its reader, with every
# verdict in it; platforms' own files keep every row; students are joined by ids.
. "$(dirname "$0")/lib.sh"
cd "$root" || exit 2
ex=listmap out=$work/out

mkdir -p "$work/class/base/$ex"
echo '#error it does not compile' >"$work/class/base/$ex/$ex.c"
check "a gradebook is made" 0 '^1 graded' "$PARLAB" grade "$work/class" --no-timing --out "$out"

# A result with each verdict: right, lost, pending, late, adjusted; and with hostile text.
ask() { sqlite3 "$out/gradebook.db" "$1"; }
verdicts=$(sed -nE 's/^\t\[VERDICT_[A-Z_]+\] = \{"[^"]*", "([^"]*)".*/\1/p' harness/grading/verdict.c)
id=100
for verdict in $verdicts; do
	id=$((id + 1))
	ask "INSERT INTO submission (id, student, exercise, title, fingerprint, host, marks, verdict, points, max_points, pending, handed_in, graded_at)
		VALUES ($id, '$verdict', '$ex', 'A <title> & more', '', '', '', '$verdict', 4.5, 10, 2, 1762383600, 1762383600);
		INSERT INTO part (submission, number, kind, mode, points, max_points, pending, verdict, reason) VALUES
		($id, 1, 'correct', 'serial', 5, 5, 0, 'correct', 'right: all'),
		($id, 2, 'correct', 'fork', 0, 3, 0, '$verdict', 'lost: <b>\"quoted\"</b> & word: x' || char(27) || char(10)),
		($id, 3, 'speed', 'fork', 0, 2, 2, '$verdict', 'waits'),
		($id, 4, 'late', 'serial', -1, 0, 0, 'correct', 'a day late'),
		($id, 5, 'adjusted', 'serial', 0.5, 0, 0, 'correct', 'well done');
		INSERT INTO finding (submission, number, stage, mode, verdict, workers, message, hint) VALUES
		($id, 1, 'check', 'fork', '$verdict', 3, 'expected: 1 ' || char(7) || '<script>' || CAST(x'ff' AS TEXT), 'try: this')"
done
equal "there is a result with each verdict" "$(wc -w <<<"$verdicts")" "$(ask "SELECT count(DISTINCT verdict) FROM submission WHERE id > 100")"
holds "there are verdicts" test "$(wc -w <<<"$verdicts")" -ge 20

# exports FORMAT STUDENT: into $work/FORMAT/STUDENT.
exports() {
	mkdir -p "$work/$1"
	"$PARLAB" export "$1" --out "$out" --student "$2" --only $ex --to "$work/$1/$2" || not_ok "$1 $2: exported" failed
}
for format in $("$PARLAB" export --help | awk '/^  [a-z0-9-]+  / {print $1}'); do
	case $format in csv | canvas | moodle) continue ;; esac
	for verdict in $verdicts base; do exports "$format" "$verdict"; done
	check "$format: valid with every verdict" 0 '^valid$' tests/schemas/validate "$format" "$work/$format"/*
done
equal "gradescope: the score is the whole, and what is pending has not failed" "4.5 passed failed null" \
	"$(python3 -c 'import json, sys; r = json.load(open(sys.argv[1])); print(r["score"], *[t.get("status", "null") for t in r["tests"]][:3])' "$work/gradescope/race")"
equal "check50: neither passed nor failed" "True False None" \
	"$(python3 -c 'import json, sys; print(*[t["passed"] for t in json.load(open(sys.argv[1]))["results"]][:3])' "$work/check50/race")"
equal "prairielearn: a share" 0.45 "$(python3 -c 'import json, sys; print(json.load(open(sys.argv[1]))["score"])' "$work/prairielearn/race")"
check "a validator that finds nothing would be useless" 1 'score' tests/schemas/validate gradescope tests/schemas/autolab.json
check "the whole class as JUnit" 0 "<testsuite name=\"base $ex\"" "$PARLAB" export junit --out "$out"

# --- csv

check "csv: a header with every exercise" 0 "^id,name,section,$ex,total,max_total,percentage,pending,handed_in$" "$PARLAB" export csv --out "$out"
equal "csv: a row" "race,,,4.5,4.5,10,45.00,2,2025-11-05T23:00:00Z" "$(grep '^race,' <<<"$output")"

# --- Canvas and Moodle: in and out again

ask "UPDATE submission SET student = '1001' WHERE student = 'race'; UPDATE submission SET student = 'm-7' WHERE student = 'leak';
	UPDATE submission SET fault = 'it failed', student = '1003' WHERE student = 'slow'"
printf '\xef\xbb\xbfStudent,ID,SIS User ID,SIS Login ID,Section,"A <title> & more (77)",Other (78)\r\n    Points Possible,,,,,10,"5"\r\n' >"$work/canvas.csv"
printf '%s\r\n' '"Müller, Jürgen",1001,,jm,A,,1' '"=Nasty, ""N""",1002,m-7,x,A,3,2' 'No Result,1009,,y,B,9,"3"' 'Fault,1003,,z,B,7,4' \
	'"Student, Test",,,,,,' >>"$work/canvas.csv"
check "canvas: filled in" 0 '^2 of .* results filled in' "$PARLAB" export canvas --out "$out" --only $ex --into "$work/canvas.csv" --to "$work/filled.csv"
sed -e '3s/,A,,1/,A,4.5,1/' -e '4s/,A,3,2/,A,4.5,2/' "$work/canvas.csv" >"$work/expected.csv"
holds "canvas: every row stays, in its order, and only points change" cmp "$work/expected.csv" "$work/filled.csv"
check "canvas: an unknown column is named" 2 "there are: 'Student', 'ID'" "$PARLAB" export canvas --out "$out" --only $ex --into "$work/canvas.csv" --column Nothing
printf 'Identifier;Full name;Email address;Grade;Feedback comments\nParticipant 1001;Ann Lee;a@example.org;;\nParticipant 1002;Ann Lee;b@example.org;1,5;"a; b"\n' >"$work/moodle.csv"
printf 'id,name,email\nm-7,Ann Lee,B@example.org\n' >"$work/roster.csv"
check "moodle: filled in, by numbers and by the roster" 0 '^2 of ' \
	"$PARLAB" export moodle --out "$out" --only $ex --into "$work/moodle.csv" --roster "$work/roster.csv" --to "$work/filled.csv"
equal "moodle: rows keep their form" \
	"$(printf 'Identifier;Full name;Email address;Grade;Feedback comments\nParticipant 1001;Ann Lee;a@example.org;4.5;\nParticipant 1002;Ann Lee;b@example.org;4.5;"a; b"\n')" \
	"$(cat "$work/filled.csv")"
printf 'ID,%s\n5,\n' $ex >"$work/others.csv"
check "rows that match nobody are an error, not an empty export" 2 'none of its rows' "$PARLAB" export canvas --out "$out" --only $ex --into "$work/others.csv"
check "a result that the grader failed on is not exported" 2 'the grader failed on it' "$PARLAB" export gradescope --out "$out" --student 1003 --only $ex
check "an unknown format" 2 "did you mean 'junit'" "$PARLAB" export junitt --out "$out"

# --- an autograder for Gradescope

check "an autograder is packed" 0 'autograder.zip' "$PARLAB" pack gradescope $ex --to "$work/autograder.zip"
mkdir -p "$work/ag/source" "$work/ag/submission"
holds "the archive can be unpacked" unzip -q "$work/autograder.zip" -d "$work/ag/source"
holds "it has both scripts" test -x "$work/ag/source/setup.sh" -a -x "$work/ag/source/run_autograder"
equal "it has this exercise only" "$ex $ex " "$(cd "$work/ag/source/parlab" && find assignments reference -mindepth 1 -maxdepth 1 -printf "%f ")"
mkdir -p "$work/ag/source/parlab/build"
cp -r "$(dirname "$PARLAB")/parlab" build/kit build/oracles "$work/ag/source/parlab/build/"
cp "$work/class/base/$ex/$ex.c" "$work/ag/submission/"
check "run_autograder grades" 0 '' env -u PARLAB_HOME AUTOGRADER="$work/ag" "$work/ag/source/run_autograder"
check "its results.json is valid" 0 valid tests/schemas/validate gradescope "$work/ag/results/results.json"
