# efficiency.gp - parallel efficiency, speedup divided by workers, against workers,
# one panel per mode.  Reads FOLDER/speedup.tsv and FOLDER/rounds.tsv.
#
#   gnuplot -e "folder='out/good/factorization'; out='efficiency.pdf'; terminal='pdfcairo'" plots/efficiency.gp
#
# terminal: svg, pdfcairo, pngcairo, cairolatex, or any other that gnuplot knows.

name = 'efficiency'
if (!exists('folder')) { folder = '.' }

value = 5; low = 6; high = 7
raw(speedup, workers) = speedup / workers
ideal(workers) = 1
top = 1
ytitle = "efficiency (speedup per worker)"
here = ARG0[1:strlen(ARG0) - strlen('efficiency.gp')]
load here.'common.gp'
