# distribution.gp - how many draws fall into each interval of width 1, as bars, beside
# what the normal distribution of mean 42 and variance 50 expects, as a line.  Reads
# distribution.tsv of a student's folder; it never measures.
#
#   build/parlab bench simulation --charts --out out/simulation
#   gnuplot -e "folder='out/simulation'; out='distribution.pdf'; terminal='pdfcairo'" \
#     assignments/simulation/distribution.gp
#
# terminal: svg, pdfcairo, pngcairo, or any other that gnuplot knows.

name = 'distribution'
height = 280.
load ARG0[1:strlen(ARG0) - strlen('distribution.gp')].'../../plots/style.gp'

stats table using 'draws' nooutput
top = STATS_max
eval place(78., 14., 54., 34.)
set xlabel 'y (no unit)'
set ylabel 'draws in an interval of width 1'
set xtics 10
set yrange [0:1.08 * top]
set ytics 0, tick(top, 5.)
set key at screen 0.5, graph 1.02 bottom center maxrows 1 samplen 2.4
set style fill solid 1 border rgb '#0072B2'
plot table using (column('from') + 0.5):'draws' with boxes fc rgb '#cfe2f0' title 'drawn', \
	table using (column('from') + 0.5):'expected' with lines ls 2 title 'expected'
set output
