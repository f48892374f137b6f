# rmse.gp - how good each network of the sweep is: a bar for each, the best marked.
# Reads rmse.tsv of a student's folder, or what `--table 1` printed; it never measures.
#
#   build/assignments/sweep s --table 1 >rmse.tsv
#   gnuplot -e "table='rmse.tsv'; out='rmse.pdf'; terminal='pdfcairo'" assignments/sweep/rmse.gp
#
# terminal: svg, pdfcairo, pngcairo, or any other that gnuplot knows.

name = 'rmse'
if (!exists('folder')) { folder = '.' }
if (!exists('table')) { table = folder.'/rmse.tsv' }
set datafile separator tab
set datafile columnheaders
stats table using 'rmse' nooutput
networks = int(STATS_records)
top = STATS_max
best = STATS_min
height = 84. + 20. * networks
load ARG0[1:strlen(ARG0) - strlen('rmse.gp')].'../../plots/style.gp'

eval place(180., 40., 56., 28.)
set label 1 'hidden layers × epochs' at screen 172 / width, screen (height - 14) / height right tc rgb ink
set xlabel 'RMSE (units of the series)'
set xrange [0:1.05 * top]
set xtics 0, tick(top, 4.)
set yrange [networks - 0.4:-0.6]
set ytics scale 0
unset grid
set grid xtics ls 9
unset key
# Filled or framed tells the best from the rest without colour.
plot table using (0):0:(0):'rmse':($0 - 0.32):($0 + 0.32): \
		ytic(sprintf('%s × %s', strcol('widths'), strcol('epochs'))) \
		with boxxyerror fc rgb '#cfe2f0' fs solid 1 border rgb '#0072B2', \
	table using (0):(column('rmse') == best ? column(0) : NaN):(0):'rmse':($0 - 0.32):($0 + 0.32) \
		with boxxyerror fc rgb '#D55E00' fs solid 1 border rgb '#D55E00', \
	table using 'rmse':0:(sprintf('%.1f', column('rmse'))) with labels left offset 0.5, 0 tc rgb ink
set output
