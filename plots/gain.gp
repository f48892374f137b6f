# gain.gp - the gain of each graded mode: a dot with its interval, on the bands of points.
# This is what the points for speed are given for.  Reads FOLDER/gain.tsv.
#
#   build/parlab bench factorization reference/factorization/factorization.c --out out/own
#   gnuplot -e "folder='out/own'; out='gain.pdf'; terminal='pdfcairo'" plots/gain.gp
#
# terminal: svg, pdfcairo, pngcairo, cairolatex, or any other that gnuplot knows.

name = 'gain'
if (!exists('folder')) { folder = '.' }
if (!exists('table')) { table = folder.'/gain.tsv' }
set datafile separator tab
set datafile columnheaders

# ---- what the table holds: modes from top to bottom, bands in falling order ------
modes = ''
workers_of = ''
shares = ''
borders = ''
top = 1.
# inf and NaN are words in the table: no limit, and unknown.
end_of(text, else_) = text eq 'inf' ? 1e9 : text eq '-inf' ? -1e9 : text eq 'NaN' ? else_ : real(text)
note_mode(kind) = (modes = modes.strcol('mode').' ', workers_of = workers_of.strcol('workers').' ', \
	top = column('gain') > top ? column('gain') : top, 0)
note_band(kind) = (borders = borders.strcol('gain').' ', shares = shares.strcol('share').' ', 0)
stats table using (strcol('kind') eq 'mode' ? note_mode(0) : note_band(0)) nooutput
rows = words(modes)
same_workers = word(workers_of, 1)
do for [i = 2:rows] { if (word(workers_of, i) ne same_workers) { same_workers = 'the graded' } }
bands = words(borders)

row = 26.; head = 24.; foot = 46.
height = head + rows * row + foot
load ARG0[1:strlen(ARG0) - strlen('gain.gp')].'style.gp'

least = -0.12
most = (top > 1.15 ? top : 1.15) + 0.1
eval place(64., 48., foot, head)
set xrange [least:most]
set yrange [rows + 0.5:0.5]
set border 1
unset grid
unset key
unset ytics
set xtics 0, top > 3 ? tick(top, 5.) : 0.2 format '%g'
set xlabel sprintf('gain with %s workers (0: serial, 1: the reference)', same_workers) offset 0, 0.3
clip(x) = x < least ? least : x > most ? most : x

# Bands: the darker, the more of the points; the share stands above.
upper = most
do for [i = 1:bands] {
	from = real(word(borders, i))
	share = real(word(shares, i))
	set object i rectangle from from, graph 0 to upper, graph 1 behind fs solid 1 noborder \
		fc rgb (share > 0.99 ? band_full : share > 0.5 ? band_more : band_some)
	if (upper - from > 0.08) {
		set label i sprintf('%.0f%%', 100 * share) at (from + upper) / 2, graph 1 center offset 0, 0.7 \
			tc rgb ink
	}
	upper = from
}
set arrow 1 from 1, graph 0 to 1, graph 1 nohead ls 8 back
set arrow 2 from 0, graph 0 to 0, graph 1 nohead ls 8 back
do for [i = 1:rows] {
	set label 20 + i word(modes, i) at screen 56. / width, first i right tc rgb ink
}

is_mode(row_) = strcol('kind') eq 'mode'
low_end(row_) = clip(end_of(strcol('low'), -1e9))
high_end(row_) = clip(end_of(strcol('high'), 1e9))
plot table using (is_mode(0) ? low_end(0) : NaN):($0 + 1):(is_mode(0) ? high_end(0) - low_end(0) : NaN):(0) \
		with vectors heads size screen 0.007, 90 ls 1 lw 2 notitle, \
	table using (is_mode(0) ? clip(column('gain')) : NaN):($0 + 1) with points ls 1 pt 7 ps 1.1 * mark notitle, \
	table using (is_mode(0) ? most : NaN):($0 + 1):(sprintf('%.2f', column('gain'))) \
		with labels left offset 1, 0 tc rgb ink notitle
set output
