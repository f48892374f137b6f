#!/bin/bash
# pages.sh - the pages and charts as readers meet them: opened in headless Chromium
# (tests/pages/audit.mjs).  The class is made by copying the results of a kept gradebook, with
# hostile names and texts, so nothing is graded here.  Spoilt pages show that the audit sees faults.
. "$(dirname "$0")/lib.sh"
cd "$root" || exit 2
modules=$root/build/npm/node_modules

if ! command -v chromium >/dev/null || ! command -v node >/dev/null || [ ! -d "$modules/playwright-core" ]; then
	skip "the pages in a browser" "no chromium, node or playwright-core; \`make deps\` installs them"
	exit 0
fi

# --- a class of hostile students, in two exercises -----------------------------------
out=$work/out book=$work/out/gradebook.db
mkdir -m 700 "$out"
newest=$(printf '%s\n' tests/gradebooks/v*.sql | sort -V | tail -n 1)
sqlite3 "$book" <"$newest"

# copy_result ID NEW STUDENT EXERCISE: with all that belongs to it
copy_result() {
	local table
	printf "CREATE TEMP TABLE t AS SELECT * FROM submission WHERE id = %d; UPDATE t SET id = %d, student = '%s', exercise = '%s';\n" \
		"$1" "$2" "${3//\'/\'\'}" "$4"
	printf 'INSERT INTO submission SELECT * FROM t; DROP TABLE t;\n'
	for table in finding census sample speed part chart series rule; do
		printf 'CREATE TEMP TABLE t AS SELECT * FROM %s WHERE submission = %d; UPDATE t SET submission = %d;\n' "$table" "$1" "$2"
		printf 'INSERT INTO %s SELECT * FROM t; DROP TABLE t;\n' "$table"
	done
}
hostile='<script>alert(1)</script><img src=x onerror=alert(2)>'
long=$(printf 'a-name-without-any-space-%.0s' 1 2 3 4)
id=100
{	for student in "$hostile" "$long" "'\"><svg onload=alert(3)>" Zoe ada bob; do
		for exercise in factorization matmul integration listmap pool sweep; do
			copy_result $((1 + id % 3)) $id "$student" $exercise
			id=$((id + 1))
		done
		id=$((id + 1))
	done
	printf "UPDATE finding SET message = message || ' %s', hint = '%s', detail = '</pre>%s' WHERE verdict <> 'correct' AND submission > 100;\n" \
		"$hostile" "$hostile" "$hostile"
	printf "UPDATE part SET reason = reason || ' %s' WHERE submission > 100;\n" "$hostile"
	# Enough worker counts for curves, and a chart of its own.
	for workers in 3 4; do
		printf 'CREATE TEMP TABLE t AS SELECT * FROM speed WHERE submission = 1; UPDATE t SET number = number + %d, workers = %d, graded = 0, reason = NULL, student = %d * 0.8, student_low = %d * 0.75, student_high = %d * 0.82, canary = %d, canary_low = %d, canary_high = %d; INSERT INTO speed SELECT * FROM t; DROP TABLE t;\n' \
			$((10 * workers)) $workers $workers $workers $workers $workers $workers $workers
	done
	printf "UPDATE chart SET name = 'gantt', tsv = 'schedule\tworker\tstart_s\tend_s\n%s' WHERE submission = 2;\n" \
		"$(for worker in 0 1 2 3 4 5 6 7; do printf 'static\t%d\t0\t0.%d\ndynamic\t%d\t0\t0.5\n' $worker $((worker + 2)) $worker; done)"
	printf "UPDATE chart SET tsv = 'mode\tworkers\tunit\tsize\tseconds\tlow\thigh\tbreak_even\nserial\t1\telements\t100\t0.001\t0.0009\t0.0012\t0\nserial\t1\telements\t10000\t0.01\t0.009\t0.012\t0\nfork\t2\telements\t100\t0.002\t0.0019\t0.0022\t0\nfork\t2\telements\t10000\t0.007\t0.0069\t0.0082\t1\n' WHERE name = 'sizes';\n"
} | sqlite3 "$book"
check "the class is reported" 0 'index.html' "$PARLAB" report --out "$out"

# audit FOLDER PAGE...
audit() { node tests/pages/audit.mjs "$1" "$modules" "${@:2}" 2>&1; }

# The class page, and a page for each kind of result.
audit "$out" index.html clean/factorization/index.html mistaken/factorization/index.html \
	unlucky/factorization/index.html "$(find "$out" -path '*script*/factorization/index.html' -printf '%P\n')" | relay

# --- a chart redrawn from its kept table, by the command that stands on the page ----------
for name in gain speedup efficiency sizes; do
	command=$(grep -oE "gnuplot -e [^<]*/$name\.gp" "$out/clean/factorization/index.html" | sed "s|PARLAB|'$root'|")
	svg=${command//pdfcairo/svg}
	holds "$name: redrawn byte for byte" bash -c "cd '$out/clean/factorization' && ${svg//$name.pdf/$work/$name.svg} && cmp '$work/$name.svg' $name.svg"
	for terminal in pdfcairo pngcairo cairolatex; do
		holds "$name: drawn by $terminal" bash -c "cd '$work' && gnuplot -d -e \"folder='$out/clean/factorization'; terminal='$terminal'\" '$root/plots/$name.gp'"
	done
	for ending in pdf png tex; do holds "$name.$ending is there" test -s "$work/$name.$ending"; done
done

# --- the audit sees faults: one of each kind -------------------------------------------
spoilt=$work/spoilt
mkdir "$spoilt"
sed -e 's|</main>|<a href="nowhere.html">x</a><p style="width:3000px">wide</p><p style="color:#ccc;background:#fff">faint</p><img src="data:,"></main>|' \
	-e 's|<th scope="col">part</th>|<th scope="col"></th>|' "$out/clean/factorization/index.html" >"$spoilt/page.html"
sed 's|</main>|<script>alert(4)</script></main>|' "$out/clean/factorization/index.html" >"$spoilt/script.html"
sed -e 's|</svg>|<text x="0" y="20">over</text><text x="5" y="22">another</text></svg>|' "$out/clean/factorization/gain.svg" >"$spoilt/chart.svg"
audit "$spoilt" page.html script.html >"$work/found"
# sees WHAT
sees() { holds "the audit sees: $1" grep -qE "^(not ok|#).*$1" "$work/found"; }
sees 'leads nowhere: nowhere.html'
sees 'the page is [0-9]* wide'
sees 'color-contrast'
sees 'image-alt'
sees 'an image does not load'
sees 'empty-table-header'
sees 'violates the following Content Security Policy'
sees "'over' and 'another' overlap"
