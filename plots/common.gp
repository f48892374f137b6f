# common.gp - style and layout shared by speedup.gp and efficiency.gp: one small panel per
# mode, the same axes in each, one legend for all.  Reads only FOLDER/speedup.tsv and
# FOLDER/rounds.tsv, and writes only the chart.
#
# The script that loads it first sets:
#   folder, out, terminal   input folder, output file, gnuplot terminal (given with -e)
#   value, low, high        columns of speedup.tsv: the value and its interval's ends
#   raw(speedup, workers)   the same quantity of one sample
#   ideal(workers), top     the ideal line, and the minimum height of the y axis
#   ytitle                  the title of the y axis, with the unit
#
# Sizes are in units of 1/400 of the width.  At a width of 8 cm a unit is 0.2 mm; text is 12
# units high, 7 pt on paper.

set encoding utf8
set datafile separator tab
speedup_tsv = folder.'/speedup.tsv'
rounds_tsv = folder.'/rounds.tsv'

# ---- the series in the tables ------------------------------------------------
# Each block of speedup.tsv begins with a quoted title, such as "student fork".
# One pass collects "student_fork:BLOCK" for each block, and the worker counts.
blocks = ' '
counts = ' 1 '                         # the x axis starts there, measured or not
least = 1
most = 1
highest = 0
underscored(text) = word(text, 1).'_'.word(text, 2)
is_title(text) = words(text) == 2
note_title(text) = (blocks = blocks.underscored(text).':'.sprintf('%d', column(-2)).' ', 0)
note_count(n) = (most = n > most ? n : most, \
  counts = strstrt(counts, sprintf(' %d ', n)) ? counts : counts.sprintf('%d ', n), 0)
note_height(y) = (highest = y == y && y > highest ? y : highest, 0)
stats speedup_tsv using (is_title(strcol(1)) ? note_title(strcol(1)) : note_count(real(strcol(1)))) nooutput
stats speedup_tsv using (is_title(strcol(1)) ? 0 : note_height(column(high))) nooutput

stats rounds_tsv skip 1 using (strcol(3) ne 'canary' && $14 == 0 ? note_height(raw($15, $5)) : 0) nooutput

# has: the number of blocks of a series, 0 or 1; block: its index.
has(series) = strstrt(blocks, ' '.series.':') > 0
after(text, key) = substr(text, strstrt(text, key) + strlen(key), strlen(text))
block(series) = has(series) ? int(word(after(blocks, ' '.series.':'), 1)) : 0

modes = ''
do for [mode in 'fork threads openmp mpi'] {
  if (has('student_'.mode) || has('reference_'.mode)) { modes = modes.mode.' ' }
}
panels = words(modes)
if (panels == 0) { print 'speedup.tsv: no series to draw'; exit status 3 }

# ---- layout ------------------------------------------------------------------
across = panels == 1 ? 1 : 2
down = (panels + across - 1) / across
legend_in_cell = panels == 3           # the fourth cell of the 2x2 grid is free
left = 76.; right = 8.; gap = 16.; head = 24.; foot = 26.
foot_title = 16.; legend_height = legend_in_cell ? 0. : 82.
panel_width = (400. - left - right - gap * (across - 1)) / across
panel_height = panels == 1 ? 210. : down == 1 ? 170. : 140.
width = 400.
height = down * (head + panel_height + foot) + foot_title + legend_height

# For pdfcairo a point of text is 1/96 inch, hence 5.4 for 7.2 pt on paper.
mark = 1.                              # scale of point symbols on this terminal
if (terminal eq 'svg') {
  set terminal svg size width, height font 'Helvetica,Arial,sans-serif,12' background '#ffffff'
} else { if (terminal eq 'pdfcairo' || terminal eq 'epscairo') {
  set terminal @terminal size 3.35, 3.35 * height / width font 'sans,5.4' lw 1.2 fontscale 1
  mark = 0.9
} else { if (terminal eq 'pngcairo' || terminal eq 'png') {
  set terminal pngcairo size 4 * width, 4 * height font 'sans,9' fontscale 4 lw 4 pointscale 4 \
    background '#ffffff'
} else { if (terminal eq 'cairolatex') {
  set terminal cairolatex pdf size 3.35, 3.35 * height / width font ',7' fontscale 1 lw 1.2
  mark = 0.9
} else {
  set terminal @terminal
} } } }
set output out

# ---- style: the palette of Okabe and Ito, and a point type for each series -----
set style line 1 lc rgb '#555555' lw 1 dt (6, 4)              # ideal
set style line 2 lc rgb '#009E73' lw 1.2 pt 8 ps 0.5 * mark dt (2, 2)  # canary
set style line 3 lc rgb '#0072B2' lw 1.4 pt 4 ps 0.45 * mark         # reference
set style line 4 lc rgb '#D55E00' lw 1.8 pt 7 ps 0.42 * mark          # student
set style line 5 lc rgb '#900072B2' pt 4 ps 0.22 * mark              # reference, one round
set style line 6 lc rgb '#90D55E00' pt 7 ps 0.22 * mark              # student, one round
set style line 9 lc rgb '#e2e2e2' lw 0.6
set border 3 lc rgb '#555555' lw 0.8
set grid ytics ls 9
set style line 7 lc rgb '#555555' lw 1.4                      # an interval, in the legend
# An interval is a line with a bar at each end.  (Gnuplot's own error bars erase
# the area around their points, and with it a narrow interval.)
set style arrow 3 heads size screen 0.009, 90 ls 3
set style arrow 4 heads size screen 0.009, 90 ls 4
set tics nomirror scale 0.5 textcolor rgb '#222222'
unset key

# Offset the series of a panel horizontally, so that no interval hides another.
# The offset depends on the smallest distance between two worker counts.
span = most > least ? 1. * (most - least) : 1.
nearest = span
do for [n in counts] { do for [m in counts] {
  if (m + 0 > n + 0 && m - n < nearest) { nearest = m - n }
} }
side = (panels == 1 ? 0.02 : 0.03) * nearest
from = least - 0.14 * span
to = most + 0.14 * span
scatter(round) = side * (1.8 + 1.2 * (round * 0.618034 - floor(round * 0.618034)))

# Label the first and the last count, and those in between that have room.
xlabels = ''
room = span * (across == 1 ? 0.05 : 0.11)
last = least - 2 * room
do for [n in counts] {
  if ((n + 0 == least || n - last >= room) && (n + 0 == most || most - n >= room)) {
    xlabels = xlabels.(xlabels eq '' ? '' : ', ').sprintf("'%d' %d", n + 0, n + 0)
    last = n + 0
  }
}
set xrange [from:to]
ymost = 1.08 * (highest > top ? highest : top)
set yrange [0:ymost]
step = ymost <= 0.7 ? 0.1 : ymost <= 1.5 ? 0.2 : ymost <= 3.5 ? 0.5 : ymost <= 7 ? 1 : ymost <= 14 ? 2 : \
  ymost <= 35 ? 5 : ymost <= 70 ? 10 : ymost <= 140 ? 20 : 50

# ---- panels ------------------------------------------------------------------
set multiplot
do for [i = 1:panels] {
  mode = word(modes, i)
  column_ = (i - 1) % across
  row_ = (i - 1) / across
  x0 = left + column_ * (panel_width + gap)
  y0 = height - (row_ + 1) * (head + panel_height) - row_ * foot
  set lmargin at screen x0 / width
  set rmargin at screen (x0 + panel_width) / width
  set bmargin at screen y0 / height
  set tmargin at screen (y0 + panel_height) / height
  unset label
  set label 1 (mode eq 'openmp' ? 'OpenMP' : mode eq 'mpi' ? 'MPI' : mode) \
    at graph 0, graph 1 offset 0, 0.7 left tc rgb '#222222'
  if (i + across > panels) {
    set label 2 'workers' at screen (x0 + panel_width / 2) / width, screen (y0 - 27) / height \
      center tc rgb '#222222'
  }
  if (i == 1) {
    set label 3 ytitle at screen 14. / width, \
      screen (legend_height + foot_title + (height - legend_height - foot_title) / 2) / height \
      center rotate by 90 tc rgb '#222222'
  }
  eval 'set xtics ('.xlabels.')'
  if (column_ == 0) { set ytics 0, step format '%g' } else { set ytics 0, step format '' }
  c = 'canary_'.mode
  r = 'reference_'.mode
  s = 'student_'.mode
  plot [from:to] x >= least && x <= most + 0.06 * span ? ideal(x) : NaN ls 1, \
    for [k = 1:has(c)] speedup_tsv index block(c) using 1:(column(value)) with linespoints ls 2, \
    for [k = 1:has(r)] rounds_tsv skip 1 \
      using (strcol(3) eq 'reference' && strcol(4) eq mode && $14 == 0 ? $5 - scatter($1) : NaN): \
      (raw($15, $5)) with points ls 5, \
    for [k = 1:has(s)] rounds_tsv skip 1 \
      using (strcol(3) eq 'student' && strcol(4) eq mode && $14 == 0 ? $5 + scatter($1) : NaN): \
      (raw($15, $5)) with points ls 6, \
    for [k = 1:has(r)] speedup_tsv index block(r) using ($1 - side):(column(value)) with lines ls 3, \
    for [k = 1:has(r)] speedup_tsv index block(r) \
      using ($1 - side):(column(low)):(0):(column(high) - column(low)) with vectors arrowstyle 3, \
    for [k = 1:has(r)] speedup_tsv index block(r) using ($1 - side):(column(value)) with points ls 3, \
    for [k = 1:has(s)] speedup_tsv index block(s) using ($1 + side):(column(value)) with lines ls 4, \
    for [k = 1:has(s)] speedup_tsv index block(s) \
      using ($1 + side):(column(low)):(0):(column(high) - column(low)) with vectors arrowstyle 4, \
    for [k = 1:has(s)] speedup_tsv index block(s) using ($1 + side):(column(value)) with points ls 4
}

# ---- legend ------------------------------------------------------------------
unset label
unset border
unset tics
unset grid
# Place the two columns separately: gnuplot estimates the width of columns from the number
# of characters, and cuts off what it estimates wrongly.
entries_ = "keyentry with lines ls 1 title 'ideal', \
  keyentry with linespoints ls 2 title 'machine (canary)', \
  keyentry with linespoints ls 3 title 'reference, median'"
others_ = "keyentry with linespoints ls 4 title 'student, median', \
  keyentry with yerrorbars ls 7 pt 0 title '99% interval', \
  keyentry with points ls 6 title 'one round'"
set lmargin at screen 0
set rmargin at screen 1
set bmargin at screen 0
set tmargin at screen 1
x0 = legend_in_cell ? left + panel_width - 6. : left - 22.
y0 = legend_in_cell ? foot_title + foot + panel_height - 2. : legend_height - 8.
set key left top Left reverse samplen 2 spacing 1.2 maxcols 1 textcolor rgb '#222222'
set key at screen x0 / width, screen y0 / height
if (legend_in_cell) {
  plot [0:1] [0:1] NaN notitle, @entries_, @others_
} else {
  plot [0:1] [0:1] NaN notitle, @entries_
  set key at screen (x0 + 192.) / width, screen y0 / height
  plot [0:1] [0:1] NaN notitle, @others_
}
unset multiplot
set output
