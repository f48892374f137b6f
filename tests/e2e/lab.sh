#!/bin/bash
# lab.sh - lab reports to fill in (`report --latex`, `--markdown`): of three exercises they compile
# with pdflatex, and no text from a submission is mark-up.  The results are copies of a kept
# gradebook's, so nothing is graded here.
. "$(dirname "$0")/lib.sh"
cd "$root" || exit 2
out=$work/out book=$work/out/gradebook.db
mkdir -m 700 "$out"
sqlite3 "$book" <"$(printf '%s\n' tests/gradebooks/v*.sql | sort -V | tail -n 1)"

# kept SQL: in a copy of the result 1
as() {   # ID STUDENT EXERCISE
	local table
	printf "CREATE TEMP TABLE t AS SELECT * FROM submission WHERE id = 1; UPDATE t SET id = %d, student = '%s', exercise = '%s'; INSERT INTO submission SELECT * FROM t; DROP TABLE t;\n" "$1" "${2//\'/\'\'}" "$3"
	for table in speed sample series rule; do
		printf 'CREATE TEMP TABLE t AS SELECT * FROM %s WHERE submission = 1; UPDATE t SET submission = %d; INSERT INTO %s SELECT * FROM t; DROP TABLE t;\n' "$table" "$1" "$table"
	done
	printf "UPDATE rule SET name = '%s' WHERE submission = %d AND kind = 'question';\n" "$(words_of "$3" question | head -n 1)" "$1"
}
hostile='\input{/etc/passwd} $x_1^2$ 100% #1 {~} <script>alert(1)</script> [a](b) **b** '$'\u202e''é 中'
{ as 101 ada factorization; as 102 ada matmul; as 103 ada listmap; as 104 "$hostile" pool; } | sqlite3 "$book"

for ex in factorization matmul listmap pool; do
	student=ada
	[ $ex != pool ] || student=$hostile
	check "$ex: a report in LaTeX" 0 'lab-report.tex$' "$PARLAB" report --latex $ex --student "$student" --out "$out"
	folder=$(dirname "$output")
	holds "$ex: it asks the handout's questions" grep -q '^.section{Questions}' "$folder/lab-report.tex"
	if command -v pdflatex >/dev/null; then
		check "$ex: pdflatex makes a PDF" 0 'Output written' \
			bash -c "cd '$folder' && pdflatex -no-shell-escape -interaction=nonstopmode -halt-on-error lab-report.tex"
		[ $ex = pool ] || check "$ex: and warns of nothing" 1 '' grep -E 'Warning|Overfull' "$folder/lab-report.log"
	else
		skip "$ex: pdflatex makes a PDF" "no pdflatex"
	fi
done
holds "hostile text is text in LaTeX" grep -qF '\author{\textbackslash{}input\{/etc/passwd\} \$x\_1\textasciicircum{}2\$ 100\% \#1 \{\textasciitilde{}\} $<$script$>$' \
	"$folder/lab-report.tex"
check "a report in Markdown" 0 'lab-report.md$' "$PARLAB" report --markdown pool --student "$hostile" --out "$out"
holds "hostile text is text in Markdown" grep -qF '\<script\>alert(1)\</script\> \[a\](b) \*\*b\*\* \u{202e}é' "$output"
check "without --student: the only one" 0 'lab-report.md$' "$PARLAB" report --markdown matmul --out "$out"
check "without --student: not the only one" 2 'factorization: 4 students have a result; say whose with --student NAME' \
	"$PARLAB" report --latex factorization --out "$out"
check "an exercise without results" 2 'sweep: no result in this exercise' "$PARLAB" report --latex sweep --out "$out"
check "an unknown student" 2 "no result of 'nobody' in 'matmul'" "$PARLAB" report --latex matmul --student nobody --out "$out"
check "--student alone" 2 'only for a lab report' "$PARLAB" report --student ada --out "$out"
