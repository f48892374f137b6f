# loss.gp - loss and accuracy of the serial and the data-parallel training, against
# epochs (left) and against seconds (right).  The left column shows what averaging
# costs, the right one what the workers bring.  It only reads two TSV files; it
# never measures and never writes anything but the chart.
#
#   build/reference/mlp s -e 250 --table 1 > serial.tsv
#   build/reference/mlp i -e 250 --table 1 > parallel.tsv
#   gnuplot -e "out='loss.svg'" assignments/mlp/loss.gp
#   gnuplot -e "serial='a.tsv'; parallel='b.tsv'; out='loss.pdf'; terminal='pdfcairo'" assignments/mlp/loss.gp
#
# terminal: svg (default), pdfcairo, epscairo, pngcairo, or any other that gnuplot
# knows.  Meant to be printed 8 cm wide, with text of 7 pt.

if (!exists('serial')) { serial = 'serial.tsv' }
if (!exists('parallel')) { parallel = 'parallel.tsv' }
if (!exists('terminal')) { terminal = 'svg' }
if (!exists('out')) { out = 'loss.svg' }

set encoding utf8
set datafile separator tab
set key autotitle columnhead

# Units of 1/400 of the width.  Pdfcairo counts a point of text as 1/96 of an inch.
width = 400.
height = 346.
if (terminal eq 'svg') {
	set terminal svg size width, height font 'Helvetica,Arial,sans-serif,12' background '#ffffff'
} else { if (terminal eq 'pdfcairo' || terminal eq 'epscairo') {
	set terminal @terminal size 3.35, 3.35 * height / width font 'sans,5.4' lw 1.2 fontscale 1
} else { if (terminal eq 'pngcairo' || terminal eq 'png') {
	set terminal pngcairo size 4 * width, 4 * height font 'sans,9' fontscale 4 lw 4 background '#ffffff'
} else {
	set terminal @terminal
} } }
set output out

# Columns of the files: 1 epoch, 2 seconds, 3 loss, 4 accuracy.
stats serial using 1 skip 1 name 'serial_epochs' nooutput
stats parallel using 1 skip 1 name 'parallel_epochs' nooutput
stats serial using 2 skip 1 name 'serial_seconds' nooutput
stats parallel using 2 skip 1 name 'parallel_seconds' nooutput
epochs = serial_epochs_max > parallel_epochs_max ? serial_epochs_max : parallel_epochs_max
seconds = serial_seconds_max > parallel_seconds_max ? serial_seconds_max : parallel_seconds_max
if (epochs < 1) { epochs = 1 }

# Okabe & Ito's palette; the dashes tell the two apart without colour.
set style line 1 lc rgb '#0072B2' lw 1.6
set style line 2 lc rgb '#D55E00' lw 1.6 dt (5, 2.5)
set style line 9 lc rgb '#e2e2e2' lw 0.6
set border 3 lc rgb '#555555' lw 0.8
set grid ytics ls 9
set tics nomirror scale 0.5 textcolor rgb '#222222'
unset key

left = 62.; right = 12.; gap = 20.; top = 12.; foot = 94.; between = 20.
panel_width = (width - left - right - gap) / 2
panel_height = (height - top - foot - between) / 2
# About three ticks, at 1, 2 or 5 times a power of ten.
power(x) = 10 ** floor(log10(x))
tick(x) = x / power(x) < 1.5 ? power(x) : x / power(x) < 3.5 ? 2 * power(x) : x / power(x) < 7.5 ? 5 * power(x) : 10 * power(x)

set multiplot
do for [row = 0:1] {
	do for [across = 0:1] {
		x0 = left + across * (panel_width + gap)
		y0 = foot + (1 - row) * (panel_height + between)
		set lmargin at screen x0 / width
		set rmargin at screen (x0 + panel_width) / width
		set bmargin at screen y0 / height
		set tmargin at screen (y0 + panel_height) / height
		unset label
		if (across == 0) {
			set label 1 (row == 0 ? 'loss (nats)' : 'accuracy (%)') at screen 13. / width, \
				screen (y0 + panel_height / 2) / height center rotate by 90 tc rgb '#222222'
		}
		if (row == 1) {
			set label 2 (across == 0 ? 'epoch' : 'training time (s)') \
				at screen (x0 + panel_width / 2) / width, screen (y0 - 34.) / height center tc rgb '#222222'
		}
		limit = across == 0 ? epochs : seconds
		set xrange [0:limit]
		set xtics 0, tick(limit / 3.)
		if (row == 1) { set xtics format '%g' } else { set xtics format '' }
		if (row == 0) { set yrange [0:2.5]; set ytics 0, 0.5 } else { set yrange [0:100]; set ytics 0, 25 }
		if (across == 0) { set ytics format '%g' } else { set ytics format '' }
		plot serial using (column(1 + across)):(row == 0 ? column(3) : 100 * column(4)) with lines ls 1, \
			parallel using (column(1 + across)):(row == 0 ? column(3) : 100 * column(4)) with lines ls 2
	}
}

unset label
unset border
unset tics
unset grid
set lmargin at screen 0
set rmargin at screen 1
set bmargin at screen 0
set tmargin at screen 1
set key at screen (left - 10.) / width, screen 48. / height left top Left reverse samplen 2.6 spacing 1.2 \
	textcolor rgb '#222222'
plot [0:1] [0:1] NaN notitle, \
	keyentry with lines ls 1 title 'serial: an update for each batch', \
	keyentry with lines ls 2 title 'data-parallel: one for each group'
unset multiplot
set output
