#!/bin/bash
# charts.sh - exercise-specific charts: made from correct answers, stored in the gradebook,
# redrawn from it alone; they affect no points and no verdict.  To be quick, uses exercises
# that have charts but no timing.
# timed: charts show times.
. "$(dirname "$0")/lib.sh"
cd "$root" || exit 2
out=$work/out

chart_names() {   # EXERCISE: the charts in its manifest
	awk '/^[a-z]/ {inside = $1 == "charts:"} inside && $1 == "-" && $2 == "name:" {print $3}' \
		"assignments/$1/assignment.yaml"
}
untimed=()
for manifest in assignments/*/assignment.yaml; do
	ex=$(basename "$(dirname "$manifest")")
	[ -z "$(chart_names "$ex")" ] || grep -q '^measure:' "$manifest" || untimed+=("$ex")
done
[ ${#untimed[@]} -gt 0 ] || not_ok "an exercise has charts and is not timed" "none does"

for ex in "${untimed[@]}"; do
	mkdir -p "$work/class/model/$ex" "$work/class/beginner/$ex"
	cp "reference/$ex/$ex.c" "$work/class/model/$ex/"
	cp "assignments/$ex/$ex.c" "$work/class/beginner/$ex/"
done
check "the class is graded" 0 'graded' "$PARLAB" grade "$work/class" --out "$out"
for ex in "${untimed[@]}"; do
	for chart in $(chart_names "$ex"); do
		folder=$out/model/$ex
		holds "$ex: $chart has a table with rows" test "$(wc -l <"$folder/$chart.tsv")" -ge 3
		holds "$ex: $chart is drawn" grep -q '</svg>' "$folder/$chart.svg"
		holds "$ex: $chart is on the page" grep -qF "the numbers are in $chart.tsv\">" "$folder/index.html"
		holds "$ex: $chart of a stub is not drawn" test ! -e "$out/beginner/$ex/$chart.svg"
	done
done

# From the gradebook alone.
mv "$out/model" "$work/first"
check "the report is regenerated from the gradebook" 0 'index.html' "$PARLAB" report --out "$out"
for ex in "${untimed[@]}"; do
	for chart in $(chart_names "$ex"); do
		holds "$ex: $chart has the same table" cmp "$work/first/$ex/$chart.tsv" "$out/model/$ex/$chart.tsv"
		holds "$ex: $chart is redrawn identically" cmp "$work/first/$ex/$chart.svg" "$out/model/$ex/$chart.svg"
	done
done

# No point and no verdict depends on them.
cp "$out/grades.csv" "$work/with.csv"
sqlite3 "$out/gradebook.db" "UPDATE chart SET tsv = NULL, problem = 'it went wrong'"
check "a report with failed charts" 0 '' "$PARLAB" report --out "$out"
holds "failed charts do not change the grades" cmp "$work/with.csv" "$out/grades.csv"
for ex in "${untimed[@]}"; do
	holds "$ex: the page says why the chart failed" \
		grep -q 'This chart could not be made: it went wrong\.' "$out/model/$ex/index.html"
done

# Time against size, for one exercise with `sizes`.
sized=$(grep -l '^sizes:' assignments/*/assignment.yaml | head -n 1)
ex=$(basename "$(dirname "$sized")")
check "$ex: --sizes prints the break-even size" '[03]' 'Break-even with serial mode: fork: ' \
	"$PARLAB" bench "$ex" "reference/$ex/$ex.c" --sizes --out "$work/sizes"
holds "$ex: the chart of sizes is drawn" grep -q '</svg>' "$work/sizes/sizes.svg"
modes=$(grep -c '^  - {mode: ' "$sized")
values=$(sed -n '/^sizes:/,$s/.*values: \[\(.*\)\]/\1/p' "$sized" | wc -w)
equal "$ex: a row for each mode and size" $((modes * values)) "$(tail -n +2 "$work/sizes/sizes.tsv" | wc -l)"
equal "$ex: each row has its samples" "" \
	"$(awk -F '\t' 'NR > 1 && split($NF, samples, ",") != 9' "$work/sizes/sizes.tsv")"
holds "$ex: --sizes times nothing else" test ! -e "$work/sizes/rounds.tsv"

plain=$(grep -L -e '^sizes:' -e '^charts:' assignments/*/assignment.yaml | head -n 1)
if [ -n "$plain" ]; then
	ex=$(basename "$(dirname "$plain")")
	check "$ex: has no sizes" 2 "$ex has no sizes to measure" "$PARLAB" bench "$ex" --sizes
	check "$ex: has no charts" 2 "$ex has no charts of its own" "$PARLAB" bench "$ex" --charts
fi
