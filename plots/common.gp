# common.gp - style and layout shared by speedup.gp and efficiency.gp: one small panel per
# mode, the same axes in each, one legend for all.  Reads only FOLDER/speedup.tsv and
# FOLDER/rounds.tsv, and writes only the chart.
#
# The script that loads it first sets:
#   name, folder            of the chart, and where its tables are
#   value, low, high        columns of speedup.tsv: the value and its interval's ends
#   raw(speedup, workers)   the same quantity of one sample
#   ideal(workers), top     the ideal line, and the minimum height of the y axis
#   ytitle                  the title of the y axis, with the unit
#   here                    this folder
#
# Sizes are in units of 1/400 of the width.  At a width of 8 cm a unit is 0.2 mm; text is 12
# units high, 7 pt on paper.

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
graded = 0
note_graded(n) = (graded = n > graded ? n : graded, 0)
stats speedup_tsv using (is_title(strcol(1)) || column(9) != 1 ? 0 : note_graded(real(strcol(1)))) nooutput

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
across = panels <= 3 ? panels : 2
down = (panels + across - 1) / across
left = 58.; right = 10.; gap = 12.; head = 24.; foot = 24.
foot_title = 14.; legend_height = 44.
panel_width = (400. - left - right - gap * (across - 1)) / across
panel_height = down == 1 ? 150. : 130.
height = down * (head + panel_height + foot) + foot_title + legend_height
load here.'style.gp'
unset datafile
set datafile separator tab

# ---- style: a colour and a point type for each series --------------------------
set style line 1 lc rgb '#555555' lw 1 dt (6, 4)                       # ideal
set style line 2 lc rgb '#009E73' lw 1.2 pt 8 ps 0.6 * mark dt (2, 2)  # canary
set style line 3 lc rgb '#0072B2' lw 1.4 pt 4 ps 0.55 * mark dt solid           # reference
set style line 4 lc rgb '#D55E00' lw 1.8 pt 7 ps 0.5 * mark dt solid            # student
set style line 5 lc rgb '#500072B2' pt 4 ps 0.3 * mark                 # reference, one round
set style line 6 lc rgb '#50D55E00' pt 7 ps 0.3 * mark                 # student, one round
# An interval is a line with a bar at each end.  (Gnuplot's own error bars erase
# the area around their points, and with it a narrow interval.)
set style arrow 3 heads size screen 0.009, 90 ls 3
set style arrow 4 heads size screen 0.009, 90 ls 4
unset key

# Offset the series of a panel horizontally, so that no interval hides another.
# The offset depends on the smallest distance between two worker counts.
span = most > least ? 1. * (most - least) : 1.
nearest = span
do for [n in counts] { do for [m in counts] {
  if (m + 0 > n + 0 && m - n < nearest) { nearest = m - n }
} }
side = (panels == 1 ? 0.02 : 0.04) * nearest
from = least - 0.14 * span
to = most + 0.14 * span
scatter(round) = side * (1.8 + 1.2 * (round * 0.618034 - floor(round * 0.618034)))

# Label the first and the last count, and those in between that have room.
xlabels = ''
room = span * (across == 1 ? 0.05 : across == 2 ? 0.11 : 0.15)
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
    at graph 0, graph 1 offset 0, 0.7 left tc rgb ink
  if (i == 1) {
    set label 2 'workers' at screen (left + (400. - left - right) / 2) / width, \
      screen (legend_height + 5.) / height center tc rgb ink
    set label 3 ytitle at screen 12. / width, \
      screen (legend_height + foot_title + (height - legend_height - foot_title) / 2) / height \
      center rotate by 90 tc rgb ink
  }
  # More workers than are graded share the CPUs: shaded.
  unset object
  if (graded > 1 && graded < most) {
    set object 1 rectangle from graded + 0.5, graph 0 to to, graph 1 behind fs solid 1 noborder fc rgb '#eeeeee'
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

# ---- legend: two rows below the panels -----------------------------------------
# gnuplot estimates the width of a key's columns from the number of characters, and cuts off
# what it estimates wrongly; so each entry is placed.
unset border
unset tics
unset grid
unset label
unset object
set lmargin at screen 0
set rmargin at screen 1
set bmargin at screen 0
set tmargin at screen 1
entry_x(n) = (left - 44. + 118. * ((n - 1) % 3)) / width
entry_y(n) = (legend_height - 16. - 16. * ((n - 1) / 3)) / height
entries = "'student' 'reference' 'machine (canary)' 'ideal' 'one round' '99% interval'"
do for [n = 1:6] {
  style_ = int(word('4 3 2 1 6 4', n))
  if (n != 5) {
    set arrow n from screen entry_x(n), screen entry_y(n) to screen entry_x(n) + 22. / width, screen entry_y(n) \
      nohead ls style_
  }
  set label n word(entries, n) at screen entry_x(n) + 28. / width, screen entry_y(n) left tc rgb ink
  if (n < 4 || n == 5) {
    set label 10 + n '' at screen entry_x(n) + 11. / width, screen entry_y(n) point ls style_
  }
}
set arrow 6 heads size screen 0.009, 90
plot [0:1] [0:1] NaN notitle
unset multiplot
set output
