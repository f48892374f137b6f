# speedup.gp - speedup against workers, one panel per mode.  Reads FOLDER/speedup.tsv
# and FOLDER/rounds.tsv (columns: harness/report/tables.c).
#
#   gnuplot -e "folder='out/good/factorization'; out='speedup.pdf'; terminal='pdfcairo'" plots/speedup.gp
#
# terminal: svg, pdfcairo, pngcairo, cairolatex, or any other that gnuplot knows.

name = 'speedup'
if (!exists('folder')) { folder = '.' }

value = 2; low = 3; high = 4
raw(speedup, workers) = speedup
ideal(workers) = workers
top = 1
ytitle = "speedup over serial"
here = ARG0[1:strlen(ARG0) - strlen('speedup.gp')]
load here.'common.gp'
