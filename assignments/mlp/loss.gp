# loss.gp - loss and accuracy of the serial and the data-parallel training, against
# epochs (left) and against seconds (right).  The left column shows what averaging
# costs, the right one what the workers bring.  Reads loss.tsv of a student's
# folder, or what `--table 1` printed; it never measures.
#
#   build/assignments/mlp s -e 250 --table 1 > loss.tsv
#   build/assignments/mlp i -e 250 --table 1 >> loss.tsv
#   gnuplot -e "table='loss.tsv'; out='loss.pdf'; terminal='pdfcairo'" assignments/mlp/loss.gp
#
# terminal: svg (default), pdfcairo, epscairo, pngcairo, or any other that gnuplot knows.

name = 'loss'
height = 364.
load ARG0[1:strlen(ARG0) - strlen('loss.gp')].'../../plots/style.gp'
load ARG0[1:strlen(ARG0) - strlen('loss.gp')].'../../plots/columns.gp'

# On which images?  A table may hold trainings on several sets.
images = ''
note_images(word) = (images = with_word(images, word, 'images'), 0)
if (has_column('images')) { stats table using (note_images(strcol('images'))) nooutput }

# One of serial mode and one of another, whichever it is.
is_serial(row) = strcol('mode') eq 'serial'
is_other(row) = strcol('mode') ne 'serial' && strcol('mode') ne 'mode'
other = ''
note(row) = (other = other eq '' && is_other(0) ? sprintf('%s, %s workers, groups of %s', strcol('mode'), \
	strcol('workers'), strcol('group')) : other, 0)
stats table using (note(0)) nooutput
stats table using 'epochs' nooutput
epochs = STATS_max
stats table using 'seconds' nooutput
seconds = STATS_max
few = STATS_records < 60               # points can be told apart
stats table using 'loss' nooutput
loss_top = STATS_max > 0 ? STATS_max : 2.5

left = 66.; right = 14.; gap = 20.; top = 12.; foot = 112.; between = 20.
panel_width = (width - left - right - gap) / 2
panel_height = (height - top - foot - between) / 2
unset key
how = few ? 'linespoints' : 'lines'
set multiplot
do for [row = 0:1] {
	do for [across = 0:1] {
		x0 = left + across * (panel_width + gap)
		y0 = foot + (1 - row) * (panel_height + between)
		eval place(x0, width - x0 - panel_width, y0, height - y0 - panel_height)
		unset label
		if (across == 0) {
			set label 1 (row == 0 ? 'loss (nats)' : 'accuracy (%)') at screen 13. / width, \
				screen (y0 + panel_height / 2) / height center rotate by 90 tc rgb ink
		}
		if (row == 1) {
			set label 2 (across == 0 ? 'epochs' : 'training time (s)') \
				at screen (x0 + panel_width / 2) / width, screen (y0 - 36.) / height center tc rgb ink
		}
		limit = across == 0 ? epochs : seconds
		set xrange [0:1.02 * limit]
		set xtics 0, tick(limit, 3.)
		set xtics format (row == 1 ? '%g' : '')
		if (row == 0) {
			set yrange [0:1.05 * loss_top]
			set ytics 0, tick(loss_top, 4.)
		} else {
			set yrange [0:102]
			set ytics 0, 25
		}
		set ytics format (across == 0 ? '%g' : '')
		abscissa = across == 0 ? 'epochs' : 'seconds'
		ordinate = row == 0 ? 'loss' : 'accuracy'
		scale = row == 0 ? 1 : 100
		plot table using (is_serial(0) ? column(abscissa) : NaN):(scale * column(ordinate)) with @how ls 1, \
			table using (is_other(0) ? column(abscissa) : NaN):(scale * column(ordinate)) with @how ls 2
	}
}

unset label
unset border
unset tics
unset grid
eval place(0., 0., 0., 0.)
set key at screen (left - 14.) / width, screen 64. / height left top
set label 1 (images eq '' ? '' : 'images: '.images) at screen (left - 6.) / width, screen 18. / height left \
	tc rgb ink noenhanced
plot [0:1] [0:1] NaN notitle, \
	keyentry with @how ls 1 title 'serial: an update for each batch', \
	keyentry with @how ls 2 title other
unset multiplot
set output
