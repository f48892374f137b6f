# sizes.gp - time against size on logarithmic axes: a line with intervals for each mode.  The
# break-even size of each mode with serial mode is marked at the bottom.  Reads
# FOLDER/sizes.tsv (columns: harness/pipeline/chart_sizes.c).
#
#   build/parlab bench listmap --sizes --out out/sizes
#   gnuplot -e "folder='out/sizes'; out='sizes.pdf'; terminal='pdfcairo'" plots/sizes.gp
#
# terminal: svg, pdfcairo, pngcairo, cairolatex, or any other that gnuplot knows.

name = 'sizes'
height = 330.
load ARG0[1:strlen(ARG0) - strlen('sizes.gp')].'style.gp'

modes = ''
broken = ''                            # modes that break even
unit = ''
note(mode, of) = (modes = with_word(modes, mode, 'mode'), unit = of, \
	broken = column('break_even') == 1 ? with_word(broken, mode, 'mode') : broken, 0)
stats table using (note(strcol('mode'), strcol('unit'))) nooutput
stats table using 'size' nooutput
least = STATS_min
most = STATS_max
stats table using 'low' nooutput
bottom = STATS_min
stats table using 'high' nooutput
top = STATS_max

eval place(70., 16., 54., 62.)
set logscale xy
set xrange [least / 1.5:most * 1.5]
set yrange [bottom / (top / bottom) ** 0.16:top * 1.4]
set xtics format '10^{%L}'
set ytics format '10^{%L}'
unset mxtics
unset mytics
set grid xtics ytics ls 9
set xlabel sprintf('size (%s)', unit)
set ylabel 'time of a call (s)'
set key at screen 0.5, graph 1.03 bottom center maxrows 2 samplen 2.4 width -1
# Offset the modes horizontally, so that no interval hides another.
# Break-even: a filled triangle at the bottom, and a line from it to the mode's point.
side(i) = 1.07 ** (i - 0.5 * (words(modes) + 1))
at(i) = strcol('mode') eq word(modes, i) ? column('size') * side(i) : NaN
even(i) = column('break_even') == 1 ? at(i) : NaN
if (broken eq '') { set label 1 'no break-even shown' at graph 0.03, 0.94 left tc rgb ink }
place_of(mode) = words(modes[1:strstrt(' '.modes, ' '.mode.' ')])
foot = bottom / (top / bottom) ** 0.09
plot for [i = 1:words(modes)] table using (at(i)):'seconds' with linespoints ls i title word(modes, i), \
	for [i = 1:words(modes)] table using (at(i)):'low':(0):(column('high') - column('low')) \
		with vectors heads size screen 0.006, 90 ls i dt solid lw 1 notitle, \
	for [mode in broken] table using (even(place_of(mode))):(foot):(0):(column('seconds') - foot) \
		with vectors nohead ls place_of(mode) lw 1 notitle, \
	for [mode in broken] table using (even(place_of(mode))):(foot) \
		with points ls place_of(mode) pt 9 ps 0.8 * mark notitle, \
	for [mode in word(broken, 1)] NaN with points pt 9 ps 0.8 * mark lc rgb '#555555' title 'break-even'
set output
