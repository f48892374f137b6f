# ratio.gp - the ratio mean CPU time / longest wall time, against how many workers
# started at once, with the usable CPUs marked.  A line for each mode.  Reads
# ratio.tsv of a student's folder, or what `--table 1` printed; it never measures.
#
#   build/assignments/scaling m --table 1 >ratio.tsv
#   build/assignments/scaling i --table 1 >>ratio.tsv
#   gnuplot -e "table='ratio.tsv'; out='ratio.pdf'; terminal='pdfcairo'" assignments/scaling/ratio.gp
#
# terminal: svg, pdfcairo, pngcairo, or any other that gnuplot knows.

name = 'ratio'
height = 270.
load ARG0[1:strlen(ARG0) - strlen('ratio.gp')].'../../plots/style.gp'

modes = ''
note(mode) = (modes = with_word(modes, mode, 'mode'), 0)
stats table using (note(strcol('mode'))) nooutput
stats table using 'processes' nooutput
last = STATS_max
stats table using 'usable_cpus' nooutput
cpus = STATS_max
stats table using 'ratio' nooutput
top = STATS_max > 1.05 ? STATS_max : 1.05

eval place(78., 12., 54., 10.)
set xlabel 'workers started at once'
set ylabel "mean CPU time / longest wall time\n(1 = no waiting for a CPU)"
set xrange [0:last + 1]
set yrange [0:1.12 * top]
set xtics 0, last > 20 ? 5 : 2
set ytics 0, 0.2
set key at graph 1, graph 0.86 top right
# The CPUs are a place on the x axis: up to there every worker can have one to itself.
marked = sprintf('%d usable CPU%s', cpus, cpus == 1 ? '' : 's')
if (cpus <= last) {
	set arrow 1 from cpus, 0 to cpus, 1.04 * top nohead ls 3
	set label 1 marked at cpus, 1.075 * top left tc rgb '#007a59'
} else {
	set label 1 marked.', beyond the right edge' at last + 1, 1.075 * top right tc rgb '#007a59'
}

set samples 400
ideal(k) = k <= cpus ? 1 : cpus / k
plot sample [1:last] '+' using 1:(ideal($1)) with lines ls 8 title 'CPUs / workers, at most 1', \
	for [i = 1:words(modes)] table \
		using (strcol('mode') eq word(modes, i) ? column('processes') : NaN):(column('ratio')) \
		with linespoints ls i title word(modes, i)
set output
