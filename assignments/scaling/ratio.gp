# ratio.gp - the ratio mean CPU time / longest wall time, against how many workers
# started at once, with the usable CPUs marked.  Reads what `--table 1` printed; it
# never measures.
#
#   build/assignments/scaling m --table 1 >ratio.tsv
#   gnuplot -e "table='ratio.tsv'; out='ratio.pdf'; terminal='pdfcairo'" assignments/scaling/ratio.gp
#
# terminal: svg, pdfcairo, pngcairo, or any other that gnuplot knows.

if (!exists('table')) { table = 'ratio.tsv' }
if (!exists('terminal')) { terminal = 'svg' }
if (!exists('out')) { out = 'ratio.'.terminal }

set encoding utf8
set datafile separator tab
stats table using 1 skip 1 nooutput
first = STATS_min
last = STATS_max
stats table using 5 skip 1 nooutput
cpus = STATS_max

if (terminal eq 'svg') {
	set terminal svg size 400, 270 font 'Helvetica,Arial,sans-serif,12' background '#ffffff'
} else { if (terminal eq 'pdfcairo' || terminal eq 'epscairo') {
	set terminal @terminal size 3.35, 2.26 font 'sans,7' lw 1.2 fontscale 1
} else { if (terminal eq 'pngcairo' || terminal eq 'png') {
	set terminal pngcairo size 1600, 1080 font 'sans,9' fontscale 4 lw 4 pointscale 4 background '#ffffff'
} else {
	set terminal @terminal
} } }
set output out

set style line 1 lc rgb '#555555' lw 1 dt (6, 4)
set style line 2 lc rgb '#0072B2' lw 1.6 pt 7 ps 0.5
set style line 3 lc rgb '#009E73' lw 1.2 dt (2, 2)
set border 3 lc rgb '#555555' lw 0.8
set grid ytics lc rgb '#e2e2e2' lw 0.6
set tics nomirror scale 0.5 textcolor rgb '#222222'
set xlabel 'workers started at once' textcolor rgb '#222222'
set ylabel "mean CPU time / longest wall time\n(1 = no waiting for a CPU)" textcolor rgb '#222222'
set xrange [0:last + 1]
set yrange [0:1.18]
set xtics 0, last > 20 ? 5 : 2
set ytics 0, 0.2
set key at graph 1, graph 0.86 top right textcolor rgb '#222222' samplen 2.4 spacing 1.2
# The CPUs are a place on the x axis: up to there every worker can have one of its own.
marked = sprintf('%d usable CPU%s', cpus, cpus == 1 ? '' : 's')
if (cpus <= last) {
	set arrow 1 from cpus, 0 to cpus, 1.08 nohead ls 3
	set label 1 marked at cpus, 1.12 left tc rgb '#007a59'
} else {
	set label 1 marked.', beyond the right edge' at last + 1, 1.12 right tc rgb '#007a59'
}

set samples 400
ideal(k) = k <= cpus ? 1 : cpus / k
plot sample [1:last] '+' using 1:(ideal($1)) with lines ls 1 title 'CPUs / workers, at most 1', \
	table using 1:4 skip 1 with linespoints ls 2 title 'measured'
set output
