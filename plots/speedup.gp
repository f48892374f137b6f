# speedup.gp - speedup against workers, one panel per mode.  Reads FOLDER/speedup.tsv
# and FOLDER/rounds.tsv (columns: harness/report/tables.c).
#
#   gnuplot -e "folder='out/good/factorization'; out='speedup.pdf'; terminal='pdfcairo'" plots/speedup.gp
#
# terminal: svg, pdfcairo, pngcairo, cairolatex, or any other that gnuplot knows.

if (!exists('folder')) { folder = '.' }
if (!exists('terminal')) { terminal = 'svg' }
if (!exists('out')) { out = 'speedup.'.terminal }

value = 2; low = 3; high = 4
raw(speedup, workers) = speedup
ideal(workers) = workers
top = 1
ytitle = "speedup over the reference's\nserial time (1 = no gain)"
load ARG0[1:strlen(ARG0) - strlen('speedup.gp')].'common.gp'
