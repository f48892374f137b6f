# convergence.gp - how the estimates of an integral come closer to it: the estimate
# itself beside the exact value (above), and its distance from it with both axes
# logarithmic, beside a line that falls as 1/n (below).  Reads convergence.tsv of a
# student's folder, or what `--table 1` printed; it never measures.
#
#   build/assignments/integration s --table 1 >convergence.tsv
#   gnuplot -e "table='convergence.tsv'; out='convergence.pdf'; terminal='pdfcairo'" \
#     assignments/integration/convergence.gp
#
# terminal: svg, pdfcairo, pngcairo, or any other that gnuplot knows.

name = 'convergence'
height = 372.
load ARG0[1:strlen(ARG0) - strlen('convergence.gp')].'../../plots/style.gp'

stats table using 'n' nooutput
last = STATS_max
stats table using 'exact' nooutput
exact = STATS_max
far(area) = area - exact
# A guide through the median of n times the error.
stats table using (column('n') * abs(far(column('area')))) nooutput
constant = STATS_median

set logscale x
set xrange [1:10 ** ceil(log10(last))]
set multiplot
eval place(70., 14., 222., 12.)
set xtics 10 format ''
set yrange [0:*]
set ytics 0.2
set ylabel 'estimate (no unit)'
set key bottom right
plot table using 'n':'area' with points lc rgb '#0072B2' pt 7 ps 0.22 * mark notitle, \
	keyentry with points lc rgb '#0072B2' pt 7 ps 0.6 * mark title 'estimate from n samples', \
	exact with lines ls 8 title sprintf('exact: %.6f', exact)
eval place(70., 14., 54., 166.)
set xtics format '10^{%L}'
set xlabel 'samples n'
set ylabel '|estimate - exact|'
set logscale y
set autoscale y
set ytics 100 format '10^{%L}'
set key bottom left
plot table using 'n':(abs(far(column('area')))) with points lc rgb '#0072B2' pt 7 ps 0.22 * mark notitle, \
	constant / x with lines ls 2 title sprintf('%.2g / n', constant)
unset multiplot
set output
